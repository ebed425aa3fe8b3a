-- How many young people, starts or months an outcome counts and of how many, for each period, area and breakdown. Counts as they are: rates
-- are worked out from what is released, after protection. Added up from counts, never counted again.
{{ config(meta={'replaces': 'series'}) }}
{%- set counts = indicator_counts().split() + indicator_keys().split() %}
with by_area as (
    select
        area.*,
        cast(left(area.academic_year, 4) as integer) as start_year,
        case when area.synthetic > 0 then 1 else 0 end as is_synthetic
    from {{ of_series('int_indicator__area') }} as area
    where area.denominator <> 0
),

-- Nobody unknown is something to say as well.
without_unknown as (
    select
        total.outcome_id,
        total.definition_version,
        total.academic_year,
        total.start_year,
        total.area_level,
        total.area_code,
        total.region_code,
        breakdown.breakdown_topic,
        total.is_synthetic
    from by_area as total
    inner join {{ ref('indicator_breakdown') }} as breakdown on breakdown.dimension_1 is not null and breakdown.dimension_2 is null
    left join by_area as known
        on
            total.outcome_id = known.outcome_id
            and total.definition_version = known.definition_version
            and total.academic_year = known.academic_year
            and total.area_level = known.area_level
            and total.area_code = known.area_code
            and total.region_code = known.region_code
            and breakdown.breakdown_topic = known.breakdown_topic
            and known.breakdown = 'unknown'
    where total.breakdown_topic = 'total' and known.breakdown is null
),

one_year as (
    select
        outcome_id,
        definition_version,
        academic_year,
        start_year,
        area_level,
        area_code,
        region_code,
        breakdown_topic,
        breakdown,
        {{ counts | join(',\n        ') }},
        is_synthetic
    from by_area
    union all
    select
        outcome_id,
        definition_version,
        academic_year,
        start_year,
        area_level,
        area_code,
        region_code,
        breakdown_topic,
        'unknown' as breakdown,
        {%- for count in counts %}
        0 as {{ count }},
        {%- endfor %}
        is_synthetic
    from without_unknown
),

year as (
    select * from {{ ref('int_indicator__year') }}
),

-- Three years of one definition, all of them there.
three_years as (
    select
        last.outcome_id,
        last.definition_version,
        last.start_year,
        first.academic_year || ' to ' || last.academic_year as period
    from year as last
    inner join year as middle
        on
            last.outcome_id = middle.outcome_id
            and last.definition_version = middle.definition_version
            and last.start_year = middle.start_year + 1
    inner join year as first
        on
            last.outcome_id = first.outcome_id
            and last.definition_version = first.definition_version
            and last.start_year = first.start_year + 2
),

pooled as (
    select
        one_year.outcome_id,
        one_year.definition_version,
        three_years.period,
        one_year.area_level,
        one_year.area_code,
        one_year.region_code,
        one_year.breakdown_topic,
        one_year.breakdown,
        {%- for count in counts %}
        cast(sum(one_year.{{ count }}) as bigint) as {{ count }},
        {%- endfor %}
        max(one_year.is_synthetic) as is_synthetic
    from one_year
    inner join {{ ref('indicator_breakdown') }} as breakdown
        on one_year.breakdown_topic = breakdown.breakdown_topic and breakdown.is_pooled
    inner join three_years
        on
            one_year.outcome_id = three_years.outcome_id
            and one_year.definition_version = three_years.definition_version
            and one_year.start_year between three_years.start_year - 2 and three_years.start_year
    group by
        one_year.outcome_id,
        one_year.definition_version,
        three_years.period,
        one_year.area_level,
        one_year.area_code,
        one_year.region_code,
        one_year.breakdown_topic,
        one_year.breakdown
),

every_period as (
    select
        outcome_id,
        definition_version,
        'one_year' as period_kind,
        academic_year as period,
        area_level,
        area_code,
        region_code,
        breakdown_topic,
        breakdown,
        {{ counts | join(',\n        ') }},
        is_synthetic
    from one_year
    union all
    select
        outcome_id,
        definition_version,
        'three_years' as period_kind,
        period,
        area_level,
        area_code,
        region_code,
        breakdown_topic,
        breakdown,
        {{ counts | join(',\n        ') }},
        is_synthetic
    from pooled
)

select
    cast(outcome_id as text) as outcome_id,
    cast(definition_version as text) as definition_version,
    cast(period_kind as text) as period_kind,
    cast(period as text) as period,
    cast(area_level as text) as area_level,
    cast(area_code as text) as area_code,
    cast(region_code as text) as region_code,
    cast(breakdown_topic as text) as breakdown_topic,
    cast(breakdown as text) as breakdown,
    {%- for count in counts %}
    cast({{ count }} as bigint) as {{ count }},
    {%- endfor %}
    is_synthetic = 1 as is_synthetic
from every_period

-- The counts of each breakdown for one year and area. Regions are added up from local authorities and England from regions before they are
-- broken down, so that the many breakdowns of large areas are made of few rows. What changed is added to what was counted before: a row of
-- which nobody is left stays, with noughts, and is not read.
{%- set key = [
    'outcome_id', 'definition_version', 'academic_year', 'area_level', 'area_code', 'region_code', 'breakdown_topic', 'breakdown',
] %}
{{ config(meta={'replaces': key}) }}
{%- set dimensions = indicator_dimensions().split() %}
{%- set counts = indicator_counts().split() + indicator_keys().split() %}
with region_cell as (
    select
        cell,
        outcome_id,
        definition_version,
        academic_year,
        region_code,
        {%- for dimension in dimensions %}
        {{ dimension }},
        {%- endfor %}
        {%- for count in counts %}
        cast(sum({{ count }}) as bigint) as {{ count }},
        {%- endfor %}
        cast(sum(synthetic) as bigint) as synthetic
    from {{ ref('int_outcome__cell') }}
    group by
        cell,
        outcome_id,
        definition_version,
        academic_year,
        region_code,
        {{ dimensions | join(',\n        ') }}
),

country_cell as (
    select
        cell,
        outcome_id,
        definition_version,
        academic_year,
        {%- for dimension in dimensions %}
        {{ dimension }},
        {%- endfor %}
        {%- for count in counts %}
        cast(sum({{ count }}) as bigint) as {{ count }},
        {%- endfor %}
        cast(sum(synthetic) as bigint) as synthetic
    from region_cell
    group by
        cell,
        outcome_id,
        definition_version,
        academic_year,
        {{ dimensions | join(',\n        ') }}
),

{%- set levels = [
    ('local_authority', 'int_outcome__cell', 'counted.local_authority_code', 'counted.region_code', ['local_authority']),
    ('region', none, 'counted.region_code', 'counted.region_code', ['local_authority', 'region']),
    ('country', none, "'E92000001'", "'E92000001'", ['local_authority', 'region', 'country']),
] %}
{%- for level, model, area, region, finest in levels %}

of_{{ level }} as (
    select
        counted.outcome_id,
        counted.definition_version,
        counted.academic_year,
        '{{ level }}' as area_level,
        {{ area }} as area_code,
        {{ region }} as region_code,
        breakdown.breakdown_topic,
        {%- for place in [1, 2, 3] %}
        case breakdown.dimension_{{ place }}
            {%- for dimension in dimensions %}
            when '{{ dimension }}' then counted.{{ dimension }}
            {%- endfor %}
            when 'ethnicity_5' then ethnicity.ethnicity_5
        end as value_{{ place }},
        {%- endfor %}
        {%- for count in counts %}
        counted.{{ count }},
        {%- endfor %}
        counted.synthetic
    from {{ ref(model) if model else level ~ '_cell' }} as counted
    inner join {{ ref('indicator_breakdown') }} as breakdown
        on
            counted.cell = breakdown.cell
            and breakdown.finest_area_level in ('{{ finest | join("', '") }}')
    left join {{ ref('int_ethnicity__group') }} as ethnicity on counted.ethnicity_18 = ethnicity.ethnicity_18
),
{%- endfor %}

united as (
    {%- for level, _, _, _, _ in levels %}
    select * from of_{{ level }}
    {{ '' if loop.last else 'union all' }}
    {%- endfor %}
),

of_cells as (
    select
        outcome_id,
        definition_version,
        academic_year,
        area_level,
        area_code,
        region_code,
        breakdown_topic,
        coalesce(value_1, 'total')
        || case when value_2 is null then '' else '|' || value_2 end
        || case when value_3 is null then '' else '|' || value_3 end as breakdown,
        {%- for count in counts %}
        cast(sum({{ count }}) as bigint) as {{ count }},
        {%- endfor %}
        cast(sum(synthetic) as bigint) as synthetic
    from united
    group by
        outcome_id, definition_version, academic_year, area_level, area_code, region_code, breakdown_topic, value_1, value_2, value_3
)

{% if is_of_touched() -%}
select
    {{ key | join(',
    ') }},
    {%- for count in counts %}
    cast(sum({{ count }}) as bigint) as {{ count }},
    {%- endfor %}
    cast(sum(synthetic) as bigint) as synthetic
from (
    select * from of_cells
    union all
    select before.*
    from {{ this }} as before
    inner join of_cells on {{ same(key, 'before', 'of_cells') }}
) as before_and_changed
group by {{ key | join(', ') }}
{%- else -%}
select * from of_cells
{%- endif %}

-- Of every outcome, period and area, in each of its counts; no breakdown is missing where its area has one. By windows and not by a join
-- of the table with itself, for which PostgreSQL plans badly: half an hour in place of a second.
{%- set counts = indicator_counts().split() + indicator_keys().split() %}
{%- set cell = 'outcome_id, definition_version, period_kind, period, area_level, area_code, region_code' %}
with part as (
    select
        {{ cell.split(', ') | join(',\n        ') }},
        breakdown_topic,
        {%- for count in counts %}
        cast(sum({{ count }}) as bigint) as {{ count }},
        {%- endfor %}
        count(*) as groups
    from {{ of_series('fct_indicator') }} as figure
    group by {{ cell }}, breakdown_topic
),

beside as (
    select
        *,
        {%- for count in counts %}
        max(case when breakdown_topic = 'total' then {{ count }} end) over (partition by {{ cell }}) as {{ count }}_of_all,
        {%- endfor %}
        count(*) over (partition by {{ cell }}) as topics
    from part
),

kind as (
    select distinct
        area_level,
        period_kind
    from part
),

expected as (
    select
        kind.area_level,
        kind.period_kind,
        count(*) as topics
    from kind
    inner join {{ ref('indicator_breakdown') }} as breakdown
        on
            (kind.period_kind = 'one_year' or breakdown.is_pooled)
            and (
                breakdown.finest_area_level = 'local_authority'
                or (breakdown.finest_area_level = 'region' and kind.area_level <> 'local_authority')
                or kind.area_level = 'country'
            )
    group by kind.area_level, kind.period_kind
)

select
    beside.outcome_id,
    beside.definition_version,
    beside.period,
    beside.area_level,
    beside.area_code,
    beside.breakdown_topic,
    beside.topics,
    expected.topics as topics_expected
from beside
inner join expected on beside.area_level = expected.area_level and beside.period_kind = expected.period_kind
where
    beside.topics <> expected.topics
    {%- for count in counts %}
    or beside.{{ count }} <> beside.{{ count }}_of_all
    {%- endfor %}

-- Of every outcome, period and area, in each of its counts; no breakdown is missing where its area has one.
{%- set counts = indicator_counts().split() %}
with part as (
    select
        outcome_id,
        definition_version,
        period_kind,
        period,
        area_level,
        area_code,
        region_code,
        breakdown_topic,
        {%- for count in counts %}
        cast(sum({{ count }}) as bigint) as {{ count }},
        {%- endfor %}
        count(*) as parts
    from {{ ref('fct_indicator') }}
    group by outcome_id, definition_version, period_kind, period, area_level, area_code, region_code, breakdown_topic
)

select
    total.outcome_id,
    total.definition_version,
    total.period_kind,
    total.period,
    total.area_level,
    total.area_code,
    breakdown.breakdown_topic,
    total.denominator,
    part.denominator as denominator_of_parts
from part as total
inner join {{ ref('indicator_breakdown') }} as breakdown
    on
        total.period_kind = 'one_year' or breakdown.is_pooled
left join part
    on
        total.outcome_id = part.outcome_id
        and total.definition_version = part.definition_version
        and total.period = part.period
        and total.area_level = part.area_level
        and total.area_code = part.area_code
        and total.region_code = part.region_code
        and breakdown.breakdown_topic = part.breakdown_topic
where
    total.breakdown_topic = 'total'
    and (
        breakdown.finest_area_level = 'local_authority'
        or (breakdown.finest_area_level = 'region' and total.area_level <> 'local_authority')
        or total.area_level = 'country'
    )
    and (
        part.outcome_id is null
        {%- for count in counts %}
        or total.{{ count }} <> part.{{ count }}
        {%- endfor %}
    )

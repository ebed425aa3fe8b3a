-- In each count of every outcome, period and breakdown, with the areas that are unknown.
{%- set counts = indicator_counts().split() %}
{%- set key = ['outcome_id', 'definition_version', 'period_kind', 'period', 'breakdown_topic', 'breakdown'] %}
with by_region as (
    select
        {{ key | join(', ') }},
        region_code,
        area_level,
        {%- for count in counts %}
        cast(sum({{ count }}) as bigint) as {{ count }},
        {%- endfor %}
        count(*) as parts
    from {{ ref('fct_indicator') }}
    where area_level <> 'country'
    group by {{ key | join(', ') }}, region_code, area_level
),

by_country as (
    select
        {{ key | join(', ') }},
        area_level,
        {%- for count in counts %}
        cast(sum({{ count }}) as bigint) as {{ count }},
        {%- endfor %}
        count(*) as parts
    from {{ ref('fct_indicator') }}
    where area_level <> 'local_authority'
    group by {{ key | join(', ') }}, area_level
)

select
    authority.outcome_id,
    authority.period,
    authority.breakdown_topic,
    authority.breakdown,
    authority.region_code as area_code,
    region.denominator,
    authority.denominator as denominator_of_parts
from by_region as authority
left join by_region as region
    on
        authority.region_code = region.region_code
        and region.area_level = 'region'
        {%- for column in key %}
        and authority.{{ column }} = region.{{ column }}
        {%- endfor %}
where
    authority.area_level = 'local_authority'
    and (
        region.outcome_id is null
        {%- for count in counts %}
        or authority.{{ count }} <> region.{{ count }}
        {%- endfor %}
    )
union all
select
    region.outcome_id,
    region.period,
    region.breakdown_topic,
    region.breakdown,
    'E92000001' as area_code,
    country.denominator,
    region.denominator as denominator_of_parts
from by_country as region
left join by_country as country
    on
        country.area_level = 'country'
        {%- for column in key %}
        and region.{{ column }} = country.{{ column }}
        {%- endfor %}
where
    region.area_level = 'region'
    and (
        country.outcome_id is null
        {%- for count in counts %}
        or region.{{ count }} <> country.{{ count }}
        {%- endfor %}
    )

with used as (
    select
        indicator_id,
        {{ count_if("value is not null") }} > 0 as has_data
    from {{ ref('fct_official_statistic') }}
    group by indicator_id
)

select
    indicator.indicator_id,
    indicator.indicator_number,
    indicator.title,
    indicator.short_title,
    indicator.definition,
    indicator.numerator_definition,
    indicator.denominator_definition,
    indicator.definition_version,
    indicator.owner_department,
    indicator.unit,
    indicator.better_direction,
    indicator.decimals,
    indicator.headline_breakdown_topic,
    indicator.headline_breakdown,
    indicator.comparator_breakdown,
    indicator.caveat,
    coalesce(used.has_data, false) as has_data,
    indicator.publication
from {{ ref('indicator') }} as indicator
left join used on indicator.indicator_id = used.indicator_id

with valued as (
    select
        chosen.*,
        status.value_status as part_status,
        case
            when chosen.published_status is not null then chosen.published_value
            else {{ quotient('chosen.numerator', 'chosen.denominator', 'indicator.scale') }}
        end as value
    from {{ ref('int_statistic__chosen') }} as chosen
    inner join {{ ref('indicator') }} as indicator on chosen.indicator_id = indicator.indicator_id
    left join {{ ref('value_status') }} as status on chosen.worst_part_rank = status.rank
)

select
    statistic_id,
    indicator_id,
    area_code,
    period_id,
    breakdown_topic,
    breakdown,
    value,
    case
        when published_status is not null then published_status
        when denominators = 0 then 'missing'
        when part_status <> 'published' then part_status
        when value is null then 'not_applicable' -- nothing out of nothing is no rate
        else 'published'
    end as value_status,
    numerator,
    denominator,
    revision,
    is_synthetic,
    dataset,
    extract_id
from valued

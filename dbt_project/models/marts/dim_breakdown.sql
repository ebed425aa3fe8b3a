-- Our own list, and after it what publishers print that the list does not hold yet.
with new_label as (
    select distinct
        chosen.breakdown_topic,
        chosen.breakdown
    from {{ ref('int_statistic__chosen') }} as chosen
    left join {{ ref('breakdown') }} as known
        on chosen.breakdown_topic = known.breakdown_topic and chosen.breakdown = known.breakdown
    where known.breakdown is null
)

select
    breakdown_topic,
    breakdown,
    topic_label,
    label,
    sort_key
from {{ ref('breakdown') }}

union all

select
    breakdown_topic,
    breakdown,
    'As published' as topic_label,
    upper(left(breakdown, 1)) || replace(substr(breakdown, 2), '_', ' ') as label,
    cast(1000 as integer) as sort_key
from new_label

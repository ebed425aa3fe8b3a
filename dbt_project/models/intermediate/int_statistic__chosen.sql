-- One row for each statistic, its three roles side by side. Where two publications give it (a release and LAIT, which compiles
-- releases), the first route that has its lead is used.
with gathered as (
    select
        part.statistic_id,
        part.route,
        min(part.indicator_id) as indicator_id,
        min(part.area_code) as area_code,
        min(part.period_id) as period_id,
        min(part.period_kind) as period_kind,
        min(part.breakdown_topic) as breakdown_topic,
        min(part.breakdown) as breakdown,
        max(case when part.role = 'value' then part.value end) as published_value,
        max(case when part.role = 'value' then part.value_status end) as published_status,
        max(case when part.role = 'numerator' then part.value end) as numerator,
        max(case when part.role = 'denominator' then part.value end) as denominator,
        {{ count_if("part.role = 'denominator'") }} as denominators,
        max(case when part.role <> 'value' then status.rank end) as worst_part_rank,
        max(case when part.revision = 'provisional' then 1 else 0 end) as is_provisional,
        min(part.revision) as revision, -- "not marked" unless each part is revised
        max(case when part.is_synthetic then 1 else 0 end) as is_synthetic,
        max(case when part.is_lead then part.dataset end) as dataset,
        max(case when part.is_lead then part.extract_id end) as extract_id
    from {{ ref('int_statistic__part') }} as part
    inner join {{ ref('value_status') }} as status on part.value_status = status.value_status
    group by part.statistic_id, part.route
    having max(case when part.is_lead then 1 else 0 end) = 1
),

ranked as (
    select
        *,
        min(route) over (partition by statistic_id) as first_route
    from gathered
)

select
    statistic_id,
    route,
    indicator_id,
    area_code,
    period_id,
    period_kind,
    breakdown_topic,
    breakdown,
    published_value,
    published_status,
    numerator,
    denominator,
    denominators,
    worst_part_rank,
    case when is_provisional = 1 then 'provisional' else revision end as revision,
    is_synthetic = 1 as is_synthetic,
    dataset,
    extract_id
from ranked
where route = first_route

-- Where two publications give the same statistic (England's own release and LAIT), the first route that has the cell is used.
with lead_part as (
    select
        *,
        min(route) over (partition by indicator_id, area_code, period_id, breakdown_topic, breakdown) as first_route
    from {{ ref('int_statistic__part') }}
    where is_lead
)

select
    lead_part.indicator_id
    || '|' || lead_part.area_code
    || '|' || lead_part.period_id
    || '|' || lead_part.breakdown_topic
    || '|' || lead_part.breakdown as statistic_id,
    lead_part.indicator_id,
    lead_part.route,
    lead_part.area_code,
    lead_part.period_id,
    lead_part.period_kind,
    lead_part.breakdown_topic,
    lead_part.breakdown,
    lead_part.dataset,
    lead_part.extract_id
from lead_part
where lead_part.route = lead_part.first_route

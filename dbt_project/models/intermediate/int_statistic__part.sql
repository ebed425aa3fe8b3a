-- One row for each statistic, route and role: the signed sum of its published figures, or the reason why there is none.
with summed as (
    select
        component.statistic_id,
        component.route,
        component.role,
        component.is_lead,
        -- The statistic's own words, the same in each of its rows.
        min(component.indicator_id) as indicator_id,
        min(component.area_code) as area_code,
        min(component.period_id) as period_id,
        min(component.period_kind) as period_kind,
        min(component.breakdown_topic) as breakdown_topic,
        min(component.breakdown) as breakdown,
        -- Figures that are summed are whole numbers (a test holds that), so their sum is exact in any order.
        sum(component.sign * component.value) as value,
        {{ count_if("component.value_status = 'published'") }} as components_published,
        cast(count(*) as bigint) as components_found,
        max(component.components_needed) as components_needed,
        max(status.rank) as worst_rank,
        max(case when component.revision = 'provisional' then 1 else 0 end) as is_provisional,
        min(component.revision) as revision, -- "not marked" unless each part is revised
        max(case when component.is_synthetic then 1 else 0 end) as is_synthetic,
        min({{ c_collated('component.dataset') }}) as dataset,
        min({{ c_collated('component.extract_id') }}) as extract_id
    from {{ ref('int_statistic__component') }} as component
    inner join {{ ref('value_status') }} as status on component.value_status = status.value_status
    group by component.statistic_id, component.route, component.role, component.is_lead
)

select
    summed.statistic_id,
    summed.route,
    summed.role,
    summed.is_lead,
    summed.indicator_id,
    summed.area_code,
    summed.period_id,
    summed.period_kind,
    summed.breakdown_topic,
    summed.breakdown,
    case when summed.components_published = summed.components_needed then summed.value end as value,
    case
        when summed.components_found < summed.components_needed and status.value_status = 'published' then 'missing'
        else status.value_status
    end as value_status,
    case when summed.is_provisional = 1 then 'provisional' else summed.revision end as revision,
    summed.is_synthetic = 1 as is_synthetic,
    summed.dataset,
    summed.extract_id
from summed
inner join {{ ref('value_status') }} as status on summed.worst_rank = status.rank

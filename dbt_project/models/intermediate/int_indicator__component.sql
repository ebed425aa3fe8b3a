-- The recipe of each indicator, with how many published figures one cell of it needs: a share that lacks one of them has no value.
with component as (
    select
        *,
        coalesce(to_topic, from_topic) as cell_topic,
        coalesce(to_breakdown, from_breakdown, '*') as cell_breakdown,
        case role when 'value' then 2 when 'numerator' then 1 else 0 end as role_rank
    from {{ ref('indicator_component') }}
)

select
    indicator_id,
    route,
    role,
    dataset,
    figure,
    sign,
    from_topic,
    from_breakdown,
    to_topic,
    to_breakdown,
    cast(count(*) over (partition by indicator_id, route, role, cell_topic, cell_breakdown) as bigint) as components_needed,
    -- A published value leads; where none is published, the numerator does. Without its lead a cell does not exist.
    role_rank = max(role_rank) over (partition by indicator_id, route) as is_lead
from component

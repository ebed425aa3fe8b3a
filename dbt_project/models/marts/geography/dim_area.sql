-- One row per area of England, or that holds it, ended ones kept.
with recursive

area as (
    select * from {{ ref('area') }}
    where area_type <> 'outside_england'
),

-- A recode keeps the territory, so a series runs on under the new code. A merger or a split does not: an area that ended
-- that way has no current code, and its figures are never shown as its successor's.
recode as (
    select
        old_area_code,
        new_area_code
    from {{ ref('area_change') }}
    where kind = 'recode'
),

followed as (
    select
        area_code,
        area_code as reached_area_code
    from area
    union all
    select
        followed.area_code,
        recode.new_area_code as reached_area_code
    from followed
    inner join recode on followed.reached_area_code = recode.old_area_code
),

in_force as (
    select
        followed.area_code,
        followed.reached_area_code as current_area_code
    from followed
    inner join area on followed.reached_area_code = area.area_code
    where area.valid_to is null
)

select
    cast(area.area_code as text) as area_code,
    cast(area.area_name as text) as area_name,
    cast(area.area_type as text) as area_type,
    cast(area.parent_area_code as text) as parent_area_code,
    cast(
        case
            when area.area_type = 'region' then area.area_code
            when parent.area_type = 'region' then parent.area_code
            when grandparent.area_type = 'region' then grandparent.area_code
        end as text
    ) as region_code,
    cast(area.dfe_number as text) as dfe_number,
    cast(area.cassr_code as text) as cassr_code,
    cast(area.valid_from as date) as valid_from,
    cast(area.valid_to as date) as valid_to,
    cast(in_force.current_area_code as text) as current_area_code
from area
left join area as parent on area.parent_area_code = parent.area_code
left join area as grandparent on parent.parent_area_code = grandparent.area_code
left join in_force on area.area_code = in_force.area_code

-- Combined authorities aside: their successions are not kept.
select
    area.area_code,
    area.valid_to,
    change.changed_on,
    successor.valid_from
from {{ ref('dim_area') }} as area
left join {{ ref('area_change') }} as change on area.area_code = change.old_area_code
left join {{ ref('dim_area') }} as successor on change.new_area_code = successor.area_code
where
    area.valid_to is not null
    and area.area_type <> 'combined_authority'
    and (
        successor.area_code is null
        or change.changed_on <> area.valid_to + 1
        or change.changed_on <> successor.valid_from
    )

select area.area_code from {{ ref('dim_area') }} as area
left join {{ ref('dim_area_boundary') }} as boundary on area.area_code = boundary.area_code and boundary.ring = 1
where
    area.area_type = 'local_authority'
    and area.valid_to is null
    and boundary.area_code is null

-- Outlines for the map. Areas under an older code, Barnsley and Sheffield, are drawn through dim_area's current code.
select
    cast(area_code as text) as area_code,
    cast(ring as integer) as ring,
    cast(points as text) as points
from {{ ref('area_boundary') }}

-- Outlines for the map. Areas under an older code, Barnsley and Sheffield, are drawn through dim_area's current code.
select
    area_code,
    ring,
    points
from {{ ref('area_boundary') }}

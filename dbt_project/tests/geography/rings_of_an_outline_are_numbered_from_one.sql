select
    area_code,
    count(*) as rings,
    count(distinct ring) as numbers,
    min(ring) as lowest,
    max(ring) as highest
from {{ ref('dim_area_boundary') }}
group by area_code
having count(*) <> count(distinct ring) or min(ring) <> 1 or max(ring) <> count(*)

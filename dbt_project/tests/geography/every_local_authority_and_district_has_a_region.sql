select
    area_code,
    area_type
from {{ ref('dim_area') }}
where area_type in ('local_authority', 'district') and region_code is null

select
    area_code,
    merged_area_code,
    merged_area_name
from {{ ref('small_area_merge') }}

select
    extract_id,
    coverage,
    record_key,
    cast(coverage as integer) as census_year,
    request_key,
    transferred_from,
    last_review,
    residential_setting,
    work_based_placement
from {{ source('records', 'dfe__sen2__activeplans') }}

select
    extract_id,
    coverage,
    record_key,
    cast(coverage as integer) as census_year,
    local_authority_number,
    reference_date
from {{ source('records', 'dfe__sen2__sen2') }}

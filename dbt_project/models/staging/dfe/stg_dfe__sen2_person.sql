select
    extract_id,
    coverage,
    record_key,
    cast(coverage as integer) as census_year,
    birth_month,
    return_key,
    sex,
    ethnicity,
    upn_unknown_reason
from {{ source('records', 'dfe__sen2__person') }}

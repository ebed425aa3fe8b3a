select
    extract_id,
    coverage,
    record_key,
    cast(coverage as integer) as census_year,
    person_key,
    received_on,
    outcome,
    outcome_on
from {{ source('records', 'dfe__sen2__requests') }}

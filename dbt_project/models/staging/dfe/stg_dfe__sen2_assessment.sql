select
    extract_id,
    coverage,
    record_key,
    cast(coverage as integer) as census_year,
    request_key,
    outcome,
    outcome_on,
    is_within_20_weeks in ('true', '1') as is_within_20_weeks
from {{ source('records', 'dfe__sen2__assessment') }}

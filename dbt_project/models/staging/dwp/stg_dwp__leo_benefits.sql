select
    extract_id,
    coverage,
    record_key,
    benefit_type,
    start_date,
    end_date
from {{ source('records', 'dwp__leo__benefits') }}

select
    extract_id,
    coverage,
    record_key,
    start_date,
    end_date,
    is_start_uncertain = '1' as is_start_uncertain,
    is_end_uncertain = '1' as is_end_uncertain
from {{ source('records', 'dwp__leo__employment') }}

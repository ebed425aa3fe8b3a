select
    record_table,
    extract_id,
    coverage,
    revision,
    published_on,
    received_at,
    known_at,
    is_synthetic
from {{ source('records', 'record_extract') }}

select
    extract_id,
    coverage,
    revision,
    published_on,
    rows_accepted
from {{ source('raw', 'ledger_coverage') }}

select
    extract_id,
    dataset,
    variant,
    file_name,
    sha256,
    received_at,
    known_at,
    supersedes,
    is_synthetic,
    outcome,
    withdrawn_at,
    rows_received,
    rows_accepted,
    rows_quarantined,
    rows_duplicate,
    notes
from {{ source('raw', 'ledger_extract') }}

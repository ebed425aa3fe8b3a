select
    extract_id,
    rule,
    reason,
    rows_quarantined
from {{ source('raw', 'ledger_quarantine') }}

select
    extract_id,
    coverage,
    source_row,
    record_key,
    support_need
from {{ source('records', 'mhclg__hclic__support_need') }}

select
    extract_id,
    coverage,
    record_key,
    claim_key,
    household_key,
    start_date,
    end_date,
    local_authority_code
from {{ source('records', 'dwp__claims__uc_claim') }}

select
    extract_id,
    coverage,
    source_row,
    record_key,
    local_authority_code,
    assessed_on,
    duty_owed,
    accommodation_at_application,
    reason_for_loss,
    duty_ended_on,
    duty_end_reason,
    accommodation_secured
from {{ source('records', 'mhclg__hclic__case') }}

select
    extract_id,
    coverage,
    record_key,
    claim_key,
    decided_on,
    ends_on,
    daily_living_award,
    mobility_award,
    primary_disabling_condition,
    local_authority_code
from {{ source('records', 'dwp__claims__pip_award') }}

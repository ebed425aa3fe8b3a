select
    extract_id,
    coverage,
    record_key,
    start_date,
    end_date,
    conditionality_regime,
    health_group,
    is_employed = '1' as is_employed
from {{ source('records', 'dwp__claims__uc_regime') }}

select
    extract_id,
    coverage,
    record_key,
    tax_year,
    is_self_employed = '1' as is_self_employed,
    earnings
from {{ source('records', 'dwp__leo__self_assessment') }}

select
    extract_id,
    coverage,
    record_key,
    tax_year,
    earnings
from {{ source('records', 'dwp__leo__earnings') }}

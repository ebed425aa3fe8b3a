select
    extract_id,
    coverage,
    record_key,
    award_key,
    approved_on,
    provision_type,
    primary_condition,
    age_band,
    region_code,
    is_supported_internship = '1' as is_supported_internship
from {{ source('records', 'dwp__claims__access_to_work_award') }}

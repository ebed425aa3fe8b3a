select
    extract_id,
    coverage,
    source_row,
    record_key,
    birth_month,
    case_person_number,
    is_main_applicant = '1' as is_main_applicant,
    sex,
    ethnicity,
    employment_status
from {{ source('records', 'mhclg__hclic__person') }}

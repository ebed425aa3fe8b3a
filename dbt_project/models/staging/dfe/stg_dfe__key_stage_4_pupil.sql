select
    extract_id,
    coverage,
    record_key,
    academic_year,
    local_authority_number,
    urn,
    sex,
    ethnicity,
    has_english_and_maths_at_4 = '1' as has_english_and_maths_at_4,
    sen_provision,
    primary_need,
    is_disadvantaged = '1' as is_disadvantaged,
    institution_type
from {{ source('records', 'dfe__key_stage_4__pupil') }}

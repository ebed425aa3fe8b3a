select
    extract_id,
    coverage,
    record_key,
    cast(left(coverage, 7) || '-01' as date) as reference_month,
    birth_month,
    local_authority_number,
    sex,
    ethnicity,
    local_authority_at_year_11,
    transferred_to,
    send_level,
    activity,
    activity_start_date,
    has_september_offer = '1' as has_september_offer
from {{ source('records', 'dfe__nccis__young_person') }}

select
    run_id,
    department,
    other_department,
    group_kind,
    group_value,
    persons,
    linked,
    link_rate,
    tier_1,
    tier_2,
    tier_3,
    expected_precision,
    expected_share_found
from {{ source('records', 'linkage__link_quality') }}

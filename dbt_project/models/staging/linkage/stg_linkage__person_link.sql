select
    source_record_key as record_key,
    person_id,
    link_tier,
    match_probability as link_probability,
    method,
    run_id
from {{ source('records', 'linkage__person_link') }}
where valid_to is null

select
    person_id,
    department,
    sex,
    ethnicity_5,
    sen,
    local_authority_code,
    link_probability,
    run_id
from {{ source('records', 'linkage__department_person') }}

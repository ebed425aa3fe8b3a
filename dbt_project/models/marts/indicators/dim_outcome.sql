select
    outcome_id,
    definition_version,
    says,
    source,
    owner,
    valid_from,
    valid_to
from {{ ref('outcome') }}

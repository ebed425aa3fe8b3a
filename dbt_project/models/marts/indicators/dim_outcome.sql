select
    outcome_id,
    definition_version,
    title,
    shown_as,
    says,
    source,
    owner,
    valid_from,
    valid_to
from {{ ref('outcome') }}

select
    outcome_id,
    definition_version,
    title,
    shown_as,
    period_says,
    council_is,
    says,
    source,
    owner,
    valid_from,
    valid_to
from {{ ref('outcome') }}

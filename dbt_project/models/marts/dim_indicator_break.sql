select
    indicator_id,
    period_id,
    reason
from {{ ref('indicator_break') }}

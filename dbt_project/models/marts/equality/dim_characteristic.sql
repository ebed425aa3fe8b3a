select
    characteristic,
    value,
    characteristic_label,
    label,
    sort_key,
    is_reference
from {{ ref('characteristic') }}

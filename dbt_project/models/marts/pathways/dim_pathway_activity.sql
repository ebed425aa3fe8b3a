select
    pathway_activity,
    label,
    short_label,
    sort_key
from {{ ref('pathway_activity') }}

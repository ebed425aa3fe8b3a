select
    breakdown_topic,
    dimension_1,
    dimension_2,
    dimension_3,
    finest_published_level
from {{ ref('indicator_breakdown') }}

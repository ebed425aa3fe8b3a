select
    extract_id,
    coverage,
    source_row,
    area_code,
    period as period_id,
    {{ period_kind('period') }} as period_kind,
    'total' as breakdown_topic,
    'total' as breakdown,
    {{ slug('index_domain') }} || '_average_score' as figure,
    average_score,
    average_score_status
from {{ source('raw', 'mhclg__indices_of_deprivation') }}

select
    extract_id,
    coverage,
    source_row,
    area_code,
    period as period_id,
    {{ period_kind('period') }} as period_kind,
    'total' as breakdown_topic,
    'total' as breakdown,
    households,
    households_status
from {{ source('raw', 'dwp__uc_households') }}

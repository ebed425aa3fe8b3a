select
    extract_id,
    coverage,
    source_row,
    area_code,
    period as period_id,
    {{ period_kind('period', ['academic_year', 'financial_year', 'calendar_year', 'rolling_year']) }} as period_kind,
    'total' as breakdown_topic,
    'total' as breakdown,
    {{ slug('indicator') }} as figure,
    observation,
    observation_status
from {{ source('raw', 'dwp__employment_rate') }}

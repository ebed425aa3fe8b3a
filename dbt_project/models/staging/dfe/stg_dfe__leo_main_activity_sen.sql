select
    source.extract_id,
    source.coverage,
    source.source_row,
    'E92000001' as area_code,
    source.period as period_id,
    {{ period_kind('source.period') }} as period_kind,
    {{ slug('source.activity') }} || '_percent' as figure,
    source.percentage,
    source.percentage_status,
    {{ breakdown_columns("'SEN Provision'", 'source.sen_status') }}
from {{ source('raw', 'dfe__leo_main_activity_sen') }} as source
{{ join_breakdown_label("'SEN Provision'", 'source.sen_status') }}

select
    source.extract_id,
    source.coverage,
    source.source_row,
    source.area_code,
    source.period as period_id,
    {{ period_kind('source.period') }} as period_kind,
    source.supported_internships,
    source.supported_internships_status,
    source.apprenticeships,
    source.apprenticeships_status,
    source.traineeships,
    source.traineeships_status,
    source.work_based_placements,
    source.work_based_placements_status,
    {{ breakdown_columns('source.breakdown_topic', 'source.breakdown') }}
from {{ source('raw', 'dfe__work_based_placements') }} as source
{{ join_breakdown_label('source.breakdown_topic', 'source.breakdown') }}

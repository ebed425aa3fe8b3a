select
    extract_id,
    coverage,
    source_row,
    record_key,
    left(coverage, 7) as academic_year,
    employment_status,
    applies_from,
    monitoring_type,
    monitoring_code
from {{ source('records', 'dfe__ilr__learner_employment_status') }}

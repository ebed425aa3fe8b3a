select
    extract_id,
    coverage,
    source_row,
    record_key,
    left(coverage, 7) as academic_year,
    lldd_category,
    is_primary
from {{ source('records', 'dfe__ilr__lldd_and_health_problem') }}

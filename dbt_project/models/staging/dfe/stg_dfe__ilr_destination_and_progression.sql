select
    extract_id,
    coverage,
    source_row,
    record_key,
    left(coverage, 7) as academic_year,
    outcome_type,
    outcome_code,
    start_date,
    end_date,
    collected_on
from {{ source('records', 'dfe__ilr__destination_and_progression') }}

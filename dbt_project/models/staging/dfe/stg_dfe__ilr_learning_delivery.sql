select
    extract_id,
    coverage,
    source_row,
    record_key,
    left(coverage, 7) as academic_year,
    aim_sequence_number,
    learning_aim_reference,
    aim_type,
    start_date,
    planned_end_date,
    actual_end_date,
    funding_model,
    programme_type,
    standard_code,
    completion_status,
    outcome,
    withdrawal_reason
from {{ source('records', 'dfe__ilr__learning_delivery') }}

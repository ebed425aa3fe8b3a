select
    extract_id,
    coverage,
    source_row,
    record_key,
    left(coverage, 7) as academic_year,
    birth_month,
    ukprn,
    ethnicity,
    sex,
    lldd_health_problem,
    planned_learning_hours
from {{ source('records', 'dfe__ilr__learner') }}

select
    run_id,
    model_version,
    finished_at,
    known_until,
    records,
    persons,
    holds
from {{ source('records', 'linkage_run') }}

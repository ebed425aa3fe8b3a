select
    extract_id,
    coverage,
    record_key,
    cast(coverage as integer) as census_year,
    active_plan_key,
    need,
    rank
from {{ source('records', 'dfe__sen2__senneed') }}

select
    extract_id,
    coverage,
    record_key,
    cast(coverage as integer) as census_year,
    active_plan_key,
    residential_setting,
    work_based_placement,
    urn,
    ukprn,
    setting,
    rank,
    entry_date,
    leaving_date
from {{ source('records', 'dfe__sen2__placementdetail') }}

select
    extract_id,
    coverage,
    record_key,
    cast(coverage as integer) as census_year,
    assessment_key,
    start_date,
    residential_setting,
    work_based_placement,
    cease_date,
    cease_reason
from {{ source('records', 'dfe__sen2__namedplan') }}

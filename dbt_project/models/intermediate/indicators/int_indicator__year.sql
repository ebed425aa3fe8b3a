-- The years of which anybody is counted by an outcome.
select
    outcome_id,
    definition_version,
    academic_year,
    cast(left(academic_year, 4) as integer) as start_year
from {{ ref('int_indicator__area') }}
where area_level = 'country' and breakdown_topic = 'total' and denominator <> 0

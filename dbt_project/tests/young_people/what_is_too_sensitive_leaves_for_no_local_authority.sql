-- Benefits of whatever group, and what is known from homelessness cases: for regions and England alone.
select
    outcome_id,
    breakdown_topic
from {{ ref('fct_indicator_figure') }}
where
    area_level = 'local_authority'
    and (outcome_id like '%benefit%' or breakdown_topic like '%care_experience%' or period_kind <> 'one_year')

-- The needs that SEN2 gives for each young person's plan.
{{ by_person() }}
select
    request.young_person_id,
    need.census_year,
    cast(need.rank as integer) as rank,
    need.need
from {{ ref('stg_dfe__sen2_senneed') }} as need
inner join {{ ref('int_record_extract__best') }} as best
    on
        need.extract_id = best.extract_id
        and need.coverage = best.coverage
        and best.record_table = 'dfe__sen2__senneed'
inner join {{ ref('stg_dfe__sen2_activeplans') }} as active_plan
    on need.active_plan_key = active_plan.record_key and need.census_year = active_plan.census_year
inner join {{ ref('int_record_extract__best') }} as best_of_plans
    on
        active_plan.extract_id = best_of_plans.extract_id
        and active_plan.coverage = best_of_plans.coverage
        and best_of_plans.record_table = 'dfe__sen2__activeplans'
inner join {{ of_touched('int_sen2_request__young_person') }} as request
    on active_plan.request_key = request.request_key and {{ is_same_year('active_plan.census_year', 'request.census_year') }}

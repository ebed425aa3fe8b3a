-- Plans that ended in paid work, of those that ended at 16 and over and were not moved to another council; and who of those aged 16 to 25
-- with a plan is recorded as not in education, employment or training.
{{ by_person() }}
with ceased as (
    select
        plan.young_person_id,
        cast(extract(year from plan.cease_date) as integer) as calendar_year,
        plan.local_authority_code,
        -- The month of birth stands for the birthday: whoever turns 16 in the month in which the plan ends counts.
        {{ month_number('plan.cease_date') }} - {{ month_number('plan.birth_month') }} as age_in_months,
        reason.outcome_group,
        plan.link_tier,
        plan.link_probability
    from {{ of_touched('int_ehc_plan__census') }} as plan
    left join {{ ref('outcome_code') }} as reason
        on
            plan.cease_reason = reason.code
            and reason.code_list = 'sen2_cease_reason'
    where not plan.is_open
),

placed as (
    select
        plan.young_person_id,
        plan.census_year,
        plan.local_authority_code,
        max(
            case
                when setting.outcome_group = 'neet' then 2
                when plan.is_at_an_institution or plan.setting is not null then 1
                else 0
            end
        ) as standing,
        max(plan.link_tier) as link_tier,
        min(plan.link_probability) as link_probability
    from {{ of_touched('int_ehc_plan__census') }} as plan
    left join {{ ref('outcome_code') }} as setting
        on
            plan.setting = setting.code
            and setting.code_list = 'sen2_setting'
    where
        plan.is_open
        and {{ academic_age('plan.birth_month', '(plan.census_year - 1)') }} between 16 and 25
    group by plan.young_person_id, plan.census_year, plan.local_authority_code
)

select
    young_person_id,
    'ehc_plan_ended_in_paid_work' as outcome_id,
    '1' as definition_version,
    cast(calendar_year as text) as academic_year,
    local_authority_code,
    coalesce(max(outcome_group), 'other') as category,
    max(case when outcome_group = 'paid_work' then 1 else 0 end) = 1 as is_met,
    1 as records,
    max(link_tier) as link_tier,
    min(link_probability) as link_probability
from ceased
where age_in_months >= 16 * 12 and coalesce(outcome_group, '') <> 'transfer'
group by young_person_id, calendar_year, local_authority_code
union all
select
    young_person_id,
    'ehc_plan_neet' as outcome_id,
    '1' as definition_version,
    cast(census_year as text) as academic_year,
    local_authority_code,
    case standing when 2 then 'neet' when 1 then 'placed' else 'not_recorded' end as category,
    standing = 2 as is_met,
    1 as records,
    link_tier,
    link_probability
from placed

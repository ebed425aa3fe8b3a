-- Where pupils were in the academic year after key stage 4. Apprenticeship goes before education, education before work.
{{ by_person('int_concerned__person') }}
with destination as (
    select
        cohort.young_person_id,
        cohort.cohort,
        cohort.first_year,
        cohort.local_authority_code,
        cohort.link_tier,
        cohort.link_probability,
        coalesce(activity.education_months, 0) as education,
        coalesce(activity.apprenticeship_months, 0) as apprenticeship,
        coalesce(activity.employment_months | activity.self_employment_months, 0) as work,
        coalesce(activity.out_of_work_benefit_months | activity.neet_months, 0) as neither,
        activity.education_link_tier,
        activity.education_link_probability,
        activity.apprenticeship_link_tier,
        activity.apprenticeship_link_probability,
        greatest(activity.employment_link_tier, activity.self_employment_link_tier) as work_link_tier,
        least(activity.employment_link_probability, activity.self_employment_link_probability) as work_link_probability,
        greatest(activity.out_of_work_benefit_link_tier, activity.neet_link_tier) as neither_link_tier,
        least(activity.out_of_work_benefit_link_probability, activity.neet_link_probability) as neither_link_probability
    from {{ of_touched('int_outcome__cohort') }} as cohort
    left join {{ of_touched('int_month__activity') }} as activity
        on
            cohort.young_person_id = activity.young_person_id
            and cohort.observed_first_year = activity.first_year
    where cohort.cohort = 'ks4'
),

told as (
    select
        *,
        case
            when {{ in_six_consecutive_months('apprenticeship') }} then 'apprenticeship'
            when {{ in_all_months('education') }} then 'education'
            when {{ months_counted('work') }} >= 5 then 'employment'
            when {{ in_all_months('(education | apprenticeship | work)') }} then 'combination'
            when (education | apprenticeship | work) <> 0 and neither <> 0 then 'notsust_beneet'
            when (education | apprenticeship | work) <> 0 then 'notsust'
            when neither <> 0 then 'only_beneet'
            else 'not_captured'
        end as category
    from destination
)

select
    young_person_id,
    'ks4_sustained_destination' as outcome_id,
    '1' as definition_version,
    {{ academic_year_label('first_year') }} as academic_year,
    local_authority_code,
    category,
    category in ('apprenticeship', 'education', 'employment', 'combination') as is_met,
    1 as records,
    -- The weakest link the answer rests on: one activity where that alone met the definition, all of them where none did.
    case category
        when 'apprenticeship' then greatest(link_tier, apprenticeship_link_tier)
        when 'education' then greatest(link_tier, education_link_tier)
        when 'employment' then greatest(link_tier, work_link_tier)
        else greatest(link_tier, education_link_tier, apprenticeship_link_tier, work_link_tier, neither_link_tier)
    end as link_tier,
    case category
        when 'apprenticeship' then least(link_probability, apprenticeship_link_probability)
        when 'education' then least(link_probability, education_link_probability)
        when 'employment' then least(link_probability, work_link_probability)
        else least(
            link_probability, education_link_probability, apprenticeship_link_probability, work_link_probability, neither_link_probability
        )
    end as link_probability
from told

-- What pupils mainly did in the academic year that began four or nine years after the one that followed key stage 4, by LEO.
{{ by_person('int_concerned__person') }}
with later as (
    select
        cohort.young_person_id,
        cohort.cohort,
        cohort.first_year,
        cohort.local_authority_code,
        {{ months_counted('coalesce(activity.education_months | activity.apprenticeship_months, 0)', 0, 12) }} as in_learning,
        {{ months_counted('coalesce(activity.employment_months | activity.self_employment_months, 0)', 0, 12) }} as in_work,
        {{ months_counted('coalesce(activity.out_of_work_benefit_months, 0)', 0, 12) }} as on_benefit,
        greatest(
            cohort.link_tier, activity.education_link_tier, activity.apprenticeship_link_tier,
            activity.employment_link_tier, activity.self_employment_link_tier, activity.out_of_work_benefit_link_tier
        ) as link_tier,
        least(
            cohort.link_probability, activity.education_link_probability, activity.apprenticeship_link_probability,
            activity.employment_link_probability, activity.self_employment_link_probability,
            activity.out_of_work_benefit_link_probability
        ) as link_probability
    from {{ of_touched('int_outcome__cohort') }} as cohort
    left join {{ of_touched('int_month__activity') }} as activity
        on
            cohort.young_person_id = activity.young_person_id
            and cohort.observed_first_year = activity.first_year
    where cohort.cohort in ('ks4_5_years', 'ks4_10_years')
),

told as (
    select
        *,
        replace(cohort, 'ks4_', '') as years,
        case
            when in_work = 0 and in_learning = 0 and on_benefit = 0 then 'not_captured'
            when in_work >= in_learning and in_work >= on_benefit then 'employment'
            when in_learning >= on_benefit then 'learning'
            else 'out_of_work_benefit'
        end as category
    from later
)

{% for outcome_id, category in [
    ('employment_after_ks4', 'employment'), ('out_of_work_benefits_after_ks4', 'out_of_work_benefit'),
] -%}
select
    young_person_id,
    '{{ outcome_id }}_' || years as outcome_id,
    '1' as definition_version,
    {{ academic_year_label('first_year') }} as academic_year,
    local_authority_code,
    category,
    category = '{{ category }}' as is_met,
    1 as records,
    link_tier,
    link_probability
from told
{{ '' if loop.last else 'union all' }}
{% endfor %}

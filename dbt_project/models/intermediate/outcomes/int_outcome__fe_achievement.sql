-- What learners did from October to March after the year in which they achieved an aim.
{{ by_person('int_concerned__person') }}
with later as (
    select
        cohort.young_person_id,
        cohort.first_year,
        cohort.link_tier,
        cohort.link_probability,
        coalesce(activity.education_months | activity.apprenticeship_months, 0) as learning,
        coalesce(activity.employment_months, 0) as payroll,
        coalesce(activity.self_employment_months, 0) as self_employment,
        greatest(activity.education_link_tier, activity.apprenticeship_link_tier) as learning_link_tier,
        least(activity.education_link_probability, activity.apprenticeship_link_probability) as learning_link_probability,
        greatest(activity.employment_link_tier, activity.self_employment_link_tier) as work_link_tier,
        least(activity.employment_link_probability, activity.self_employment_link_probability) as work_link_probability
    from {{ of_touched('int_outcome__cohort') }} as cohort
    left join {{ of_touched('int_month__activity') }} as activity
        on
            cohort.young_person_id = activity.young_person_id
            and cohort.observed_first_year = activity.first_year
    where cohort.cohort = 'fe_achievement'
),

sustained as (
    select
        *,
        {{ months_counted('payroll') }} >= 5 or ({{ months_counted('self_employment') }}) > 0 as in_work,
        {{ in_all_months('learning') }} as in_learning,
        {{ in_all_months_with_one_switch('learning', '(payroll | self_employment)') }} as in_either
    from later
),

told as (
    select
        *,
        case
            when in_work and in_learning then 'employment_and_learning'
            when in_work then 'employment'
            when in_learning then 'learning'
            when in_either then 'one_switch'
            when (learning | payroll | self_employment) <> 0 then 'not_sustained'
            else 'not_captured'
        end as category
    from sustained
)

{% for outcome_id, is_met in [
    ('fe_sustained_employment', 'in_work'),
    ('fe_sustained_learning', 'in_learning'),
    ('fe_positive_destination', '(in_work or in_learning or in_either)'),
] -%}
select
    young_person_id,
    '{{ outcome_id }}' as outcome_id,
    '1' as definition_version,
    {{ academic_year_label('first_year') }} as academic_year,
    cast(null as text) as local_authority_code,
    category,
    {{ is_met }} as is_met,
    1 as records,
    greatest(link_tier, learning_link_tier, work_link_tier) as link_tier,
    least(link_probability, learning_link_probability, work_link_probability) as link_probability
from told
{{ '' if loop.last else 'union all' }}
{% endfor %}

-- Each month is of the activity of lowest precedence in it; the main activity of a year is that of most months, then of lowest precedence.
{{ by_person('int_concerned__person') }}
with age as (
    {{ academic_ages() }}
),

activity as (
    select
        activity,
        activity_group,
        precedence,
        case activity_group when 'benefit' then 2 when 'living_arrangement' then 3 else 1 end as lane
    from {{ ref('activity') }}
),

done as (
    select
        year.young_person_id,
        year.first_year,
        year.months,
        year.last_place,
        year.disputed,
        year.link_tier,
        activity.activity,
        activity.activity_group,
        activity.precedence,
        activity.lane,
        coalesce(
            bit_or(year.months) over (
                partition by year.young_person_id, year.first_year, activity.lane
                order by activity.precedence
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as months_before
    from {{ of_touched('int_activity__year') }} as year
    inner join activity on year.activity = activity.activity
),

summed as (
    select
        done.young_person_id,
        done.first_year,
        max(
            case
                when done.lane = 1
                    then
                        {{ bits_set('done.months - (done.months & done.months_before)') }} * 100
                        + 99 - done.precedence
            end
        ) as main,
        max(case when done.lane = 3 then done.last_place * 100 + 99 - done.precedence end) as living,
        bit_or(case when done.activity_group = 'education' then done.months else 0 end) as months_in_education,
        bit_or(case when done.activity = 'supported_internship' then done.months else 0 end) as months_on_supported_internship,
        bit_or(case when done.activity_group = 'apprenticeship' then done.months else 0 end) as months_in_apprenticeship,
        bit_or(case when done.activity_group = 'employment' then done.months else 0 end) as months_in_employment,
        bit_or(case when done.activity_group = 'custody' then done.months else 0 end) as months_in_custody,
        bit_or(case when done.activity = 'neet' then done.months else 0 end) as months_neet,
        bit_or(case when done.activity_group = 'not_known' then done.months else 0 end) as months_not_known,
        bit_or(case when done.activity_group = 'benefit' then done.months else 0 end) as months_on_out_of_work_benefit,
        bit_or(case when done.lane = 1 and done.activity_group <> 'not_known' then done.months else 0 end) as months_captured,
        max(case when done.lane = 1 then done.disputed else 0 end) as disputed,
        max(done.link_tier) as link_tier
    from done
    group by done.young_person_id, done.first_year
),

known as (
    select
        young_person_id,
        min(first_year) as first_year
    from {{ of_touched('int_activity__year') }}
    group by young_person_id
),

-- From the first year of which anything is known of the young person to the last that is over.
panel as (
    select
        known.young_person_id,
        birth.cohort_start_year - 15 + age.academic_age as first_year,
        age.academic_age
    from known
    inner join {{ of_touched('int_young_person__birth') }} as birth on known.young_person_id = birth.young_person_id
    inner join age on birth.cohort_start_year - 15 + age.academic_age >= known.first_year
    inner join {{ ref('int_activity__unfinished_year') }} as unfinished
        on birth.cohort_start_year - 15 + age.academic_age < unfinished.first_year
)

select
    panel.young_person_id,
    {{ academic_year_label('panel.first_year') }} as academic_year,
    panel.academic_age,
    coalesce(main.activity, 'not_captured') as main_activity,
    coalesce({{ bits_set('summed.months_in_education') }}, 0) as months_in_education,
    coalesce({{ bits_set('summed.months_on_supported_internship') }}, 0) as months_on_supported_internship,
    coalesce({{ bits_set('summed.months_in_apprenticeship') }}, 0) as months_in_apprenticeship,
    coalesce({{ bits_set('summed.months_in_employment') }}, 0) as months_in_employment,
    coalesce({{ bits_set('summed.months_in_custody') }}, 0) as months_in_custody,
    coalesce({{ bits_set('summed.months_neet') }}, 0) as months_neet,
    coalesce({{ bits_set('summed.months_not_known') }}, 0) as months_not_known,
    coalesce({{ bits_set('summed.months_on_out_of_work_benefit') }}, 0) as months_on_out_of_work_benefit,
    coalesce({{ bits_set('summed.months_captured') }}, 0) as months_captured,
    coalesce(summed.months_neet, 0) > 0 as was_neet,
    coalesce(living.activity, 'not_known') as living_arrangement_at_end,
    coalesce(summed.disputed, 0) = 1 as is_disputed,
    summed.link_tier
from panel
left join summed on panel.young_person_id = summed.young_person_id and panel.first_year = summed.first_year
left join activity as main on main.precedence = 99 - mod(summed.main, 100)
left join activity as living on living.precedence = 99 - mod(summed.living, 100)

-- Supported internships of the learner record that ended, and the first paid work that began within six months of the end, which is
-- neither an apprenticeship nor voluntary; and in how many of the six months after the month it began there was paid work.
{{ by_person() }}
with internship as (
    select
        person.young_person_id,
        max(record.actual_end_date) as ended_on,
        {{ first_year_of('record.start_date') }} as first_year,
        max(person.link_tier) as link_tier,
        min(person.link_probability) as link_probability
    {{ from_records_of_young_people('stg_dfe__ilr_learning_delivery', 'dfe__ilr__learning_delivery') }}
    inner join {{ ref('outcome_code') }} as aim
        on
            record.learning_aim_reference = aim.code
            and aim.code_list = 'ilr_learning_aim'
            and aim.outcome_group = 'supported_internship'
    where record.actual_end_date is not null
    group by person.young_person_id, {{ first_year_of('record.start_date') }}
),

job as (
    select job.*
    from {{ of_touched('int_outcome__spell') }} as job
    left join {{ of_touched('int_outcome__spell') }} as apprenticeship
        on
            job.young_person_id = apprenticeship.young_person_id
            and apprenticeship.activity = 'apprenticeship'
            and job.start_date >= apprenticeship.start_date
            and job.start_date <= apprenticeship.end_date
    where job.activity = 'employment' and apprenticeship.young_person_id is null
),

found as (
    select
        internship.young_person_id,
        internship.first_year,
        internship.ended_on,
        internship.link_tier,
        internship.link_probability,
        min(job.start_date) as work_began_on,
        max(job.link_tier) as work_link_tier,
        min(job.link_probability) as work_link_probability
    from internship
    left join job
        on
            internship.young_person_id = job.young_person_id
            and internship.ended_on <= job.start_date
            and job.start_date <= {{ add_months('internship.ended_on', 6) }}
    group by
        internship.young_person_id, internship.first_year, internship.ended_on, internship.link_tier, internship.link_probability
),

after as (
    select
        found.young_person_id,
        found.first_year,
        bit_or({{ months_touched('spell.first_month', 'spell.last_month', '(' ~ month_number('found.work_began_on') ~ ' + 1)') }}) as months
    from found
    inner join {{ of_touched('int_outcome__spell') }} as spell
        on
            found.young_person_id = spell.young_person_id
            and spell.activity in ('employment', 'self_employment')
            and spell.last_month >= {{ month_number('found.work_began_on') }} + 1
            and spell.first_month <= {{ month_number('found.work_began_on') }} + 12
    group by found.young_person_id, found.first_year
)

select
    found.young_person_id,
    found.first_year,
    found.ended_on,
    found.work_began_on,
    {{ months_counted('coalesce(after.months, 0)', 0, 6) }} as months_in_work,
    greatest(found.link_tier, found.work_link_tier) as link_tier,
    least(found.link_probability, found.work_link_probability) as link_probability
from found
left join after on found.young_person_id = after.young_person_id and found.first_year = after.first_year

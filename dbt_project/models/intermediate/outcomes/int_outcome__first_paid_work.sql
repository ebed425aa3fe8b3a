-- How many days passed from the last day of education until paid work: none where the young person was in work already.
{{ by_person('int_concerned__person') }}
with education as (
    select
        young_person_id,
        max(end_date) as left_on,
        max(link_tier) as link_tier,
        min(link_probability) as link_probability
    from {{ of_touched('int_outcome__spell') }}
    where activity = 'education'
    group by young_person_id
),

-- Whoever was in education in the last year that is told of may be in it still, and whoever left since has not had a year to find work.
leaver as (
    select
        education.*,
        {{ first_year_of('education.left_on') }} as first_year
    from education
    inner join {{ ref('int_outcome__year_observed') }} as observed on {{ first_year_of('education.left_on') }} + 1 = observed.first_year
),

work as (
    select
        leaver.young_person_id,
        min(
            case
                when job.start_date <= leaver.left_on then 0
                else {{ days_between('leaver.left_on', 'job.start_date') }}
            end
        ) as days,
        max(job.link_tier) as link_tier,
        min(job.link_probability) as link_probability
    from leaver
    inner join {{ of_touched('int_outcome__spell') }} as job
        on
            leaver.young_person_id = job.young_person_id
            and leaver.left_on <= job.end_date
            and job.activity = 'employment'
    group by leaver.young_person_id
)

select
    leaver.young_person_id,
    leaver.first_year,
    leaver.left_on,
    work.days,
    'first_paid_work' as outcome_id,
    '1' as definition_version,
    {{ academic_year_label('leaver.first_year') }} as academic_year,
    cast(null as text) as local_authority_code,
    case
        when work.days = 0 then 'in_work_already'
        when work.days <= 91 then 'within_3_months'
        when work.days <= 182 then 'within_6_months'
        when work.days <= 365 then 'within_a_year'
        when work.days > 365 then 'later'
        else 'not_yet'
    end as category,
    coalesce(work.days <= 365, false) as is_met,
    1 as records,
    greatest(leaver.link_tier, work.link_tier) as link_tier,
    least(leaver.link_probability, work.link_probability) as link_probability
from leaver
left join work on leaver.young_person_id = work.young_person_id

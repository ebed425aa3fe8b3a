-- What the definitions of outcomes rest on, from a day to a day, by the one source that each definition names.
{{ by_person() }}
with aim as (
    select
        person.young_person_id,
        case when apprenticeship.code is null then 'education' else 'apprenticeship' end as activity,
        record.start_date,
        -- A return says nothing of the time after it was made, so an aim without an end goes on until then.
        coalesce(
            record.actual_end_date,
            least({{ day_of('cast(left(record.academic_year, 4) as integer) + 1', '07-31') }}, best.published_on)
        ) as end_date,
        person.link_tier,
        person.link_probability
    {{ from_records_of_young_people('stg_dfe__ilr_learning_delivery', 'dfe__ilr__learning_delivery') }}
    left join {{ ref('outcome_code') }} as apprenticeship
        on
            record.programme_type = apprenticeship.code
            and apprenticeship.code_list = 'ilr_programme_type'
            and apprenticeship.outcome_group = 'apprenticeship'
    where apprenticeship.code is null or record.aim_type = '1'
),

pupil as (
    select
        person.young_person_id,
        record.entry_date as start_date,
        coalesce(record.leaving_date, {{ day_of('record.census_year', '07-31') }}) as end_date,
        person.link_tier,
        person.link_probability
    {{ from_records_of_young_people('stg_dfe__school_census_pupil', 'dfe__school_census__pupil') }}
),

job as (
    select
        person.young_person_id,
        record.start_date,
        coalesce(record.end_date, best.published_on, cast('9999-12-31' as date)) as end_date,
        person.link_tier,
        person.link_probability
    {{ from_records_of_young_people('stg_dwp__leo_employment', 'dwp__leo__employment') }}
),

self_assessment as (
    select
        person.young_person_id,
        {{ day_of('cast(left(record.tax_year, 4) as integer)', '04-06') }} as start_date,
        {{ day_of('cast(left(record.tax_year, 4) as integer) + 1', '04-05') }} as end_date,
        person.link_tier,
        person.link_probability
    {{ from_records_of_young_people('stg_dwp__leo_self_assessment', 'dwp__leo__self_assessment') }}
    where record.is_self_employed
),

benefit as (
    select
        person.young_person_id,
        record.start_date,
        coalesce(record.end_date, best.published_on, cast('9999-12-31' as date)) as end_date,
        person.link_tier,
        person.link_probability
    {{ from_records_of_young_people('stg_dwp__leo_benefits', 'dwp__leo__benefits') }}
    inner join {{ ref('outcome_code') }} as out_of_work
        on
            record.benefit_type = out_of_work.code
            and out_of_work.code_list = 'leo_benefit_type'
            and out_of_work.outcome_group = 'out_of_work_benefit'
),

neet as (
    select
        person.young_person_id,
        record.reference_month as start_date,
        record.reference_month as end_date,
        person.link_tier,
        person.link_probability
    {{ from_records_of_young_people('stg_dfe__nccis_young_person', 'dfe__nccis__young_person') }}
    inner join {{ ref('outcome_code') }} as neet
        on
            record.activity = neet.code
            and neet.code_list = 'nccis_activity'
            and neet.outcome_group = 'neet'
),

spell as (
    {%- for source, activity in [
        ('aim', none), ('pupil', 'education'), ('job', 'employment'), ('self_assessment', 'self_employment'),
        ('benefit', 'out_of_work_benefit'), ('neet', 'neet'),
    ] %}
    select
        young_person_id,
        {% if activity %}'{{ activity }}' as {% endif %}activity,
        start_date,
        end_date,
        link_tier,
        link_probability
    from {{ source }}
    {{ '' if loop.last else 'union all' }}
    {%- endfor %}
)

select
    young_person_id,
    activity,
    start_date,
    end_date,
    {{ month_number('start_date') }} as first_month,
    {{ month_number('end_date') }} as last_month,
    link_tier,
    link_probability
from spell
where start_date <= end_date

-- Starts, participation and achievements of apprenticeships, by the programme aim.
{{ by_person() }}
with programme as (
    select
        person.young_person_id,
        cast(left(record.academic_year, 4) as integer) as first_year,
        record.coverage,
        record.record_key,
        record.aim_sequence_number,
        record.programme_type,
        coalesce(record.standard_code, 0) as standard_code,
        record.start_date,
        record.actual_end_date,
        record.completion_status,
        record.outcome,
        person.link_tier,
        person.link_probability
    {{ from_records_of_young_people('stg_dfe__ilr_learning_delivery', 'dfe__ilr__learning_delivery') }}
    inner join {{ ref('outcome_code') }} as apprenticeship
        on
            record.programme_type = apprenticeship.code
            and apprenticeship.code_list = 'ilr_programme_type'
            and apprenticeship.outcome_group = 'apprenticeship'
    where record.aim_type = '1'
),

-- A return in CSV has an extract for each of its tables, so an aim is known by the return's coverage.
restart as (
    select distinct
        fam.coverage,
        fam.record_key,
        fam.aim_sequence_number
    from {{ ref('stg_dfe__ilr_learning_delivery_fam') }} as fam
    {{ that_counts('fam', 'dfe__ilr__learning_delivery_fam') }}
    where fam.fam_type = 'RES' and fam.fam_code = '1'
),

-- Each year's return tells of an aim again, and a provider that took over another tells of its learners: one start.
begun as (
    select
        programme.young_person_id,
        programme.programme_type,
        programme.standard_code,
        programme.start_date,
        {{ first_year_of('programme.start_date') }} as first_year,
        max(case when restart.record_key is null then 0 else 1 end) as is_restart,
        max(programme.link_tier) as link_tier,
        min(programme.link_probability) as link_probability
    from programme
    left join restart
        on
            programme.coverage = restart.coverage
            and programme.record_key = restart.record_key
            and programme.aim_sequence_number = restart.aim_sequence_number
    group by programme.young_person_id, programme.programme_type, programme.standard_code, programme.start_date
),

-- On a break, as the aim's end says.
paused as (
    select
        young_person_id,
        programme_type,
        standard_code,
        min({{ first_year_of('actual_end_date') }}) as first_year
    from programme
    where completion_status = '6' and actual_end_date is not null
    group by young_person_id, programme_type, standard_code
),

-- A restart after a break that began in an earlier academic year is a new start, but for 2020/21.
started as (
    select begun.*
    from begun
    left join paused
        on
            begun.young_person_id = paused.young_person_id
            and begun.programme_type = paused.programme_type
            and begun.standard_code = paused.standard_code
            and begun.first_year > paused.first_year
    where begun.is_restart = 0 or (paused.young_person_id is not null and begun.first_year <> 2020)
),

covered as (
    select distinct cast(left(coverage, 4) as integer) as first_year
    from {{ ref('int_record_extract__best') }}
    where record_table = 'dfe__ilr__learning_delivery'
),

achieved as (
    select
        young_person_id,
        first_year,
        programme_type,
        standard_code,
        start_date,
        max(link_tier) as link_tier,
        min(link_probability) as link_probability
    from programme
    where outcome = '1' and completion_status = '2'
    group by young_person_id, first_year, programme_type, standard_code, start_date
),

counted as (
    select
        started.young_person_id,
        'apprenticeship_start' as outcome_id,
        started.first_year,
        started.link_tier,
        started.link_probability
    from started
    inner join covered on started.first_year = covered.first_year
    union all
    select
        young_person_id,
        'apprenticeship_achievement' as outcome_id,
        first_year,
        link_tier,
        link_probability
    from achieved
    union all
    select
        young_person_id,
        'apprenticeship_participation' as outcome_id,
        first_year,
        max(link_tier) as link_tier,
        min(link_probability) as link_probability
    from programme
    where
        start_date <= {{ day_of('(first_year + 1)', '07-31') }}
        and (actual_end_date is null or actual_end_date >= {{ day_of('first_year', '08-01') }})
    group by young_person_id, first_year
)

select
    young_person_id,
    outcome_id,
    '1' as definition_version,
    {{ academic_year_label('first_year') }} as academic_year,
    cast(null as text) as local_authority_code,
    'apprenticeship' as category,
    true as is_met,
    count(*) as records,
    max(link_tier) as link_tier,
    min(link_probability) as link_probability
from counted
group by young_person_id, outcome_id, first_year

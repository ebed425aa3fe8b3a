-- Pupils on roll on census day, from the day they came to the school, or from the start of the academic year where it is not said.
{{ config(materialized='ephemeral') }}
select
    person.young_person_id,
    code.activity,
    'school_census' as source,
    coalesce(record.entry_date, {{ day_from('record.census_year - 1', 9, 1) }}) as start_date,
    least(coalesce(record.leaving_date, census.census_on), census.census_on) as end_date,
    record.leaving_date is null or record.leaving_date > census.census_on as is_open,
    record.entry_date is null as is_start_uncertain,
    false as is_end_uncertain,
    person.link_tier,
    person.link_probability,
    record.extract_id
{{ from_records_of_young_people('stg_dfe__school_census_pupil', 'dfe__school_census__pupil') }}
inner join {{ ref('census_day') }} as census on record.census_year = census.census_year
inner join {{ ref('activity_code') }} as code on code.source = 'school_census' and code.code = '*'

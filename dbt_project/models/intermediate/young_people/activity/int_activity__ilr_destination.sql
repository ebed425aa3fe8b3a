-- What learners told their college they went on to, known to the day it was collected.
{{ config(materialized='ephemeral') }}
select
    person.young_person_id,
    code.activity,
    'ilr_destination' as source,
    record.start_date,
    coalesce(record.end_date, record.collected_on, record.start_date) as end_date,
    record.end_date is null as is_open,
    false as is_start_uncertain,
    false as is_end_uncertain,
    person.link_tier,
    person.link_probability,
    record.extract_id
{{ from_records_of_young_people('stg_dfe__ilr_destination_and_progression', 'dfe__ilr__destination_and_progression') }}
inner join {{ ref('activity_code') }} as code
    on
        code.source = 'ilr_destination'
        and record.outcome_type || ' ' || cast(record.outcome_code as text) = code.code
        and {{ is_valid_on('code', 'record.start_date') }}

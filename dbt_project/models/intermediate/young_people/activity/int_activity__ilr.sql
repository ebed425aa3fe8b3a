-- Learning aims. Whoever is still learning when a return closes is known to be so until the end of its academic year, or until it was
-- published; the return of the next year carries the aim on. Components of a programme are told by its programme aim.
{{ config(materialized='ephemeral') }}
with aim as (
    select
        person.young_person_id,
        coalesce(aim_code.activity, programme_code.activity, any_code.activity) as activity,
        record.start_date,
        record.actual_end_date,
        least(
            {{ day_from("cast(left(record.academic_year, 4) as integer) + 1", 7, 31) }},
            best.known_to
        ) as known_to,
        person.link_tier,
        person.link_probability,
        record.extract_id
    {{ from_records_of_young_people('stg_dfe__ilr_learning_delivery', 'dfe__ilr__learning_delivery') }}
    inner join {{ ref('activity_code') }} as any_code on any_code.source = 'ilr' and any_code.code = '*'
    left join {{ ref('activity_code') }} as aim_code
        on
            aim_code.source = 'ilr'
            and record.learning_aim_reference = aim_code.code
            and {{ is_valid_on('aim_code', 'record.start_date') }}
    left join {{ ref('activity_code') }} as programme_code
        on
            programme_code.source = 'ilr'
            and record.programme_type = programme_code.code
            and {{ is_valid_on('programme_code', 'record.start_date') }}
    where record.aim_type <> '3'
)

select
    young_person_id,
    activity,
    'ilr' as source,
    start_date,
    coalesce(actual_end_date, known_to) as end_date,
    actual_end_date is null as is_open,
    false as is_start_uncertain,
    false as is_end_uncertain,
    link_tier,
    link_probability,
    extract_id
from aim

-- Employment and accommodation of people whom adult social services support. Each file holds twelve months and gives to all of them the
-- status it knows last, so a file speaks for the months that no later file of the authority covers.
{{ config(materialized='ephemeral') }}
with file as (
    select
        record.extract_id,
        record.local_authority_number,
        record.period_end,
        min(record.period_start) as period_start
    from {{ ref('stg_dhsc__cld_event') }} as record
    inner join {{ ref('int_record_extract__best') }} as best
        on
            record.extract_id = best.extract_id
            and record.coverage = best.coverage
            and best.record_table = 'dhsc__cld__event'
    group by record.extract_id, record.local_authority_number, record.period_end
),

speaking as (
    select
        extract_id,
        local_authority_number,
        period_end,
        period_start as speaks_from,
        least(
            period_end,
            coalesce(
                {{ add_days('lead(period_start) over (partition by local_authority_number order by period_end)', -1) }}, period_end
            )
        ) as speaks_to
    from file
),

event as (
    select
        person.young_person_id,
        record.employment_status,
        record.accommodation_status,
        greatest(record.event_start_date, speaking.speaks_from) as start_date,
        least(coalesce(record.event_end_date, record.period_end), speaking.speaks_to) as end_date,
        record.event_end_date is null or record.event_end_date > speaking.speaks_to as is_open,
        record.period_end,
        person.link_tier,
        person.link_probability,
        record.extract_id
    {{ from_records_of_young_people('stg_dhsc__cld_event', 'dhsc__cld__event') }}
    inner join speaking
        on
            record.extract_id = speaking.extract_id
            and record.local_authority_number = speaking.local_authority_number
            and record.period_end = speaking.period_end
    where
        record.client_type = 'Service User'
        and record.event_start_date <= speaking.speaks_to
        and coalesce(record.event_end_date, record.period_end) >= speaking.speaks_from
),

status as (
    select
        young_person_id,
        employment_status as code,
        start_date,
        end_date,
        is_open,
        period_end,
        link_tier,
        link_probability,
        extract_id
    from event
    union all
    select
        young_person_id,
        accommodation_status as code,
        start_date,
        end_date,
        is_open,
        period_end,
        link_tier,
        link_probability,
        extract_id
    from event
)

select distinct
    status.young_person_id,
    code.activity,
    'cld' as source,
    status.start_date,
    status.end_date,
    status.is_open,
    false as is_start_uncertain,
    false as is_end_uncertain,
    status.link_tier,
    status.link_probability,
    status.extract_id
from status
inner join {{ ref('activity_code') }} as code
    on
        code.source = 'cld'
        and status.code = code.code
        and {{ is_valid_on('code', 'status.period_end') }}

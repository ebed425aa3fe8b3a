-- Whoever is owed a homelessness duty is in unsettled accommodation from the assessment until the duty ends; where it ends with a home,
-- that is known on the next day.
{{ config(materialized='ephemeral') }}
with home as (
    select
        person.young_person_id,
        homeless.duty_owed as code,
        homeless.assessed_on as start_date,
        coalesce(homeless.duty_ended_on, best.known_to) as end_date,
        homeless.duty_ended_on is null as is_open,
        person.link_tier,
        person.link_probability,
        record.extract_id
    {{ from_records_of_young_people('stg_mhclg__hclic_person', 'mhclg__hclic__person') }}
    inner join {{ ref('stg_mhclg__hclic_case') }} as homeless
        on record.extract_id = homeless.extract_id and record.source_row = homeless.source_row
    union all
    select
        person.young_person_id,
        'Secured: ' || homeless.accommodation_secured as code,
        {{ add_days('homeless.duty_ended_on', 1) }} as start_date,
        {{ add_days('homeless.duty_ended_on', 1) }} as end_date,
        true as is_open,
        person.link_tier,
        person.link_probability,
        record.extract_id
    {{ from_records_of_young_people('stg_mhclg__hclic_person', 'mhclg__hclic__person') }}
    inner join {{ ref('stg_mhclg__hclic_case') }} as homeless
        on record.extract_id = homeless.extract_id and record.source_row = homeless.source_row
    where homeless.duty_ended_on is not null
)

select
    home.young_person_id,
    code.activity,
    'hclic' as source,
    home.start_date,
    home.end_date,
    home.is_open,
    false as is_start_uncertain,
    false as is_end_uncertain,
    home.link_tier,
    home.link_probability,
    home.extract_id
from home
inner join {{ ref('activity_code') }} as code
    on
        code.source = 'hclic'
        and home.code = code.code
        and {{ is_valid_on('code', 'home.start_date') }}

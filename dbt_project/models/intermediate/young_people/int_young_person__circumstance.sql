-- What returns say of a young person's health and care, by their own codes: each once. Of what providers are told, only the last.
{{ by_person() }}
with award as (
    select
        person.young_person_id,
        record.daily_living_award,
        record.mobility_award
    {{ from_records_of_young_people('stg_dwp__claims_pip_award', 'dwp__claims__pip_award') }}
),

said as (
    select
        young_person_id,
        'pip_award_level' as code_list,
        daily_living_award as code
    from award
    union all
    select
        young_person_id,
        'pip_award_level' as code_list,
        mobility_award as code
    from award
    union all
    select
        person.young_person_id,
        'cld_service_type' as code_list,
        record.service_type as code
    {{ from_records_of_young_people('stg_dhsc__cld_event', 'dhsc__cld__event') }}
    -- Carers have services too.
    where record.client_type = 'Service User'
    union all
    select
        person.young_person_id,
        'hclic_support_need' as code_list,
        need.support_need as code
    {{ from_records_of_young_people('stg_mhclg__hclic_person', 'mhclg__hclic__person') }}
    -- A household's needs are one row of the file with its people.
    inner join {{ ref('stg_mhclg__hclic_support_need') }} as need
        on record.extract_id = need.extract_id and record.source_row = need.source_row
    where record.is_main_applicant
    union all
    select
        young_person_id,
        'ilr_lldd_health_problem' as code_list,
        lldd_health_problem as code
    from {{ of_touched('int_young_person__lldd') }}
    union all
    select
        young_person_id,
        'ilr_lldd_category' as code_list,
        lldd_category_code as code
    from {{ of_touched('int_young_person__lldd') }}
)

select distinct
    young_person_id,
    code_list,
    code
from said
where code is not null

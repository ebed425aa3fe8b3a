-- How each source describes a young person: one row for each different description, from the first day it was given to the last.
-- CORE is not here: it names nobody, so no letting is linked.
{{ by_person() }}
with school_pupil as (
    select
        young_person_id,
        source,
        birth_month,
        sex,
        ethnicity,
        local_authority_number as area_code,
        cast(null as text) as area_code_at_year_11,
        census_day as first_on,
        census_day as last_on,
        case when is_synthetic then 1 else 0 end as is_synthetic
    from {{ of_touched('int_school_pupil__january') }}
),

sen2_return as (
    select
        record.record_key as return_key,
        record.census_year,
        record.local_authority_number,
        record.reference_date
    from {{ ref('stg_dfe__sen2_sen2') }} as record
    inner join {{ ref('int_record_extract__best') }} as best
        on
            record.extract_id = best.extract_id
            and record.coverage = best.coverage
            and best.record_table = 'dfe__sen2__sen2'
),

sen2 as (
    select
        person.young_person_id,
        'sen2' as source,
        record.birth_month,
        record.sex,
        record.ethnicity,
        sen2_return.local_authority_number as area_code,
        cast(null as text) as area_code_at_year_11,
        day.census_day as first_on,
        day.census_day as last_on,
        case when best.is_synthetic then 1 else 0 end as is_synthetic
    {{ from_records_of_young_people('stg_dfe__sen2_person', 'dfe__sen2__person') }}
    left join sen2_return
        on
            record.return_key = sen2_return.return_key
            and record.census_year = sen2_return.census_year
    left join {{ ref('census_day') }} as day on record.census_year = day.census_year
),

ilr as (
    select
        person.young_person_id,
        'ilr' as source,
        record.birth_month,
        record.sex,
        record.ethnicity,
        cast(null as text) as area_code,
        cast(null as text) as area_code_at_year_11,
        -- A learner is of an academic year, not of a day: the first of August in which it begins.
        min(make_date(cast(left(record.academic_year, 4) as integer), 8, 1)) as first_on,
        max(make_date(cast(left(record.academic_year, 4) as integer), 8, 1)) as last_on,
        min(case when best.is_synthetic then 1 else 0 end) as is_synthetic
    {{ from_records_of_young_people('stg_dfe__ilr_learner', 'dfe__ilr__learner') }}
    group by person.young_person_id, record.birth_month, record.sex, record.ethnicity
),

nccis as (
    select
        person.young_person_id,
        'nccis' as source,
        record.birth_month,
        record.sex,
        record.ethnicity,
        -- The authority that a young person has moved to has not always reported yet.
        coalesce(record.transferred_to, record.local_authority_number) as area_code,
        record.local_authority_at_year_11 as area_code_at_year_11,
        min(record.reference_month) as first_on,
        max(record.reference_month) as last_on,
        min(case when best.is_synthetic then 1 else 0 end) as is_synthetic
    {{ from_records_of_young_people('stg_dfe__nccis_young_person', 'dfe__nccis__young_person') }}
    group by
        person.young_person_id,
        record.birth_month,
        record.sex,
        record.ethnicity,
        coalesce(record.transferred_to, record.local_authority_number),
        record.local_authority_at_year_11
),

cld as (
    select
        person.young_person_id,
        'cld' as source,
        make_date(cast(record.birth_year as integer), cast(record.birth_month_number as integer), 1) as birth_month,
        record.sex,
        record.ethnicity,
        record.local_authority_number as area_code,
        cast(null as text) as area_code_at_year_11,
        min(record.event_start_date) as first_on,
        max(record.event_start_date) as last_on,
        min(case when best.is_synthetic then 1 else 0 end) as is_synthetic
    {{ from_records_of_young_people('stg_dhsc__cld_event', 'dhsc__cld__event') }}
    group by
        person.young_person_id,
        record.birth_year,
        record.birth_month_number,
        record.sex,
        record.ethnicity,
        record.local_authority_number
),

hclic as (
    select
        person.young_person_id,
        'hclic' as source,
        record.birth_month,
        record.sex,
        record.ethnicity,
        household.local_authority_code as area_code,
        cast(null as text) as area_code_at_year_11,
        household.assessed_on as first_on,
        household.assessed_on as last_on,
        case when best.is_synthetic then 1 else 0 end as is_synthetic
    {{ from_records_of_young_people('stg_mhclg__hclic_person', 'mhclg__hclic__person') }}
    -- A case and its people are one row of the file.
    inner join {{ ref('stg_mhclg__hclic_case') }} as household
        on record.extract_id = household.extract_id and record.source_row = household.source_row
    where record.is_main_applicant
),

described as (
    select * from school_pupil
    union all
    select * from sen2
    union all
    select * from ilr
    union all
    select * from nccis
    union all
    select * from cld
    union all
    select * from hclic
),

ethnicity as (
    select
        code.coding_system,
        code.code,
        ethnicity_group.ethnicity_number
    from {{ ref('ethnicity_code') }} as code
    inner join {{ ref('int_ethnicity__group') }} as ethnicity_group on code.ethnicity_18 = ethnicity_group.ethnicity_18
    where code.ethnicity_18 <> 'unknown'
),

sex as (
    select
        code_list,
        code,
        case means when 'F' then 1 when 'M' then 2 end as sex_number
    from {{ ref('record_code') }}
    where means in ('F', 'M')
)

select
    described.young_person_id,
    described.source,
    source.precedence,
    described.birth_month,
    sex.sex_number,
    ethnicity.ethnicity_number,
    place.place_number,
    place_at_year_11.place_number as place_number_at_year_11,
    described.first_on,
    described.last_on,
    described.is_synthetic
from described
inner join {{ ref('person_source') }} as source on described.source = source.person_source
left join sex on source.sex_code_list = sex.code_list and described.sex = sex.code
left join ethnicity on source.ethnicity_coding_system = ethnicity.coding_system and described.ethnicity = ethnicity.code
left join {{ ref('int_local_authority__today') }} as place on described.area_code = place.code
left join {{ ref('int_local_authority__today') }} as place_at_year_11 on described.area_code_at_year_11 = place_at_year_11.code

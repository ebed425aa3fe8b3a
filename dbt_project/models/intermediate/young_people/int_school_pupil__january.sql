-- What schools said of a young person in a January, once: by the school census, or by the extract of pupils at the end of key stage 4
-- where the census has not got them. A pupil of two schools counts by the row that says most of special needs.
{{ by_person() }}
with provision as (
    select
        code,
        means as sen_status
    from {{ ref('record_code') }}
    where code_list = 'npd_sen_provision'
),

census as (
    select
        person.young_person_id,
        record.census_year,
        record.local_authority_number,
        make_date(cast(record.birth_year as integer), cast(record.birth_month_number as integer), 1) as birth_month,
        record.sex,
        record.ethnicity,
        record.first_language,
        provision.sen_status,
        record.primary_need,
        record.is_eligible_for_free_meals,
        record.idaci_rank,
        best.is_synthetic,
        row_number() over (
            partition by person.young_person_id, record.census_year
            order by
                case provision.sen_status when 'ehc_plan' then 1 when 'sen_support' then 2 else 3 end,
                {{ c_collated('record.record_key') }}
        ) as standing
    {{ from_records_of_young_people('stg_dfe__school_census_pupil', 'dfe__school_census__pupil') }}
    left join provision on record.sen_provision = provision.code
),

key_stage_4 as (
    select
        person.young_person_id,
        cast(left(record.academic_year, 4) as integer) + 1 as census_year,
        record.local_authority_number,
        record.sex,
        record.ethnicity,
        provision.sen_status,
        record.primary_need,
        best.is_synthetic,
        row_number() over (
            partition by person.young_person_id, record.academic_year
            order by {{ c_collated('record.record_key') }}
        ) as standing
    {{ from_records_of_young_people('stg_dfe__key_stage_4_pupil', 'dfe__key_stage_4__pupil') }}
    left join provision on record.sen_provision = provision.code
),

pupil as (
    select
        young_person_id,
        'school_census' as source,
        census_year,
        local_authority_number,
        birth_month,
        sex,
        ethnicity,
        first_language,
        sen_status,
        primary_need,
        is_eligible_for_free_meals,
        idaci_rank,
        is_synthetic
    from census
    where standing = 1
    union all
    select
        key_stage_4.young_person_id,
        'key_stage_4' as source,
        key_stage_4.census_year,
        key_stage_4.local_authority_number,
        cast(null as date) as birth_month,
        key_stage_4.sex,
        key_stage_4.ethnicity,
        cast(null as text) as first_language,
        key_stage_4.sen_status,
        key_stage_4.primary_need,
        cast(null as boolean) as is_eligible_for_free_meals,
        cast(null as bigint) as idaci_rank,
        key_stage_4.is_synthetic
    from key_stage_4
    left join census
        on
            key_stage_4.young_person_id = census.young_person_id
            and key_stage_4.census_year = census.census_year
            and census.standing = 1
    where key_stage_4.standing = 1 and census.young_person_id is null
)

select
    pupil.young_person_id,
    pupil.census_year,
    day.census_day,
    pupil.source,
    pupil.local_authority_number,
    pupil.birth_month,
    pupil.sex,
    pupil.ethnicity,
    pupil.first_language,
    pupil.sen_status,
    pupil.primary_need,
    pupil.is_eligible_for_free_meals,
    pupil.idaci_rank,
    pupil.is_synthetic
from pupil
left join {{ ref('census_day') }} as day on pupil.census_year = day.census_year

-- One row per young person. Where sources disagree one of them is chosen, always by the same rule, and named; where none says, the value is
-- `unknown`, never left out. The first of many answers is found as the minimum of a whole number made of the source's standing, the day and
-- the answer (the latest as a maximum), which costs one pass where ordering text would cost one for each attribute.
{{ by_person('int_concerned__person', keeps_before=true) }}
with birth as (
    select * from {{ of_touched('int_young_person__birth') }}
),

build as (
    select {{ utc_day('as_known_on') }} as known_on
    from {{ ref('stg_warehouse__build') }}
),

-- Of the census: that of the spring of key stage 4, then a later one, then an earlier; of other sources their declared order; of each the
-- first that says.
description as (
    select
        said.*,
        said.precedence * cast(1000000 as bigint)
        + case
            when said.source <> 'school_census' then 0
            when {{ academic_year_of('said.first_on') }} = birth.cohort_start_year then 0
            when {{ academic_year_of('said.first_on') }} > birth.cohort_start_year then 100000
            else 200000
        end
        + {{ days_between("date '1970-01-01'", 'said.first_on') }} as standing,
        {{ days_between("date '1970-01-01'", 'said.last_on') }} * cast(100 as bigint) + 99 - said.precedence as lateness
    from {{ of_touched('int_young_person__description') }} as said
    inner join birth on said.young_person_id = birth.young_person_id
),

answer as (
    select
        young_person_id,
        min(standing * 100 + sex_number) as sex,
        min(standing * 100 + ethnicity_number) as ethnicity,
        max(lateness * 1000 + place_number) as place_now,
        min(standing * 1000 + place_number_at_year_11) as place_at_year_11,
        min(is_synthetic) as is_synthetic
    from description
    group by young_person_id
),

-- What the school census of the spring of key stage 4 said, and nothing else may: these are fixed.
at_ks4 as (
    select
        birth.young_person_id,
        pupil.source,
        place.place_number,
        pupil.is_eligible_for_free_meals,
        first_language.first_language,
        -- Rank 1 is the most deprived area, so quintile 1 the most deprived fifth.
        least(5, {{ whole_quotient('pupil.idaci_rank * 5 - 1', 'edition.areas_ranked') }} + 1) as idaci_quintile
    from birth
    inner join {{ of_touched('int_school_pupil__january') }} as pupil
        on birth.young_person_id = pupil.young_person_id and pupil.census_year = birth.cohort_start_year + 1
    left join {{ ref('int_local_authority__today') }} as place on pupil.local_authority_number = place.code
    left join {{ ref('first_language') }} as first_language on pupil.first_language = first_language.code
    left join {{ ref('idaci_edition') }} as edition
        on
            pupil.census_year >= edition.first_census_year
            and (edition.last_census_year is null or pupil.census_year <= edition.last_census_year)
),

sen as (
    select
        spell.young_person_id,
        max(case
            when
                spell.start_date <= make_date(birth.cohort_start_year + 1, 8, 31)
                and (spell.end_date is null or spell.end_date >= make_date(birth.cohort_start_year + 1, 8, 31))
                then spell.sen_status
        end) as at_ks4,
        max(case
            when
                spell.start_date <= make_date(birth.cohort_start_year + 1, 8, 31)
                and (spell.end_date is null or spell.end_date >= make_date(birth.cohort_start_year + 1, 8, 31))
                then spell.source
        end) as at_ks4_source,
        max(case
            when spell.start_date <= build.known_on and (spell.end_date is null or spell.end_date >= build.known_on)
                then spell.sen_status
        end) as now,
        max(case
            when spell.start_date <= build.known_on and (spell.end_date is null or spell.end_date >= build.known_on)
                then spell.source
        end) as now_source,
        max(case when spell.sen_status = 'ehc_plan' and spell.start_date <= build.known_on then 1 else 0 end) as ever_had_plan,
        max(case when spell.sen_status <> 'none' and spell.start_date <= build.known_on then 1 else 0 end) as ever_had_sen
    from {{ of_touched('int_sen_status__spell') }} as spell
    inner join birth on spell.young_person_id = birth.young_person_id
    cross join build
    group by spell.young_person_id
),

-- SEN2 wins where it disagrees with the schools; what they say is kept beside it.
sen_by_school as (
    select
        pupil.young_person_id,
        max(case when pupil.census_year <= birth.cohort_start_year + 1 then pupil.census_year * 10 + pupil.sen_number end) as at_ks4,
        max(pupil.census_year * 10 + pupil.sen_number) as now
    from (
        select
            young_person_id,
            census_year,
            case sen_status when 'ehc_plan' then 1 when 'sen_support' then 2 when 'none' then 3 end as sen_number
        from {{ of_touched('int_school_pupil__january') }}
    ) as pupil
    inner join birth on pupil.young_person_id = birth.young_person_id
    group by pupil.young_person_id
),

need as (
    select
        code,
        means as primary_need,
        cast(row_number() over (
            order by {{ c_collated('code') }}
        ) as integer) as need_number
    from {{ ref('record_code') }}
    where code_list = 'sen_need' and means is not null
),

-- The need that the latest return puts first; SEN2's before the schools'.
need_said as (
    select
        sen2_need.young_person_id,
        (2000000 + sen2_need.census_year * 10 + 9 - sen2_need.rank) * 100 + need.need_number as said
    from {{ of_touched('int_sen2_need__young_person') }} as sen2_need
    inner join need on sen2_need.need = need.code
    union all
    select
        pupil.young_person_id,
        (1000000 + pupil.census_year * 10) * 100 + need.need_number as said
    from {{ of_touched('int_school_pupil__january') }} as pupil
    inner join need on pupil.primary_need = need.code
),

primary_need as (
    select
        young_person_id,
        max(said) as said
    from need_said
    group by young_person_id
),

-- Yes before no; of those that say so the first of the list.
disability_said as (
    select
        circumstance.young_person_id,
        listed.disability,
        listed.precedence
    from {{ of_touched('int_young_person__circumstance') }} as circumstance
    inner join {{ ref('disability_evidence') }} as listed
        on circumstance.code_list = listed.code_list and circumstance.code = listed.code
),

disability as (
    select
        young_person_id,
        min(case disability when 'yes' then 0 else 10 end + precedence) as said
    from disability_said
    group by young_person_id
),

care as (
    select distinct circumstance.young_person_id
    from {{ of_touched('int_young_person__circumstance') }} as circumstance
    inner join {{ ref('record_code') }} as listed
        on circumstance.code_list = listed.code_list and circumstance.code = listed.code and listed.means = 'care_leaver'
),

disability_source as (
    select distinct
        precedence,
        evidence
    from {{ ref('disability_evidence') }}
),

place as (
    select distinct
        place_number,
        local_authority_code,
        region_code
    from {{ ref('int_local_authority__today') }}
),

source as (
    select
        precedence,
        person_source
    from {{ ref('person_source') }}
)

select
    birth.young_person_id,
    birth.birth_month,
    birth.birth_month_source,
    {{ academic_year_label('birth.cohort_start_year') }} as cohort,
    case mod(answer.sex, 100) when 1 then 'female' when 2 then 'male' else 'unknown' end as sex,
    sex_source.person_source as sex_source,
    coalesce(ethnicity_group.ethnicity_5, 'unknown') as ethnicity_5,
    coalesce(ethnicity_group.ethnicity_18, 'unknown') as ethnicity_18,
    ethnicity_source.person_source as ethnicity_source,
    coalesce(sen.at_ks4, 'unknown') as sen_at_ks4,
    sen.at_ks4_source as sen_at_ks4_source,
    {{ sen_word('sen_by_school.at_ks4') }} as sen_at_ks4_by_school,
    coalesce(sen.now, 'unknown') as sen_now,
    sen.now_source as sen_now_source,
    {{ sen_word('sen_by_school.now') }} as sen_now_by_school,
    coalesce(sen.ever_had_plan, 0) = 1 as has_ever_had_ehc_plan,
    case
        when primary_need.said is not null then need.primary_need
        when sen.ever_had_sen = 0 then 'no_identified_sen'
        else 'unknown'
    end as primary_need,
    case {{ whole_quotient('primary_need.said', 100000000) }} when 2 then 'sen2' when 1 then 'school' end as primary_need_source,
    coalesce(lldd.lldd, 'unknown') as lldd,
    case when lldd.lldd = 'no' then 'none' else coalesce(lldd.lldd_category, 'unknown') end as lldd_category,
    case when lldd.lldd = 'no' then 'none' else coalesce(lldd.primary_need_approximate, 'unknown') end as approximate_need_by_lldd,
    case when disability.said < 10 then 'yes' when disability.said >= 10 then 'no' else 'unknown' end as disability,
    disability_source.evidence as disability_source,
    coalesce(cast(at_ks4.idaci_quintile as text), 'unknown') as idaci_quintile,
    case
        when at_ks4.is_eligible_for_free_meals then 'eligible'
        when not at_ks4.is_eligible_for_free_meals then 'not_eligible'
        else 'unknown'
    end as free_school_meals,
    coalesce(at_ks4.first_language, 'unknown') as first_language,
    coalesce(place_at_ks4.local_authority_code, 'unknown') as local_authority_code_at_ks4,
    coalesce(place_at_ks4.region_code, 'unknown') as region_code_at_ks4,
    case
        when at_ks4.place_number is not null then at_ks4.source
        when answer.place_at_year_11 is not null then 'nccis'
    end as local_authority_at_ks4_source,
    coalesce(place_now.local_authority_code, 'unknown') as local_authority_code_now,
    coalesce(place_now.region_code, 'unknown') as region_code_now,
    place_source.person_source as local_authority_now_source,
    -- No return says that somebody was never in care.
    case when care.young_person_id is null then 'unknown' else 'yes' end as care_experience,
    answer.is_synthetic = 1 as is_synthetic
from birth
inner join answer on birth.young_person_id = answer.young_person_id
left join {{ ref('int_ethnicity__group') }} as ethnicity_group on mod(answer.ethnicity, 100) = ethnicity_group.ethnicity_number
left join source as sex_source on {{ whole_quotient('answer.sex', 100000000) }} = sex_source.precedence
left join source as ethnicity_source on {{ whole_quotient('answer.ethnicity', 100000000) }} = ethnicity_source.precedence
left join at_ks4 on birth.young_person_id = at_ks4.young_person_id
left join place as place_at_ks4 on coalesce(at_ks4.place_number, mod(answer.place_at_year_11, 1000)) = place_at_ks4.place_number
left join place as place_now on mod(answer.place_now, 1000) = place_now.place_number
left join source as place_source on 99 - mod({{ whole_quotient('answer.place_now', 1000) }}, 100) = place_source.precedence
left join sen on birth.young_person_id = sen.young_person_id
left join sen_by_school on birth.young_person_id = sen_by_school.young_person_id
left join primary_need on birth.young_person_id = primary_need.young_person_id
left join need on mod(primary_need.said, 100) = need.need_number
left join {{ of_touched('int_young_person__lldd') }} as lldd on birth.young_person_id = lldd.young_person_id
left join disability on birth.young_person_id = disability.young_person_id
left join disability_source on mod(disability.said, 10) = disability_source.precedence
left join care on birth.young_person_id = care.young_person_id

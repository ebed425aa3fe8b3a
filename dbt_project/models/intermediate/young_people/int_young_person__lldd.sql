-- What a young person last told a provider about learning difficulties, disabilities and health problems, and the main one.
-- Not given counts only where nothing was ever given; of two providers in one year, yes counts.
{{ by_person() }}
with declared as (
    select
        person.young_person_id,
        record.record_key,
        record.coverage,
        cast(left(record.academic_year, 4) as integer) as start_year,
        record.lldd_health_problem,
        answer.means as lldd,
        row_number() over (
            partition by person.young_person_id
            order by
                cast(left(record.academic_year, 4) as integer) desc,
                case answer.means when 'yes' then 1 else 2 end,
                record.ukprn nulls last,
                {{ c_collated('record.record_key') }}
        ) as standing
    {{ from_records_of_young_people('stg_dfe__ilr_learner', 'dfe__ilr__learner') }}
    inner join {{ ref('record_code') }} as answer
        on
            answer.code_list = 'ilr_lldd_health_problem'
            and record.lldd_health_problem = answer.code
            and answer.means <> 'unknown'
),

-- The primary category; where none is marked so, the one with the lowest number.
category as (
    select
        declared.young_person_id,
        listed.code,
        listed.lldd_category,
        listed.primary_need_approximate,
        row_number() over (
            partition by declared.young_person_id
            order by case when category.is_primary is null then 2 else 1 end, listed.code
        ) as standing
    from declared
    inner join {{ ref('stg_dfe__ilr_lldd_and_health_problem') }} as category
        on declared.record_key = category.record_key and declared.coverage = category.coverage
    inner join {{ ref('int_record_extract__best') }} as best
        on
            category.extract_id = best.extract_id
            and category.coverage = best.coverage
            and best.record_table = 'dfe__ilr__lldd_and_health_problem'
    inner join {{ ref('lldd_category') }} as listed on category.lldd_category = cast(listed.code as text)
    where declared.standing = 1 and declared.lldd = 'yes'
)

select
    declared.young_person_id,
    declared.lldd_health_problem,
    declared.lldd,
    cast(category.code as text) as lldd_category_code,
    category.lldd_category,
    category.primary_need_approximate
from declared
left join category on declared.young_person_id = category.young_person_id and category.standing = 1
where declared.standing = 1

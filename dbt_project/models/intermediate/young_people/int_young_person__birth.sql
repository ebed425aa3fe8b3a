-- When each young person was born, by the first that says: sources in their declared order, of one source its first record, of one day the
-- earlier month. What arrives later from the same or a lower source changes nothing, so a cohort is not cut again.
-- Only people of whom a return that describes people made a record in an academic year at whose start they were 14 to 25.
-- A birth month, its source and the day that said so are one whole number, so that the first of many is a minimum and needs no ordering.
{{ by_person() }}
with first_answer as (
    select
        young_person_id,
        min(
            (cast(precedence as bigint) * 100000 + {{ days_between("date '1970-01-01'", 'first_on') }}) * 10000
            + (cast(extract(year from birth_month) as integer) - 1900) * 12
            + cast(extract(month from birth_month) as integer) - 1
        ) as answer
    from {{ of_touched('int_young_person__description') }}
    where birth_month is not null
    group by young_person_id
),

read_back as (
    select
        young_person_id,
        {{ whole_quotient('answer', 1000000000) }} as precedence,
        cast(1900 + {{ whole_quotient('mod(answer, 10000)', 12) }} as integer) as birth_year,
        cast(mod(mod(answer, 10000), 12) + 1 as integer) as birth_month_number
    from first_answer
),

with_cohort as (
    select
        young_person_id,
        precedence,
        make_date(birth_year, birth_month_number, 1) as birth_month,
        -- The 16th birthday falls in the academic year that begins in this calendar year.
        birth_year + 16 - case when birth_month_number < 9 then 1 else 0 end as cohort_start_year
    from read_back
),

-- At the start of the academic year of the 16th birthday they are 15, so 14 the year before and 25 ten years after.
in_scope as (
    select distinct with_cohort.young_person_id
    from with_cohort
    inner join {{ of_touched('int_young_person__description') }} as description on with_cohort.young_person_id = description.young_person_id
    where
        {{ academic_year_of('description.last_on') }} >= with_cohort.cohort_start_year - 1
        and {{ academic_year_of('description.first_on') }} <= with_cohort.cohort_start_year + 10
)

select
    with_cohort.young_person_id,
    with_cohort.birth_month,
    source.person_source as birth_month_source,
    with_cohort.cohort_start_year,
    -- A plan ends by the last day of the academic year of the 25th birthday.
    make_date(with_cohort.cohort_start_year + 10, 8, 31) as last_day_of_a_plan
from with_cohort
inner join in_scope on with_cohort.young_person_id = in_scope.young_person_id
inner join {{ ref('person_source') }} as source on with_cohort.precedence = source.precedence

-- The months of each academic year in which each activity was done, as twelve bits (September the lowest), at ages 14 to 25. A month counts
-- where any day of it does, and once however many spells touch it: one row for a person, a year and an activity, never one for a month.
{{ by_person() }}
with year_of_age as (
    {{ academic_ages() }}
),

spell as (
    select
        spell.young_person_id,
        spell.activity,
        birth.cohort_start_year - 15 as year_of_age_0,
        {{ academic_year_of('spell.start_date') }} as first_year,
        {{ academic_year_of('spell.end_date') }} as last_year,
        cast(extract(year from spell.start_date) as integer) * 12 + {{ month_of('spell.start_date') }} - 9 as first_month,
        cast(extract(year from spell.end_date) as integer) * 12 + {{ month_of('spell.end_date') }} - 9 as last_month,
        case when spell.is_disputed then 1 else 0 end as disputed,
        spell.link_tier
    from {{ of_touched('fct_activity_spell') }} as spell
    inner join {{ of_touched('int_young_person__birth') }} as birth on spell.young_person_id = birth.young_person_id
),

touched as (
    select
        spell.young_person_id,
        spell.year_of_age_0 + year_of_age.academic_age as first_year,
        year_of_age.academic_age,
        spell.activity,
        greatest(spell.first_month - (spell.year_of_age_0 + year_of_age.academic_age) * 12, 0) as first_place,
        least(spell.last_month - (spell.year_of_age_0 + year_of_age.academic_age) * 12, 11) as last_place,
        spell.disputed,
        spell.link_tier
    from spell
    inner join year_of_age
        on spell.year_of_age_0 + year_of_age.academic_age between spell.first_year and spell.last_year
)

select
    young_person_id,
    first_year,
    academic_age,
    activity,
    bit_or({{ bit('(last_place + 1)') }} - {{ bit('first_place') }}) as months,
    max(last_place) as last_place,
    max(disputed) as disputed,
    max(link_tier) as link_tier
from touched
group by young_person_id, first_year, academic_age, activity

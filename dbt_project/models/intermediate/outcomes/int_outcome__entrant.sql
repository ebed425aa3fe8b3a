-- Who a measure that looks at the months of a later academic year would count, and which year that is, whether it is known yet or not.
{{ by_person() }}
with pupil as (
    select
        person.young_person_id,
        cast(left(record.academic_year, 4) as integer) as first_year,
        record.local_authority_number,
        person.link_tier,
        person.link_probability
    {{ from_records_of_young_people('stg_dfe__key_stage_4_pupil', 'dfe__key_stage_4__pupil') }}
),

-- Two records that are linked to one young person are one young person.
key_stage_4 as (
    select
        young_person_id,
        first_year,
        min(local_authority_number) as local_authority_number,
        max(link_tier) as link_tier,
        min(link_probability) as link_probability
    from pupil
    group by young_person_id, first_year
),

achiever as (
    select
        person.young_person_id,
        cast(left(record.academic_year, 4) as integer) as first_year,
        max(person.link_tier) as link_tier,
        min(person.link_probability) as link_probability
    {{ from_records_of_young_people('stg_dfe__ilr_learning_delivery', 'dfe__ilr__learning_delivery') }}
    where record.outcome = '1' and record.completion_status = '2'
    group by person.young_person_id, cast(left(record.academic_year, 4) as integer)
)

{% for cohort, years_later in [('ks4', 1), ('ks4_5_years', 5), ('ks4_10_years', 10)] -%}
select
    young_person_id,
    '{{ cohort }}' as cohort,
    first_year,
    first_year + {{ years_later }} as observed_first_year,
    local_authority_number,
    link_tier,
    link_probability
from key_stage_4
union all
{% endfor -%}
select
    young_person_id,
    'fe_achievement' as cohort,
    first_year,
    first_year + 1 as observed_first_year,
    cast(null as text) as local_authority_number,
    link_tier,
    link_probability
from achiever

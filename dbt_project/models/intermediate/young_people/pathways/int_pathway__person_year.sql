-- Each young person once for each group of SEN that they are counted in: their own, and all with SEND together.
{{ by_person('int_concerned__person') }}
with followed as (
    select
        person_year.young_person_id,
        person_year.academic_age,
        shown.pathway_activity,
        young_person.cohort,
        young_person.sen_at_ks4,
        young_person.is_synthetic,
        keyed.cell_key
    from {{ of_touched('fct_person_year') }} as person_year
    inner join {{ of_touched('dim_young_person') }} as young_person on person_year.young_person_id = young_person.young_person_id
    left join {{ ref('stg_linkage__person_key') }} as keyed on person_year.young_person_id = keyed.young_person_id
    inner join {{ ref('pathway_activity_of') }} as shown on person_year.main_activity = shown.activity
    where person_year.academic_age between 16 and 24
)

select
    young_person_id,
    academic_age,
    pathway_activity,
    cohort,
    sen_at_ks4 as sen_group,
    is_synthetic,
    cell_key
from followed
union all
select
    young_person_id,
    academic_age,
    pathway_activity,
    cohort,
    'send' as sen_group,
    is_synthetic,
    cell_key
from followed
where sen_at_ks4 in ('ehc_plan', 'sen_support')

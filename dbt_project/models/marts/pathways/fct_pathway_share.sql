select
    cohort,
    sen_group,
    academic_age,
    pathway_activity,
    count(*) as young_people,
    cast(sum(cell_key) as bigint) as young_people_cell_key,
    bool_and(is_synthetic) as is_synthetic
from {{ ref('int_pathway__person_year') }}
group by cohort, sen_group, academic_age, pathway_activity
union all
select
    cohort,
    sen_group,
    academic_age,
    'total' as pathway_activity,
    count(*) as young_people,
    cast(sum(cell_key) as bigint) as young_people_cell_key,
    bool_and(is_synthetic) as is_synthetic
from {{ ref('int_pathway__person_year') }}
group by cohort, sen_group, academic_age

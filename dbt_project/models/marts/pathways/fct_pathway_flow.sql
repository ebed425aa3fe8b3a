-- The ages that the page draws, and the one that follows each.
with drawn as (
    select
        16 as from_age,
        17 as to_age
    union all
    select
        17 as from_age,
        18 as to_age
    union all
    select
        18 as from_age,
        19 as to_age
    union all
    select
        19 as from_age,
        21 as to_age
    union all
    select
        21 as from_age,
        24 as to_age
)

select
    earlier.cohort,
    earlier.sen_group,
    drawn.from_age,
    drawn.to_age,
    earlier.pathway_activity as from_activity,
    later.pathway_activity as to_activity,
    count(*) as young_people,
    cast(sum(earlier.cell_key) as bigint) as young_people_cell_key,
    bool_and(earlier.is_synthetic) as is_synthetic
from {{ ref('int_pathway__person_year') }} as earlier
inner join drawn on earlier.academic_age = drawn.from_age
inner join {{ ref('int_pathway__person_year') }} as later
    on
        earlier.young_person_id = later.young_person_id
        and earlier.sen_group = later.sen_group
        and drawn.to_age = later.academic_age
group by
    earlier.cohort,
    earlier.sen_group,
    drawn.from_age,
    drawn.to_age,
    earlier.pathway_activity,
    later.pathway_activity

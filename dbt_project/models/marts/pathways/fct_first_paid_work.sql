with leaver as (
    select
        young_person.cohort,
        young_person.sen_at_ks4,
        young_person.is_synthetic,
        keyed.cell_key,
        outcome.category as band
    from {{ ref('fct_outcome') }} as outcome
    left join {{ ref('stg_linkage__person_key') }} as keyed on outcome.young_person_id = keyed.young_person_id
    inner join {{ ref('dim_young_person') }} as young_person on outcome.young_person_id = young_person.young_person_id
    where outcome.outcome_id = 'first_paid_work'
),

grouped as (
    select
        cohort,
        sen_at_ks4 as sen_group,
        band,
        cell_key,
        is_synthetic
    from leaver
    union all
    select
        cohort,
        'send' as sen_group,
        band,
        cell_key,
        is_synthetic
    from leaver
    where sen_at_ks4 in ('ehc_plan', 'sen_support')
)

select
    grouped.cohort,
    grouped.sen_group,
    grouped.band,
    named.label,
    named.sort_key,
    count(*) as young_people,
    cast(sum(grouped.cell_key) as bigint) as young_people_cell_key,
    bool_and(grouped.is_synthetic) as is_synthetic
from grouped
inner join {{ ref('first_paid_work_band') }} as named on grouped.band = named.band
group by grouped.cohort, grouped.sen_group, grouped.band, named.label, named.sort_key
union all
select
    cohort,
    sen_group,
    'total' as band,
    'Everyone who left education' as label,
    cast(0 as bigint) as sort_key,
    count(*) as young_people,
    cast(sum(cell_key) as bigint) as young_people_cell_key,
    bool_and(is_synthetic) as is_synthetic
from grouped
group by cohort, sen_group

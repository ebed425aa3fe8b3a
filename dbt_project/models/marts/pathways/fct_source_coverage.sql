-- Of each cohort, how many young people each source says anything of. A source that is due by nobody's age yet has few.
with told as (
    select distinct
        young_person_id,
        source
    from {{ ref('int_activity__report') }}
),

young_person as (
    select
        known.young_person_id,
        known.cohort,
        known.is_synthetic,
        keyed.cell_key
    from {{ ref('dim_young_person') }} as known
    left join {{ ref('stg_linkage__person_key') }} as keyed on known.young_person_id = keyed.young_person_id
),

everyone as (
    select
        cohort,
        count(*) as everyone,
        cast(sum(cell_key) as bigint) as everyone_cell_key,
        bool_and(is_synthetic) as is_synthetic
    from young_person
    group by cohort
),

counted as (
    select
        young_person.cohort,
        told.source,
        count(*) as young_people,
        cast(sum(young_person.cell_key) as bigint) as young_people_cell_key
    from told
    inner join young_person on told.young_person_id = young_person.young_person_id
    group by young_person.cohort, told.source
)

select
    everyone.cohort,
    source.source,
    source.says,
    coalesce(counted.young_people, 0) as young_people,
    everyone.everyone,
    coalesce(counted.young_people_cell_key, 0) as young_people_cell_key,
    everyone.everyone_cell_key,
    everyone.is_synthetic
from everyone
cross join {{ ref('activity_source') }} as source
left join counted on everyone.cohort = counted.cohort and source.source = counted.source

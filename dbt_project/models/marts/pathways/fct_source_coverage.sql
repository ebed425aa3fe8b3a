-- Of each cohort, how many young people each source says anything of. A source that is due by nobody's age yet has few.
with told as (
    select distinct
        young_person_id,
        source
    from {{ ref('int_activity__report') }}
),

everyone as (
    select
        cohort,
        count(*) as everyone,
        bool_and(is_synthetic) as is_synthetic
    from {{ ref('dim_young_person') }}
    group by cohort
),

counted as (
    select
        young_person.cohort,
        told.source,
        count(*) as young_people
    from told
    inner join {{ ref('dim_young_person') }} as young_person on told.young_person_id = young_person.young_person_id
    group by young_person.cohort, told.source
)

select
    everyone.cohort,
    source.source,
    source.says,
    coalesce(counted.young_people, 0) as young_people,
    everyone.everyone,
    everyone.is_synthetic
from everyone
cross join {{ ref('activity_source') }} as source
left join counted on everyone.cohort = counted.cohort and source.source = counted.source

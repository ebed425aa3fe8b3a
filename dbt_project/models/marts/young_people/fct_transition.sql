-- From one academic year to the next, both of them in the panel.
{{ by_person('int_concerned__person') }}
with beside as (
    select
        young_person_id,
        academic_year,
        academic_age,
        main_activity,
        lag(main_activity) over (
            partition by young_person_id
            order by academic_age
        ) as activity_before,
        link_tier,
        lag(link_tier) over (
            partition by young_person_id
            order by academic_age
        ) as link_tier_before
    from {{ of_touched('fct_person_year') }}
)

select
    young_person_id,
    academic_year,
    academic_age,
    activity_before as from_activity,
    main_activity as to_activity,
    greatest(coalesce(link_tier, link_tier_before), coalesce(link_tier_before, link_tier)) as link_tier
from beside
where main_activity <> activity_before

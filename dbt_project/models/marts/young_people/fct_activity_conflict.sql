-- How often sources contradict one another, so that a dispute that was decided can still be seen. Days of a stretch count in the academic
-- year in which it begins.
with disputed as (
    select
        segment.young_person_id,
        {{ school_year_start('segment.start_date') }} as first_year,
        conflict.activity,
        conflict.source,
        conflict.other_activity,
        conflict.other_source,
        {{ days_between('segment.start_date', 'segment.end_date') }} + 1 as days
    from {{ ref('int_activity__segment') }} as segment
    inner join {{ ref('int_activity__conflict') }} as conflict
        on segment.lane = conflict.lane and segment.active = conflict.active
    where conflict.is_dispute
)

select
    {{ academic_year_label('first_year') }} as academic_year,
    source,
    activity,
    other_source,
    other_activity,
    count(distinct young_person_id) as young_people,
    cast(sum(days) as bigint) as days
from disputed
group by first_year, source, activity, other_source, other_activity

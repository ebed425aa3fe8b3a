-- What was believed between two days, joined where one activity goes on from one to the next. Each stretch knows whether it begins or
-- ends a spell, so one sort does for islands, sources and both ends.
{{ by_person() }}
with stretch as (
    select
        segment.young_person_id,
        belief.activity,
        belief.activity_number,
        segment.start_date,
        segment.end_date,
        belief.believed,
        belief.is_disputed,
        (segment.linked_at_2 & belief.believed) <> 0 as is_linked_at_2,
        (segment.linked_at_3 & belief.believed) <> 0 as is_linked_at_3,
        (segment.open & belief.believed) = belief.believed as is_open,
        (segment.start_uncertain & belief.believed) = belief.believed as is_start_uncertain,
        (segment.end_uncertain & belief.believed) = belief.believed as is_end_uncertain
    from {{ of_touched('int_activity__segment') }} as segment
    inner join {{ ref('int_activity__belief') }} as belief
        on segment.lane = belief.lane and segment.active = belief.active
),

beside as (
    select
        young_person_id,
        activity,
        activity_number,
        start_date,
        end_date,
        believed,
        is_disputed,
        is_linked_at_2,
        is_linked_at_3,
        is_open,
        is_start_uncertain,
        is_end_uncertain,
        lag(end_date) over (
            partition by young_person_id, activity_number
            order by start_date
        ) as end_before,
        lead(start_date) over (
            partition by young_person_id, activity_number
            order by start_date
        ) as start_after
    from stretch
),

numbered as (
    select
        young_person_id,
        activity,
        activity_number,
        start_date,
        end_date,
        believed,
        is_disputed,
        is_linked_at_2,
        is_linked_at_3,
        is_open,
        is_start_uncertain,
        is_end_uncertain,
        end_before is null or start_date > {{ add_days('end_before', 1) }} as is_first,
        start_after is null or start_after > {{ add_days('end_date', 1) }} as is_last,
        count(case when end_before is null or start_date > {{ add_days('end_before', 1) }} then 1 end) over (
            partition by young_person_id, activity_number
            order by start_date
            rows between unbounded preceding and current row
        ) as spell
    from beside
),

spell as (
    select
        young_person_id,
        activity,
        min(start_date) as start_date,
        max(end_date) as end_date,
        bit_or(believed) as believed,
        max(case when is_last and is_open then 1 else 0 end) = 1 as is_open,
        max(case when is_disputed then 1 else 0 end) = 1 as is_disputed,
        max(case when is_first and is_start_uncertain then 1 else 0 end) = 1 as is_start_uncertain,
        max(case when is_last and is_end_uncertain then 1 else 0 end) = 1 as is_end_uncertain,
        max(case when is_linked_at_3 then 3 when is_linked_at_2 then 2 else 1 end) as link_tier
    from numbered
    group by young_person_id, activity, activity_number, spell
)

select
    spell.young_person_id,
    spell.activity,
    spell.start_date,
    spell.end_date,
    spell.is_open,
    source_set.sources,
    spell.is_disputed,
    spell.is_start_uncertain,
    spell.is_end_uncertain,
    spell.link_tier
from spell
inner join {{ ref('int_activity__source_set') }} as source_set
    on spell.activity = source_set.activity and spell.believed = source_set.believed

-- Between two days on which anything begins or ends: all that goes on, as the bits of one number. A claim begins and ends in turn, so the
-- exclusive or of all its days so far says whether it goes on: whole numbers only, and one sort.
{{ by_person() }}
with turn as (
    select
        island.young_person_id,
        claim.lane,
        island.start_date as day,
        claim.claim_bit as active,
        case when island.link_tier >= 2 then claim.claim_bit else 0 end as linked_at_2,
        case when island.link_tier >= 3 then claim.claim_bit else 0 end as linked_at_3,
        case when island.is_open then claim.claim_bit else 0 end as open,
        case when island.is_start_uncertain then claim.claim_bit else 0 end as start_uncertain,
        case when island.is_end_uncertain then claim.claim_bit else 0 end as end_uncertain
    from {{ of_touched('int_activity__island') }} as island
    inner join {{ ref('int_activity__claim') }} as claim on island.claim_number = claim.claim_number
    union all
    select
        island.young_person_id,
        claim.lane,
        {{ add_days('island.end_date', 1) }} as day,
        claim.claim_bit as active,
        case when island.link_tier >= 2 then claim.claim_bit else 0 end as linked_at_2,
        case when island.link_tier >= 3 then claim.claim_bit else 0 end as linked_at_3,
        case when island.is_open then claim.claim_bit else 0 end as open,
        case when island.is_start_uncertain then claim.claim_bit else 0 end as start_uncertain,
        case when island.is_end_uncertain then claim.claim_bit else 0 end as end_uncertain
    from {{ of_touched('int_activity__island') }} as island
    inner join {{ ref('int_activity__claim') }} as claim on island.claim_number = claim.claim_number
),

day as (
    select
        young_person_id,
        lane,
        day,
        bit_xor(active) as active,
        bit_xor(linked_at_2) as linked_at_2,
        bit_xor(linked_at_3) as linked_at_3,
        bit_xor(open) as open,
        bit_xor(start_uncertain) as start_uncertain,
        bit_xor(end_uncertain) as end_uncertain
    from turn
    group by young_person_id, lane, day
),

state as (
    select
        young_person_id,
        lane,
        day as start_date,
        {{ add_days('lead(day) over (partition by young_person_id, lane order by day)', -1) }} as end_date,
        bit_xor(active) over (
            partition by young_person_id, lane
            order by day rows between unbounded preceding and current row
        ) as active,
        bit_xor(linked_at_2) over (
            partition by young_person_id, lane
            order by day rows between unbounded preceding and current row
        ) as linked_at_2,
        bit_xor(linked_at_3) over (
            partition by young_person_id, lane
            order by day rows between unbounded preceding and current row
        ) as linked_at_3,
        bit_xor(open) over (
            partition by young_person_id, lane
            order by day rows between unbounded preceding and current row
        ) as open,
        bit_xor(start_uncertain) over (
            partition by young_person_id, lane
            order by day rows between unbounded preceding and current row
        ) as start_uncertain,
        bit_xor(end_uncertain) over (
            partition by young_person_id, lane
            order by day rows between unbounded preceding and current row
        ) as end_uncertain
    from day
)

select
    young_person_id,
    lane,
    start_date,
    end_date,
    active,
    linked_at_2,
    linked_at_3,
    open,
    start_uncertain,
    end_uncertain
from state
where active <> 0

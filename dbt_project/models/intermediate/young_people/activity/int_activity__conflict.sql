-- For each set of claims that were made at once: the pairs of which only one can be, the believed one (of lower standing) first.
with active_set as (
    select
        lane,
        active
    from {{ ref('int_activity__active_set') }}
),

exclusion as (
    select
        activity,
        other_activity,
        is_dispute
    from {{ ref('activity_exclusion') }}
    union all
    select
        other_activity as activity,
        activity as other_activity,
        is_dispute
    from {{ ref('activity_exclusion') }}
)

select
    active_set.lane,
    active_set.active,
    believed.activity,
    believed.source,
    believed.claim_bit,
    other.activity as other_activity,
    other.source as other_source,
    other.claim_bit as other_claim_bit,
    exclusion.is_dispute
from active_set
inner join {{ ref('int_activity__claim') }} as believed
    on active_set.lane = believed.lane and (active_set.active & believed.claim_bit) <> 0
inner join exclusion on believed.activity = exclusion.activity
inner join {{ ref('int_activity__claim') }} as other
    on
        active_set.lane = other.lane
        and (active_set.active & other.claim_bit) <> 0
        and exclusion.other_activity = other.activity
        and believed.standing < other.standing

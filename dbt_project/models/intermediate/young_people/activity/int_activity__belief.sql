-- For each set of claims that were made at once: the activities believed, and by which claims (bits). Disputed is what another source
-- contradicts.
with active_set as (
    select
        lane,
        active
    from {{ ref('int_activity__active_set') }}
),

believed as (
    select
        active_set.lane,
        active_set.active,
        claim.activity,
        claim.activity_number,
        claim.claim_bit,
        max(case when won.is_dispute and won.source <> won.other_source then 1 else 0 end) as disputed
    from active_set
    inner join {{ ref('int_activity__claim') }} as claim
        on active_set.lane = claim.lane and (active_set.active & claim.claim_bit) <> 0
    left join {{ ref('int_activity__conflict') }} as won
        on
            active_set.lane = won.lane
            and active_set.active = won.active
            and claim.claim_bit = won.claim_bit
    left join {{ ref('int_activity__conflict') }} as lost
        on
            active_set.lane = lost.lane
            and active_set.active = lost.active
            and claim.claim_bit = lost.other_claim_bit
    where lost.claim_bit is null
    group by active_set.lane, active_set.active, claim.activity, claim.activity_number, claim.claim_bit
)

select
    lane,
    active,
    activity,
    activity_number,
    bit_or(claim_bit) as believed,
    max(disputed) = 1 as is_disputed
from believed
group by lane, active, activity, activity_number

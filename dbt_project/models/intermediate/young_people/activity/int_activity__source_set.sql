-- Every set of sources that can tell an activity, as the bits of their claims and in words, in order of precedence.
with claim as (
    select
        activity,
        source,
        source_number,
        claim_bit,
        row_number() over (
            partition by activity
            order by source_number
        ) - 1 as place
    from {{ ref('int_activity__claim') }}
),

number as (
    select
        cast(row_number() over (
            order by claim.claim_bit, other.claim_bit
        ) as integer) as subset
    from claim
    cross join claim as other
),

size as (
    select
        activity,
        {{ bit('cast(count(*) as integer)') }} as subsets
    from claim
    group by activity
)

select
    claim.activity,
    bit_or(claim.claim_bit) as believed,
    {{ joined_text('claim.source', 'claim.source_number') }} as sources
from size
inner join number on size.subsets > number.subset
inner join claim
    on
        size.activity = claim.activity
        and (number.subset & {{ bit('cast(claim.place as integer)') }}) <> 0
group by claim.activity, number.subset

-- Every activity that a source can tell, as one bit of a number: what is going on at once is then one whole number. `lane` keeps apart what
-- never competes. The lower `standing` is believed where two cannot both be: custody whoever says it, then the source, then the activity.
with told as (
    select distinct
        activity,
        source
    from {{ ref('activity_code') }}
    where activity is not null
),

standing as (
    select
        told.activity,
        told.source,
        activity.precedence as activity_number,
        source.precedence as source_number,
        case activity.activity_group when 'benefit' then 2 when 'living_arrangement' then 3 else 1 end as lane,
        row_number() over (
            order by
                case when activity.activity_group = 'custody' then 0 else 1 end,
                source.precedence,
                activity.precedence
        ) as standing
    from told
    inner join {{ ref('activity') }} as activity on told.activity = activity.activity
    inner join {{ ref('activity_source') }} as source on told.source = source.source
),

numbered as (
    select
        activity,
        source,
        activity_number,
        source_number,
        lane,
        cast(row_number() over (
            partition by lane
            order by standing
        ) as integer) as standing
    from standing
)

select
    activity,
    source,
    activity_number,
    source_number,
    lane,
    standing,
    lane * 100 + standing as claim_number,
    {{ bit('(standing - 1)') }} as claim_bit
from numbered

-- Every recommendation of every review so far, with how it stands on the day that the build speaks of: worked out from its dates, never
-- typed.
with build as (
    select {{ utc_day('as_known_on') }} as known_on
    from {{ ref('stg_warehouse__build') }}
)

select
    recommendation.recommendation_id,
    recommendation.review,
    recommendation.audience,
    recommendation.recommendation,
    recommendation.evidence_table,
    recommendation.owner,
    recommendation.response,
    recommendation.response_on,
    recommendation.due_on,
    recommendation.done_on,
    case
        when recommendation.done_on <= build.known_on then 'done'
        when recommendation.response = 'not_accepted' then 'not_accepted'
        when recommendation.due_on < build.known_on then 'overdue'
        when recommendation.response is null then 'awaiting_response'
        else 'under_way'
    end as status
from {{ ref('equality_recommendation') }} as recommendation
cross join build

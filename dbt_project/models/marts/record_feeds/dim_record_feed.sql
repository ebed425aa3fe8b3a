-- What came of each record-level return, and whether the next file is late: by receipt, with a grace of a tenth of the time between two
-- files, as `pathways status` counts. Rows are of whole files, never of an area or a provider.
with came as (
    select
        feed,
        max(case when outcome = 'accepted' then received_at end) as last_received_at,
        max(case when outcome = 'accepted' then coverage_period end) as latest_period,
        cast(count(*) as bigint) as extracts,
        {{ count_if('is_synthetic') }} as synthetic_extracts,
        cast(sum(rows_received) as bigint) as rows_received,
        cast(sum(rows_accepted) as bigint) as rows_accepted,
        cast(sum(rows_quarantined) as bigint) as rows_quarantined,
        cast(sum(rows_duplicate) as bigint) as rows_duplicate
    from {{ ref('int_record_feed__extract') }}
    group by feed
),

due as (
    select
        feed.*,
        came.last_received_at,
        came.latest_period,
        coalesce(came.extracts, 0) as extracts,
        coalesce(came.synthetic_extracts, 0) as synthetic_extracts,
        coalesce(came.rows_received, 0) as rows_received,
        coalesce(came.rows_accepted, 0) as rows_accepted,
        coalesce(came.rows_quarantined, 0) as rows_quarantined,
        coalesce(came.rows_duplicate, 0) as rows_duplicate,
        cast(build.as_known_on as date) as today,
        cast(came.last_received_at as date) + feed.expected_every_days as next_due_on,
        cast({{ whole_quotient('feed.expected_every_days', '10') }} as integer) as grace_days
    from {{ ref('record_feed') }} as feed
    cross join {{ ref('stg_warehouse__build') }} as build
    left join came on feed.feed = came.feed
)

select
    feed,
    department,
    publisher,
    title,
    expected_every_days,
    last_received_at,
    latest_period,
    next_due_on,
    cast(case when today > next_due_on + grace_days then {{ days_between('next_due_on', 'today') }} else 0 end as integer) as late_by_days,
    extracts,
    synthetic_extracts,
    rows_received,
    rows_accepted,
    rows_quarantined,
    rows_duplicate,
    synthetic_extracts > 0 as is_synthetic
from due

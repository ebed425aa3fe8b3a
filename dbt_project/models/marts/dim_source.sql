-- How current a source is counts from the end of the latest period that it gave figures of. When its last file came says little: a file
-- of years ago may have come today.
with received as (
    select
        extract.dataset,
        max(extract.received_at) as last_received_at
    from {{ ref('stg_ledger__extract') }} as extract
    inner join {{ ref('stg_warehouse__build') }} as build on extract.known_at <= build.as_known_on
    where extract.outcome = 'accepted'
    group by extract.dataset
),

held as (
    select distinct
        dataset,
        period_id
    from {{ ref('int_figure__published') }}
),

placed as (
    select
        held.dataset,
        period.label,
        period.ends_on,
        row_number() over (
            partition by held.dataset
            order by period.ends_on desc, period.starts_on desc, {{ c_collated('held.period_id') }}
        ) as place
    from held
    inner join {{ ref('dim_period') }} as period on held.period_id = period.period_id
    where period.ends_on is not null
),

current_source as (
    select
        source.*,
        received.last_received_at,
        latest.label as latest_period,
        latest.ends_on as latest_period_ends_on,
        cast(build.as_known_on as date) as today,
        -- When the period after the latest should have been published.
        {{ add_days('latest.ends_on', 'source.expected_every_days + source.publication_lag_days') }} as next_due_on
    from {{ ref('source_publication') }} as source
    cross join {{ ref('stg_warehouse__build') }} as build
    left join received on source.dataset = received.dataset
    left join placed as latest on source.dataset = latest.dataset and latest.place = 1
)

select
    dataset,
    publisher,
    department,
    title,
    licence,
    publication,
    expected_every_days,
    symbols,
    caveat,
    last_received_at,
    latest_period,
    latest_period_ends_on,
    cast(
        case when today > next_due_on then {{ days_between('next_due_on', 'today') }} when today <= next_due_on then 0 end as integer
    ) as behind_by_days,
    coalesce(today > next_due_on, {{ days_between('cast(last_received_at as date)', 'today') }} > expected_every_days, false) as is_late
from current_source

-- Each record-level extract known at the instant, by the return it is a file of: in XML it bears the name of the return, in CSV of a table.
with latest as (
    select
        extract_id,
        max({{ coverage_period('coverage') }}) as coverage_period
    from {{ ref('stg_ledger__coverage') }}
    group by extract_id
)

select
    extract.extract_id,
    feed.feed,
    latest.coverage_period,
    extract.outcome,
    extract.received_at,
    extract.rows_received,
    extract.rows_accepted,
    extract.rows_quarantined,
    extract.rows_duplicate,
    extract.is_synthetic
from {{ ref('stg_ledger__extract') }} as extract
inner join {{ ref('stg_warehouse__build') }} as build on extract.known_at <= build.as_known_on
inner join {{ ref('record_feed') }} as feed
    on feed.feed = split_part(extract.dataset, '__', 1) || '__' || split_part(extract.dataset, '__', 2)
left join latest on extract.extract_id = latest.extract_id

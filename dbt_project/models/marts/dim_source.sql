with received as (
    select
        extract.dataset,
        max(extract.received_at) as last_received_at
    from {{ ref('stg_ledger__extract') }} as extract
    inner join {{ ref('stg_warehouse__build') }} as build on extract.known_at <= build.as_known_on
    where extract.outcome = 'accepted'
    group by extract.dataset
)

select
    source.dataset,
    source.publisher,
    source.department,
    source.title,
    source.licence,
    source.publication,
    source.expected_every_days,
    source.symbols,
    source.caveat,
    received.last_received_at,
    coalesce(
        cast(build.as_known_on as date) - cast(received.last_received_at as date) > source.expected_every_days, false
    ) as is_late
from {{ ref('source_publication') }} as source
cross join {{ ref('stg_warehouse__build') }} as build
left join received on source.dataset = received.dataset

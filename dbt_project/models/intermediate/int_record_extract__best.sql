-- For each table of record-level returns and each coverage the one extract whose rows count, by the rule of `int_extract__best`:
-- provisional only where there is no other, then the later publication, then the later receipt.
with ordered as (
    select
        record_table,
        coverage,
        extract_id,
        revision,
        published_on,
        is_synthetic,
        -- What goes on as far as the extract says goes on to here: it cannot tell of later days.
        coalesce(published_on, {{ utc_day('received_at') }}) as known_to,
        row_number() over (
            partition by record_table, coverage
            order by
                case when revision = 'provisional' then 1 else 0 end,
                published_on desc nulls last,
                received_at desc,
                {{ c_collated('extract_id') }} desc
        ) as standing
    from {{ ref('stg_ledger__record_extract') }}
)

select
    record_table,
    coverage,
    extract_id,
    revision,
    published_on,
    is_synthetic,
    known_to
from ordered
where standing = 1

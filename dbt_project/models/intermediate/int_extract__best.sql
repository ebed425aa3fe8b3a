-- For each dataset and coverage, the one extract whose rows count: revised before provisional, then the later publication,
-- then the later receipt. What arrived after the instant asked for does not exist yet, so that an old figure can be built again.
with known as (
    select
        extract.dataset,
        coverage.coverage,
        extract.extract_id,
        coverage.revision,
        extract.is_synthetic,
        row_number() over (
            partition by extract.dataset, coverage.coverage
            order by
                case when coverage.revision = 'revised' then 0 else 1 end,
                coverage.published_on desc nulls last,
                extract.received_at desc,
                {{ c_collated('extract.extract_id') }} desc
        ) as preference
    from {{ ref('stg_ledger__extract') }} as extract
    inner join {{ ref('stg_ledger__coverage') }} as coverage on extract.extract_id = coverage.extract_id
    inner join {{ ref('stg_warehouse__build') }} as build on extract.known_at <= build.as_known_on
    where extract.outcome = 'accepted'
)

select
    dataset,
    coverage,
    extract_id,
    revision,
    is_synthetic
from known
where preference = 1

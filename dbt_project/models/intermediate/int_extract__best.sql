-- For each dataset and coverage, the one extract whose rows count: provisional only where there is no other, then the later
-- publication, then the later receipt. What is not marked ranks as what is marked revised. Few files say when they were published; of
-- two that do not, the one that goes on to a later year is the later publication, so that the order of arrival changes nothing. (DfE's
-- key stage 4 releases even name years differently: one of 2021/22 must never fill in years of one of 2022/23.) What arrived after the
-- instant asked for does not exist yet, so that an old figure can be built again.
with known as (
    select
        extract.dataset,
        extract.extract_id,
        extract.is_synthetic,
        extract.received_at,
        coverage.coverage,
        coverage.revision,
        coverage.published_on,
        max({{ first_year('coverage.coverage') }}) over (partition by extract.extract_id) as last_year
    from {{ ref('stg_ledger__extract') }} as extract
    inner join {{ ref('stg_ledger__coverage') }} as coverage on extract.extract_id = coverage.extract_id
    inner join {{ ref('stg_warehouse__build') }} as build on extract.known_at <= build.as_known_on
    where extract.outcome = 'accepted' and (extract.withdrawn_at is null or extract.withdrawn_at > build.as_known_on)
),

ordered as (
    select
        *,
        row_number() over (
            partition by dataset
            order by
                case when revision = 'provisional' then 1 else 0 end,
                published_on desc nulls last,
                last_year desc nulls last,
                received_at desc,
                {{ c_collated('extract_id') }} desc,
                {{ first_year('coverage') }} desc nulls last,
                {{ c_collated('coverage') }}
        ) as standing
    from known
),

first as (
    select
        *,
        min(standing) over (
            -- Of groups of school leavers one is followed, and no other fills in for it.
            partition by dataset, case when coverage like 'cohorts %' then 'cohorts' else coverage end
        ) as best_standing
    from ordered
)

select
    dataset,
    coverage,
    extract_id,
    revision,
    is_synthetic,
    -- Among all that the dataset's extracts cover, 1 the best: settles what two coverages both give.
    standing
from first
where standing = best_standing

with coverage as (
    select
        coverage.extract_id,
        min(coalesce({{ from_first_year('coverage.coverage') }}, coverage.coverage)) as first_coverage,
        max(coalesce({{ from_first_year('coverage.coverage') }}, coverage.coverage)) as last_coverage,
        {{ count_if("best.extract_id is not null") }} as coverages_used
    from {{ ref('stg_ledger__coverage') }} as coverage
    left join {{ ref('int_extract__best') }} as best
        on coverage.extract_id = best.extract_id and coverage.coverage = best.coverage
    group by coverage.extract_id
)

select
    extract.extract_id,
    extract.dataset,
    extract.file_name,
    extract.sha256,
    extract.received_at,
    case
        when coverage.first_coverage = coverage.last_coverage then coverage.first_coverage
        else coverage.first_coverage || ' to ' || coverage.last_coverage
    end as coverage_label,
    extract.rows_received,
    extract.rows_accepted,
    extract.rows_quarantined,
    extract.rows_duplicate,
    extract.is_synthetic,
    extract.supersedes,
    extract.notes,
    coalesce(coverage.coverages_used > 0, false) as is_used
from {{ ref('stg_ledger__extract') }} as extract
inner join {{ ref('stg_warehouse__build') }} as build on extract.known_at <= build.as_known_on
-- Record-level extracts have no publication: nothing of them is shown yet.
inner join {{ ref('source_publication') }} as source on extract.dataset = source.dataset
left join coverage on extract.extract_id = coverage.extract_id

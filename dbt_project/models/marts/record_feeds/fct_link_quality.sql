-- Areas only of the run that holds: every run has a hundred times as many rows for them as for all other groups.
with run as (
    select
        run_id,
        finished_at,
        model_version,
        min(finished_at) over (partition by model_version) as model_used_since,
        holds
    from {{ ref('stg_ledger__linkage_run') }}
),

behind as (
    select bool_and(is_synthetic) as is_synthetic from {{ ref('stg_ledger__record_extract') }}
)

select
    run.run_id,
    run.finished_at,
    run.model_version,
    run.model_used_since,
    run.holds,
    quality.department,
    quality.other_department,
    quality.group_kind,
    quality.group_value,
    quality.persons,
    quality.linked,
    quality.link_rate,
    quality.tier_1,
    quality.tier_2,
    quality.tier_3,
    quality.expected_precision,
    quality.expected_share_found,
    quality.strict_link_rate,
    quality.imputed_link_rate,
    quality.imputed_link_rate_low,
    quality.imputed_link_rate_high,
    quality.named_threshold,
    quality.nameless_threshold,
    quality.strict_threshold,
    coalesce(behind.is_synthetic, false) as is_synthetic
from {{ ref('stg_linkage__link_quality') }} as quality
inner join run on quality.run_id = run.run_id
cross join behind
where quality.group_kind <> 'local_authority_code' or run.holds

-- The reports of one activity by one source, where they overlap or touch, as one stretch of time.
with report as (
    select
        report.young_person_id,
        claim.claim_number,
        report.start_date,
        report.end_date,
        report.is_open,
        report.is_start_uncertain,
        report.is_end_uncertain,
        report.link_tier,
        max(report.end_date) over (
            partition by report.young_person_id, claim.claim_number
            order by report.start_date
            rows between unbounded preceding and 1 preceding
        ) as end_before
    from {{ ref('int_activity__report') }} as report
    inner join {{ ref('int_activity__claim') }} as claim
        on report.activity = claim.activity and report.source = claim.source
),

numbered as (
    select
        young_person_id,
        claim_number,
        start_date,
        end_date,
        is_open,
        is_start_uncertain,
        is_end_uncertain,
        link_tier,
        count(case when start_date <= {{ add_days('end_before', 1) }} then null else 1 end) over (
            partition by young_person_id, claim_number
            order by start_date
            rows between unbounded preceding and current row
        ) as island
    from report
)

select
    young_person_id,
    claim_number,
    min(start_date) as start_date,
    max(end_date) as end_date,
    -- An end that is told holds against one that is only as far as a return can know.
    coalesce(max(case when not is_open then end_date end) < max(end_date), true) as is_open,
    coalesce(min(case when not is_start_uncertain then start_date end) > min(start_date), true) as is_start_uncertain,
    coalesce(max(case when not is_end_uncertain then end_date end) < max(end_date), true) as is_end_uncertain,
    max(link_tier) as link_tier
from numbered
group by young_person_id, claim_number, island

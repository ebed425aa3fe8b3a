-- The reports of one activity by one source, where they overlap or touch, as one stretch of time. Those that begin on one day are one row
-- first, so that the order of rows is never left to chance: an engine that counted twins apart would have them cancel one another below.
{{ by_person() }}
with begun as (
    select
        report.young_person_id,
        claim.claim_number,
        report.start_date,
        max(report.end_date) as end_date,
        max(case when not report.is_open then report.end_date end) as told_end_date,
        max(case when not report.is_start_uncertain then report.start_date end) as certain_start_date,
        max(case when not report.is_end_uncertain then report.end_date end) as certain_end_date,
        max(report.link_tier) as link_tier
    from {{ of_touched('int_activity__report') }} as report
    inner join {{ ref('int_activity__claim') }} as claim
        on report.activity = claim.activity and report.source = claim.source
    group by report.young_person_id, claim.claim_number, report.start_date
),

beside as (
    select
        young_person_id,
        claim_number,
        start_date,
        end_date,
        told_end_date,
        certain_start_date,
        certain_end_date,
        link_tier,
        max(end_date) over (
            partition by young_person_id, claim_number
            order by start_date
            rows between unbounded preceding and 1 preceding
        ) as end_before
    from begun
),

numbered as (
    select
        young_person_id,
        claim_number,
        start_date,
        end_date,
        told_end_date,
        certain_start_date,
        certain_end_date,
        link_tier,
        count(case when start_date <= {{ add_days('end_before', 1) }} then null else 1 end) over (
            partition by young_person_id, claim_number
            order by start_date
            rows between unbounded preceding and current row
        ) as island
    from beside
)

select
    young_person_id,
    claim_number,
    min(start_date) as start_date,
    max(end_date) as end_date,
    -- An end that is told holds against one that is only as far as a return can know.
    coalesce(max(told_end_date) < max(end_date), true) as is_open,
    coalesce(min(certain_start_date) > min(start_date), true) as is_start_uncertain,
    coalesce(max(certain_end_date) < max(end_date), true) as is_end_uncertain,
    max(link_tier) as link_tier
from numbered
group by young_person_id, claim_number, island

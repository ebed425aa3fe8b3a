-- A row that breaks two rules is counted under both. Nothing here says which column, area or sender: the engineer sees those by
-- `pathways status`.
select
    extract.feed,
    coalesce(extract.coverage_period, 'not known') as coverage_period, -- where every row was set aside
    quarantine.rule,
    cast(sum(quarantine.rows_quarantined) as bigint) as rows_quarantined
from {{ ref('stg_ledger__quarantine') }} as quarantine
inner join {{ ref('int_record_feed__extract') }} as extract on quarantine.extract_id = extract.extract_id
group by extract.feed, extract.coverage_period, quarantine.rule

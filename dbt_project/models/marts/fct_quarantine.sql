select
    quarantine.extract_id,
    extract.dataset,
    quarantine.rule,
    quarantine.reason,
    quarantine.rows_quarantined
from {{ ref('stg_ledger__quarantine') }} as quarantine
inner join {{ ref('stg_ledger__extract') }} as extract on quarantine.extract_id = extract.extract_id
inner join {{ ref('stg_warehouse__build') }} as build on extract.known_at <= build.as_known_on
inner join {{ ref('source_publication') }} as source on extract.dataset = source.dataset

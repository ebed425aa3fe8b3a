-- Universal Credit is paid in and out of work: only the conditionality regime, with the health group where the regime does not say it, can
-- tell which, so a regime that is not told says nothing.
{{ config(materialized='ephemeral') }}
select
    person.young_person_id,
    code.activity,
    'uc_regime' as source,
    regime.start_date,
    coalesce(regime.end_date, regime_extract.known_to) as end_date,
    regime.end_date is null as is_open,
    false as is_start_uncertain,
    false as is_end_uncertain,
    person.link_tier,
    person.link_probability,
    regime.extract_id
{{ from_records_of_young_people('stg_dwp__claims_uc_claim', 'dwp__claims__uc_claim') }}
inner join {{ ref('stg_dwp__claims_uc_regime') }} as regime on record.claim_key = regime.record_key
{{ that_counts('regime', 'dwp__claims__uc_regime') }}
inner join {{ ref('activity_code') }} as code
    on
        code.source = 'uc_regime'
        and regime.conditionality_regime || coalesce(' ' || regime.health_group, '') = code.code
        and {{ is_valid_on('code', 'regime.start_date') }}
where not coalesce(regime.is_employed, false)

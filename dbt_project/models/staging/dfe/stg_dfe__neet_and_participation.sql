-- Wide: the SEN groups stand in the names of the columns. Only rows for ages 16 and 17 together are read.
select
    source.extract_id,
    source.coverage,
    source.source_row,
    source.area_code,
    source.period as period_id,
    {{ period_kind('source.period', ['academic_year', 'financial_year', 'calendar_year']) }} as period_kind,
    'total' as breakdown_topic,
    'total' as breakdown,
    source.cohort_djfavg,
    source.cohort_djfavg_status,
    source.cohort_march,
    source.cohort_march_status,
    source.neet_not_known_percent,
    source.neet_not_known_percent_status,
    source.neet_percent,
    source.neet_percent_status,
    source.notknown_percent,
    source.notknown_percent_status,
    source.total_participating_in_education_and_training_percent,
    source.total_participating_in_education_and_training_percent_status,
    source.apprenticeship_percent,
    source.apprenticeship_percent_status,
    source.neet_nk_nosen_percent,
    source.neet_nk_nosen_percent_status,
    source.neet_nk_ehcp_percent,
    source.neet_nk_ehcp_percent_status,
    source.neet_nk_sendsupport_percent,
    source.neet_nk_sendsupport_percent_status
from {{ source('raw', 'dfe__neet_and_participation') }} as source
{{ join_breakdown_label("'Academic age'", 'source.age') }}
where breakdown_label.breakdown_topic = 'total'

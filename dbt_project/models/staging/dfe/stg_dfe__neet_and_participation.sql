-- Wide: the SEN groups stand in the names of the columns. Only rows for ages 16 and 17 together are read.
select
    extract_id,
    coverage,
    source_row,
    area_code,
    period as period_id,
    {{ period_kind('period', ['calendar_year']) }} as period_kind,
    'total' as breakdown_topic,
    'total' as breakdown,
    cohort_djfavg,
    cohort_djfavg_status,
    cohort_march,
    cohort_march_status,
    neet_not_known_percent,
    neet_not_known_percent_status,
    neet_percent,
    neet_percent_status,
    notknown_percent,
    notknown_percent_status,
    total_participating_in_education_and_training_percent,
    total_participating_in_education_and_training_percent_status,
    apprenticeship_percent,
    apprenticeship_percent_status,
    neet_nk_nosen_percent,
    neet_nk_nosen_percent_status,
    neet_nk_ehcp_percent,
    neet_nk_ehcp_percent_status,
    neet_nk_sendsupport_percent,
    neet_nk_sendsupport_percent_status
from {{ source('raw', 'dfe__neet_and_participation') }} as source
{{ join_breakdown_label("'Academic age'", 'source.age') }}
where breakdown_label.breakdown_topic = 'total'

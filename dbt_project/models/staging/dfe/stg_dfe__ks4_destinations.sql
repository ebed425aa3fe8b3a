-- Counts and percentages come in separate rows of the same columns, and the words for a count changed ("pupils", "students").
select
    source.extract_id,
    source.coverage,
    source.source_row,
    source.area_code,
    source.period as period_id,
    {{ period_kind('source.period') }} as period_kind,
    case when lower(source.data_type) = 'percentage' then 'percent' else 'pupils' end as figure,
    source.cohort,
    source.cohort_status,
    source.overall,
    source.overall_status,
    source.appren,
    source.appren_status,
    source.all_work,
    source.all_work_status,
    {{ breakdown_columns('source.breakdown_topic', 'source.breakdown') }}
from {{ source('raw', 'dfe__ks4_destinations') }} as source
{{ join_breakdown_label('source.breakdown_topic', 'source.breakdown') }}
-- State-funded mainstream and special schools together; its name drifts between releases.
where
    lower(source.institution_group) in ('total state-funded mainstream and special', 'state-funded mainstream & special schools')
    and lower(source.institution_type) = 'total'

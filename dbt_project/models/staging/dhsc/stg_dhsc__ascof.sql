select
    source.extract_id,
    source.coverage,
    source.source_row,
    source.area_code,
    source.period as period_id,
    {{ period_kind('source.period') }} as period_kind,
    lower(source.measure_group) || '_' || lower(source.measure_type) as figure,
    source.measure_value,
    source.measure_value_status,
    {{ breakdown_columns("'Sex'", 'source.disaggregation_level') }}
from {{ source('raw', 'dhsc__ascof') }} as source
{{ join_breakdown_label("'Sex'", 'source.disaggregation_level') }}
where lower(source.measure_type) in ('outcome', 'numerator', 'denominator')

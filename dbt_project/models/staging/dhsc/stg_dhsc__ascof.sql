-- Codes of measures change from year to year (1G became 2E); the list `ascof_measure` says which measure each means, and when.
select
    source.extract_id,
    source.coverage,
    source.source_row,
    source.area_code,
    source.period as period_id,
    {{ period_kind('source.period', ['financial_year']) }} as period_kind,
    measure.measure || '_' || lower(source.measure_type) as figure,
    source.measure_value,
    source.measure_value_status,
    {{ breakdown_columns("'Sex'", 'source.disaggregation_level') }}
from {{ source('raw', 'dhsc__ascof') }} as source
inner join {{ ref('ascof_measure') }} as measure
    on
        lower(replace(source.ascof_measure_code, ' ', '')) = measure.published_code
        and source.period between coalesce(measure.valid_from, source.period) and coalesce(measure.valid_to, source.period)
{{ join_breakdown_label("'Sex'", 'source.disaggregation_level') }}
where lower(source.measure_type) in ('outcome', 'numerator', 'denominator')

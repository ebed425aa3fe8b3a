-- LAIT gives a bare year; what year that is depends on the measure, as the list `lait_measure` says. (Lakes taken in under the
-- second version of the contract hold it as such.) "2024/25" and "2023-25", three years together, say it themselves.
with dated as (
    select
        source.extract_id,
        source.coverage,
        source.source_row,
        source.area_code,
        case
            when measure.period_kind = 'academic_year' and {{ period_kind('source.period') }} = 'calendar_year'
                then cast(cast(source.period as integer) - 1 as text) || '/' || right(source.period, 2)
            when measure.period_kind = 'academic_year' and {{ period_kind('source.period') }} = 'financial_year'
                then replace(source.period, '-', '/')
            else source.period
        end as period_id,
        measure.breakdown_topic,
        measure.breakdown,
        measure.figure,
        source.value,
        source.value_status
    from {{ source('raw', 'dfe__lait_post16_send') }} as source
    inner join {{ ref('lait_measure') }} as measure on source.measure = measure.measure
)

select
    extract_id,
    coverage,
    source_row,
    area_code,
    period_id,
    {{ period_kind('period_id', ['academic_year', 'financial_year', 'calendar_year', 'pooled_years']) }} as period_kind,
    breakdown_topic,
    breakdown,
    figure,
    value,
    value_status
from dated

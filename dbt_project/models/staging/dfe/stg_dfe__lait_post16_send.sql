-- LAIT gives a bare year; what year that is depends on the measure, as the list `lait_measure` says. (Lakes taken in under the
-- second version of the contract hold it as such.)
with dated as (
    select
        source.extract_id,
        source.coverage,
        source.source_row,
        source.area_code,
        case
            when measure.period_kind = 'academic_year' and {{ period_kind('source.period') }} = 'calendar_year'
                then cast(cast(source.period as integer) - 1 as text) || '/' || right(source.period, 2)
            else source.period
        end as period_id,
        measure.period_kind as measure_kind,
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
    case when {{ period_kind('period_id') }} = measure_kind then measure_kind end as period_kind,
    breakdown_topic,
    breakdown,
    figure,
    value,
    value_status
from dated

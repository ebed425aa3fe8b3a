-- LAIT gives a bare year; what year that is depends on the measure, as the list `lait_measure` says.
select
    source.extract_id,
    source.coverage,
    source.source_row,
    source.area_code,
    case
        when measure.period_kind = 'academic_year' and length(source.period) = 4
            then cast(cast(source.period as integer) - 1 as text) || '/' || right(source.period, 2)
        else source.period
    end as period_id,
    measure.period_kind,
    measure.breakdown_topic,
    measure.breakdown,
    measure.figure,
    source.value,
    source.value_status
from {{ source('raw', 'dfe__lait_post16_send') }} as source
inner join {{ ref('lait_measure') }} as measure on source.measure = measure.measure

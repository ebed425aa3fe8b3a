-- LAIT gives a bare year; what year that is depends on the measure, as the list `lait_measure` says. "2023-25" is three years pooled.
with said as (
    select
        source.*,
        case
            when source.period ~ '^[0-9]{4}-[0-9]{2}$' and not {{ is_two_years('source.period') }} then 'pooled_years'
            when length(source.period) > 4 then {{ period_kind('source.period') }}
        end as stated_kind
    from {{ source('raw', 'dfe__lait_post16_send') }} as source
)

select
    said.extract_id,
    said.coverage,
    said.source_row,
    said.area_code,
    case
        when measure.period_kind = 'academic_year' and length(said.period) = 4
            then cast(cast(said.period as integer) - 1 as text) || '/' || right(said.period, 2)
        when measure.period_kind = 'academic_year' and said.stated_kind = 'financial_year' then replace(said.period, '-', '/')
        else said.period
    end as period_id,
    case
        when measure.period_kind = 'academic_year' and said.stated_kind = 'financial_year' then 'academic_year'
        else coalesce(said.stated_kind, measure.period_kind)
    end as period_kind,
    measure.breakdown_topic,
    measure.breakdown,
    measure.figure,
    said.value,
    said.value_status
from said
inner join {{ ref('lait_measure') }} as measure on said.measure = measure.measure

-- England only: the file gives no area but that of all providers together; the rows of single providers stay in the lake.
select
    source.extract_id,
    source.coverage,
    source.source_row,
    'E92000001' as area_code,
    source.period as period_id,
    -- "2025/26 (Aug to Apr)" is a period of its own, so that it never stands in for, or beside, a full year.
    {{ period_kind('source.period') }} as period_kind,
    lower(source.measure) as figure,
    source.count,
    source.count_status,
    {{ breakdown_columns('source.characteristic_type', 'source.characteristic') }}
from {{ source('raw', 'dfe__apprenticeships_demographics') }} as source
{{ join_breakdown_label('source.characteristic_type', 'source.characteristic') }}
where
    source.provider_name = 'Total (All providers)'
    -- Each characteristic repeats the total; one of them is enough.
    and not (lower(source.characteristic) = 'total' and lower(source.characteristic_type) not like 'learner with learning%')

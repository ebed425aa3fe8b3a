select
    source.extract_id,
    source.coverage,
    source.source_row,
    source.area_code,
    source.period as period_id,
    {{ period_kind('source.period', ['academic_year', 'financial_year', 'calendar_year']) }} as period_kind,
    case lower(source.breakdown)
        when 'total in education, employment or training' then 'in_eet'
        else {{ slug('source.breakdown') }}
    end as figure,
    source.care_leaver_count,
    source.care_leaver_count_status,
    source.care_leaver_percent,
    source.care_leaver_percent_status,
    {{ breakdown_columns("'Care leaver age'", 'source.care_leaver_age') }}
from {{ source('raw', 'dfe__care_leavers_activity') }} as source
{{ join_breakdown_label("'Care leaver age'", 'source.care_leaver_age') }}

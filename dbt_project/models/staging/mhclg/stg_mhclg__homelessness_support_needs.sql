select
    source.extract_id,
    source.coverage,
    source.source_row,
    'E92000001' as area_code,
    source.period as period_id,
    {{ period_kind('source.period') }} as period_kind,
    coalesce(need.figure, 'households_with_need') as figure,
    source.support_need,
    source.households,
    source.households_status,
    {{ breakdown_columns("'Support need'", 'source.support_need') }}
from {{ source('raw', 'mhclg__homelessness_support_needs') }} as source
{{ join_breakdown_label("'Support need'", 'source.support_need') }}
left join {{ ref('household_group') }} as need on lower(source.support_need) = need.published_label

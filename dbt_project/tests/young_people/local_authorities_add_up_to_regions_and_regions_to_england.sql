-- In each count of every outcome, period and breakdown, with the areas that are unknown; a build of touched people looks at totals alone.
{%- set counts = indicator_counts().split() + indicator_keys().split() %}
{%- set key = 'outcome_id, definition_version, period_kind, period, breakdown_topic, breakdown' %}
{%- for part, whole, by in [('local_authority', 'region', key ~ ', region_code'), ('region', 'country', key)] %}
select
    {{ key.split(', ') | join(',\n    ') }},
    '{{ part }}' as area_level
from {{ ref('fct_indicator') }}
where area_level in ('{{ part }}', '{{ whole }}') {{ "and breakdown_topic = 'total'" if is_of_touched() }}
group by {{ by }}
having
    {{ count_if("area_level = '" ~ part ~ "'") }} > 0
    and (
        {%- for count in counts %}
        {{ 'or ' if not loop.first }}sum(case when area_level = '{{ whole }}' then {{ count }} else -{{ count }} end) <> 0
        {%- endfor %}
    )
{{ 'union all' if not loop.last }}
{%- endfor %}

{# What kind of period an id is of, by its form alone, so that one id is never two periods. Null for an id that has no place in a
   calendar ("2014-16", "Mar 2024") or is of none of the `kinds` that the model can place. ingest reads periods by the same forms
   (`kind_of` in ingest/periods.py), and sets such rows aside before they come here; a test compares the two. #}
{% macro period_kind(period, kinds=none) -%}
    {%- set year = '^(?:19|20)[0-9]{2}' -%}
    {#- Kind and form; of those that name two years the second must follow the first ("1999/00", but not "2014-16"). -#}
    {%- set two_years = {
        'academic_year': year ~ '/[0-9]{2}$',
        'part_year': year ~ '/[0-9]{2} [(]Aug to (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[)]$',
        'financial_year': year ~ '-[0-9]{2}$',
    } -%}
    {%- set others = {
        'calendar_year': year ~ '$',
        'quarter': year ~ ' Q[1-4]$',
        'month': year ~ '-(?:0[1-9]|1[0-2])$',
        'years_after_ks4': '^[0-9]{1,2} years? after KS4$',
    } -%}
    case
        {%- for kind, form in two_years.items() %}
        when
            case
                when {{ matched(period, form) }} is not null
                    then right(cast(cast(left({{ period }}, 4) as integer) + 1 as text), 2) = substr({{ period }}, 6, 2)
                else false
            end
            then {{ "'" ~ kind ~ "'" if kinds is none or kind in kinds else 'null' }}
        {%- endfor %}
        {%- for kind, form in others.items() %}
        when {{ matched(period, form) }} is not null
            then {{ "'" ~ kind ~ "'" if kinds is none or kind in kinds else 'null' }}
        {%- endfor %}
    end
{%- endmacro %}

{# What a school said of special needs, from a number whose last digit is the status. #}
{% macro sen_word(number) -%}
    case mod({{ number }}, 10) when 1 then 'ehc_plan' when 2 then 'sen_support' when 3 then 'none' else 'unknown' end
{%- endmacro %}

{# The academic ages that are followed, one a row. #}
{% macro academic_ages() -%}
    {%- for age in range(14, 26) %}
    select {{ age }} as academic_age {{ '' if loop.last else 'union all' }}
    {%- endfor %}
{%- endmacro %}

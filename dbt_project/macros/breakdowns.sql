{# A published label in our own words, by the list `breakdown_label`. A label that is new to the list is not lost: it goes on
   under the topic `as_published`, named as its publisher does. #}

{% macro breakdown_columns(topic, label) -%}
    case when breakdown_label.breakdown is null then 'as_published' else breakdown_label.breakdown_topic end as breakdown_topic,
    coalesce(breakdown_label.breakdown, {{ slug(topic ~ " || ' ' || " ~ label) }}) as breakdown
{%- endmacro %}

{% macro join_breakdown_label(topic, label) -%}
    left join {{ ref('breakdown_label') }} as breakdown_label
        on
            lower(trim({{ topic }})) = breakdown_label.published_topic
            and lower(trim({{ label }})) = breakdown_label.published_label
{%- endmacro %}

{# Lower case, with an underscore for whatever is neither letter nor digit. #}
{% macro slug(expression) -%}
    {%- set every = '' if target.type == 'spark' else ", 'g'" -%}
    trim(both '_' from regexp_replace(lower({{ expression }}), '[^a-z0-9]+', '_'{{ every }}))
{%- endmacro %}

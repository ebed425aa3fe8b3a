{# Wide to long: one row for each measure of a staging model, as `int_figure__published` holds them. `measures` maps the name of
   a figure to its column; where the rows themselves say what they measure, `*` stands for the staging model's column `figure`. #}

{% macro figures(dataset, model, measures) -%}
{%- for figure, column in measures.items() %}
    {%- if not loop.first %}

    union all
    {% endif %}
    select
        '{{ dataset }}' as dataset,
        {% if '*' in figure %}replace('{{ figure }}', '*', figure){% else %}'{{ figure }}'{% endif %} as figure,
        '{{ column }}' as source_column,
        extract_id,
        coverage,
        source_row,
        area_code,
        period_id,
        period_kind,
        breakdown_topic,
        breakdown,
        cast({{ column }} as double precision) as value,
        {{ column }}_status as value_status
    from {{ ref(model) }}
{%- endfor %}
{%- endmacro %}

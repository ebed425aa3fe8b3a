{# Wide to long: one row for each measure of a staging model, of the best extracts alone, as `int_figure__published` holds them.
   `measures` maps the name of a figure to its column; where the rows themselves say what they measure, `*` stands for the staging
   model's column `figure`. `heading` is the staging column that holds the publisher's heading, where one row of the file became
   several of the lake; else the column of the lake is the source's name. #}

{% macro figures(dataset, model, measures, heading=none) -%}
    select
        '{{ dataset }}' as dataset,
        measured.figure,
        measured.source_column,
        staged.extract_id,
        staged.source_row,
        staged.area_code,
        staged.period_id,
        staged.period_kind,
        staged.breakdown_topic,
        staged.breakdown,
        measured.value,
        measured.value_status,
        best.revision,
        best.standing,
        best.is_synthetic
    from {{ ref(model) }} as staged
    inner join {{ ref('int_extract__best') }} as best
        on
            staged.extract_id = best.extract_id
            and staged.coverage = best.coverage
            and best.dataset = '{{ dataset }}'
    {%- set on_spark = target.type == 'spark' %}
    {% if on_spark %}lateral view stack({{ measures | length }}, {% else %}cross join lateral (values {% endif %}
        {%- for figure, column in measures.items() %}
        {{ '' if on_spark else '(' }}
            {% if '*' in figure %}replace('{{ figure }}', '*', staged.figure){% else %}'{{ figure }}'{% endif %},
            {% if heading %}staged.{{ heading }}{% else %}'{{ column }}'{% endif %},
            cast(staged.{{ column }} as double precision),
            staged.{{ column }}_status
        {{ '' if on_spark else ')' }}{{ '' if loop.last else ',' }}
        {%- endfor %}
    ) {% if on_spark %}measured as figure, source_column, value, value_status
    {%- else %}as measured (figure, source_column, value, value_status){% endif %}
{%- endmacro %}

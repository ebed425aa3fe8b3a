{# Record-level rows: those that count, and whose they are. #}

{# A person id (24 hexadecimal digits) as a whole number: its first 15 digits, which fit. Two of five million persons would share one
   about once in a hundred thousand builds; a test looks. #}
{% macro person_number(person_id) -%}
    {%- if target.type == 'postgres' -%}
        cast(cast('x' || left({{ person_id }}, 15) as bit(60)) as bigint)
    {%- elif target.type == 'duckdb' -%}
        cast('0x' || left({{ person_id }}, 15) as bigint)
    {%- else -%}
        cast(conv(left({{ person_id }}, 15), 16, 10) as bigint)
    {%- endif -%}
{%- endmacro %}

{# From and joins for the rows of a staging model that count (`best`) and the young person each is about (`person`). A row that is linked
   to nobody is left out. #}
{% macro from_records_of_young_people(model, record_table) -%}
    from {{ ref(model) }} as record
    inner join {{ ref('int_record_extract__best') }} as best
        on
            record.extract_id = best.extract_id
            and record.coverage = best.coverage
            and best.record_table = '{{ record_table }}'
    inner join {{ ref('int_young_person__record') }} as person on record.record_key = person.record_key
{%- endmacro %}

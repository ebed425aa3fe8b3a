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

{# Whether a row of a dated code list was in use on a day. #}
{% macro is_valid_on(code, day) -%}
    ({{ code }}.valid_from is null or {{ day }} >= {{ code }}.valid_from)
    and ({{ code }}.valid_to is null or {{ day }} <= {{ code }}.valid_to)
{%- endmacro %}

{# Keeps the rows of a further table that count: `<record>_extract` is the extract that each is of. #}
{% macro that_counts(record, record_table) -%}
    inner join {{ ref('int_record_extract__best') }} as {{ record }}_extract
        on
            {{ record }}.extract_id = {{ record }}_extract.extract_id
            and {{ record }}.coverage = {{ record }}_extract.coverage
            and {{ record }}_extract.record_table = '{{ record_table }}'
{%- endmacro %}

{# The few places where PostgreSQL and DuckDB would not give the same bits. #}

{# A quotient in double precision: both sides cast, so that neither integer nor decimal division is used.
   Absent when either side is, or when nothing is divided by nothing. #}
{% macro quotient(numerator, denominator, scale=1) -%}
    cast({{ numerator }} as double precision) * {{ scale }} / nullif(cast({{ denominator }} as double precision), 0)
{%- endmacro %}

{# How many rows meet a condition; a bare sum of bigint is numeric on PostgreSQL and hugeint on DuckDB. #}
{% macro count_if(condition) -%}
    cast(sum(case when {{ condition }} then 1 else 0 end) as bigint)
{%- endmacro %}

{# Text ordered and compared byte by byte on every engine and server. #}
{% macro c_collated(expression) -%}
    {%- if target.type == 'postgres' -%} ({{ expression }}) collate "C" {%- else -%} {{ expression }} {%- endif -%}
{%- endmacro %}

{# Whole-number division, towards zero: `/` gives a fraction on DuckDB. #}
{% macro whole_quotient(numerator, denominator) -%}
    {%- set operator = '//' if target.type == 'duckdb' else '/' -%}
    (cast({{ numerator }} as bigint) {{ operator }} cast({{ denominator }} as bigint))
{%- endmacro %}

{# What of a text matches a pattern; null where nothing does. #}
{% macro matched(expression, pattern) -%}
    {%- if target.type == 'duckdb' -%}
        nullif(regexp_extract({{ expression }}, '{{ pattern }}'), '')
    {%- else -%}
        substring({{ expression }} from '{{ pattern }}')
    {%- endif -%}
{%- endmacro %}

{# The first year a coverage names: 2024 of "2024/25" and of "SEN_CASES_JAN 2024". #}
{% macro first_year(coverage) -%}
    {{ matched(coverage, '[0-9]{4}') }}
{%- endmacro %}

{# The periods of a coverage, without the measure that may stand before them. #}
{% macro from_first_year(coverage) -%}
    {{ matched(coverage, '[0-9]{4}.*') }}
{%- endmacro %}

{# Statistics about a table just made, without which PostgreSQL plans the joins on it badly. #}
{% macro analyse(relation) -%}
    {%- if target.type == 'postgres' -%} analyze {{ relation }} {%- endif -%}
{%- endmacro %}

{# Labels and extracts go together in ways that PostgreSQL cannot know; it expects one row where there are thousands, and would look
   every label up by reading the whole list. Hash joins cost the same whether it is right or wrong. #}
{% macro join_by_hash() -%}
    {%- if target.type == 'postgres' -%} set local enable_nestloop = off {%- endif -%}
{%- endmacro %}

{# The few places where the engines would not give the same bits, or do not say it in the same words. #}

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
    {%- set operator = {'duckdb': '//', 'spark': 'div'}.get(target.type, '/') -%}
    (cast({{ numerator }} as bigint) {{ operator }} cast({{ denominator }} as bigint))
{%- endmacro %}

{# What of a text matches a pattern; null where nothing does. #}
{% macro matched(expression, pattern) -%}
    {%- if target.type == 'duckdb' -%}
        nullif(regexp_extract({{ expression }}, '{{ pattern }}'), '')
    {%- elif target.type == 'spark' -%}
        nullif(regexp_extract({{ expression }}, '{{ pattern }}', 0), '')
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

{# The period that a coverage of records names first ("2024/25", "2025 Q2", "whole history"). What follows it, such as one provider or one
   local authority, is left behind: beside a count of rows it could say something of very few people. #}
{% macro coverage_period(coverage) -%}
    {{ matched(coverage, '^(?:whole history|[0-9]{4} Q[1-4]|[^ ]+)') }}
{%- endmacro %}

{# What kind of period an id is of, by its form alone, so that one id is never two periods: the kind is what the file says, never what
   its publication usually holds. Null for an id that has no place in a calendar ("Mar 2024") or is of none of the `kinds` that the
   model can place. ingest reads periods by the same forms (`kind_of` in ingest/periods.py), and sets such rows aside before they come
   here; a test compares the two. "2011-12" is a financial year and "2008-10" a month: what else they might be is not guessed. #}
{% macro period_kind(period, kinds=none) -%}
    {%- set year = '(?:19|20)[0-9]{2}' -%}
    {%- set months = [] -%}
    {%- for month in range(2, 13) -%}
        {%- do months.append('%02d to %s-%02d' % (month, year, month - 1)) -%}
    {%- endfor -%}
    {%- set first = 'cast(left(' ~ period ~ ', 4) as integer)' -%}
    {%- set follows = "right(cast(" ~ first ~ " + 1 as text), 2) = substr(" ~ period ~ ", 6, 2)" -%}
    {#- Kind, form, and what else must hold of the years of those that name two ("1999/00" and "2023-25", but not "2014-24"). -#}
    {%- set forms = [
        ('academic_year', year ~ '/[0-9]{2}', follows),
        ('part_year', year ~ '/[0-9]{2} [(]Aug to (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[)]', follows),
        ('financial_year', year ~ '-[0-9]{2}', follows),
        ('calendar_year', year, none),
        ('rolling_year', year ~ '-(?:' ~ months | join('|') ~ ')', first ~ ' + 1 = cast(substr(' ~ period ~ ', 12, 4) as integer)'),
        ('quarter', year ~ ' Q[1-4]', none),
        ('month', year ~ '-(?:0[1-9]|1[0-2])', none),
        (
            'pooled_years',
            year ~ '-[0-9]{2}',
            'cast(substr(' ~ period ~ ', 6, 2) as integer) - cast(substr(' ~ period ~ ', 3, 2) as integer) between 2 and 4',
        ),
        ('years_after_ks4', '[0-9]{1,2} years? after KS4', none),
    ] -%}
    case
        {%- for kind, form, holds in forms %}
        {%- set is_of_form = matched(period, '^' ~ form ~ '$') ~ ' is not null' %}
        when {{ 'case when ' ~ is_of_form ~ ' then ' ~ holds ~ ' else false end' if holds else is_of_form }}
            then {{ "'" ~ kind ~ "'" if kinds is none or kind in kinds else 'null' }}
        {%- endfor %}
    end
{%- endmacro %}

{# Statistics about a table just made, without which PostgreSQL plans the joins on it badly; where some rows were made anew, those of the
   build of everything still serve. #}
{% macro analyse(relation) -%}
    {%- if target.type == 'postgres' and model.config.materialized != 'view' and not (execute and is_of_touched() and model.config.meta.replaces) -%} analyze {{ relation }} {%- endif -%}
{%- endmacro %}

{# Labels and extracts go together in ways that PostgreSQL cannot know; it expects one row where there are thousands, and would look
   every label up by reading the whole list. Hash joins cost the same whether it is right or wrong. #}
{% macro join_by_hash() -%}
    {%- if target.type == 'postgres' -%} set local enable_nestloop = off {%- endif -%}
{%- endmacro %}

{# That two tables share a year, of which each shares it with a third as well. From plain equalities PostgreSQL and DuckDB conclude that
   all three share it, and may join two of them by that alone: every request with every need of its year, 400 million rows of a million
   young people. #}
{% macro is_same_year(one, other) -%} {{ one }} - {{ other }} = 0 {%- endmacro %}

{# A day moved on by whole days. #}
{% macro add_days(day, days) -%}
    {%- if target.type in ('postgres', 'duckdb') -%} ({{ day }} + cast({{ days }} as integer))
    {%- else -%} date_add({{ day }}, cast({{ days }} as integer))
    {%- endif -%}
{%- endmacro %}

{# The calendar year in which the academic year of a day begins, on 1 September. #}
{% macro academic_year_of(day) -%}
    (cast(extract(year from {{ day }}) as integer) - case when extract(month from {{ day }}) < 9 then 1 else 0 end)
{%- endmacro %}

{# The day of an instant in UTC, whatever the session's time zone. #}
{% macro utc_day(instant) -%}
    {%- if target.type in ('postgres', 'duckdb') -%} cast({{ instant }} at time zone 'UTC' as date)
    {%- else -%} cast({{ instant }} as date)
    {%- endif -%}
{%- endmacro %}

{# A day from numbers. #}
{% macro day_from(year, month, day) -%}
    make_date(cast({{ year }} as integer), {{ month }}, {{ day }})
{%- endmacro %}

{# The month of a day as a whole number. #}
{% macro month_of(day) -%} cast(extract(month from {{ day }}) as integer) {%- endmacro %}

{# Whether a day is such a day of such a month. #}
{% macro is_on(day, month, day_of_month) -%}
    ({{ month_of(day) }} = {{ month }} and extract(day from {{ day }}) = {{ day_of_month }})
{%- endmacro %}

{# The last day of the month that begins on a day. #}
{% macro last_day_of_month(first_day) -%}
    {%- if target.type == 'postgres' -%}
        cast({{ first_day }} + interval '1 month' - interval '1 day' as date)
    {%- else -%}
        last_day({{ first_day }})
    {%- endif -%}
{%- endmacro %}

{# Two to the power of a whole number below 63. #}
{% macro bit(number) -%}
    {%- if target.type in ('postgres', 'duckdb') -%} (cast(1 as bigint) << {{ number }}) {%- else -%} shiftleft(cast(1 as bigint), cast({{ number }} as integer)) {%- endif -%}
{%- endmacro %}

{# How many bits of a number below 4096 are set. #}
{% macro bits_set(number) -%}
    {%- if target.type == 'postgres' -%}
        cast(bit_count(cast(cast({{ number }} as integer) as bit(12))) as integer)
    {%- else -%}
        cast(bit_count({{ number }}) as integer)
    {%- endif -%}
{%- endmacro %}

{# The texts of a group as one, in order. #}
{% macro joined_text(expression, order_by) -%}
    {%- if target.type in ('postgres', 'duckdb') -%}
        string_agg({{ expression }}, ', ' order by {{ order_by }})
    {%- else -%}
        array_join(transform(array_sort(collect_list(struct({{ order_by }} as place, {{ expression }} as said))), x -> x.said), ', ')
    {%- endif -%}
{%- endmacro %}

{# Whole days from one day to another. #}
{% macro days_between(earlier, later) -%}
    {%- if target.type in ('postgres', 'duckdb') -%}
        cast({{ later }} - {{ earlier }} as integer)
    {%- else -%}
        datediff({{ later }}, {{ earlier }})
    {%- endif -%}
{%- endmacro %}

{# An academic year as it is written, "2024/25", from the calendar year in which it begins. #}
{% macro academic_year_label(first_year) -%}
    cast({{ first_year }} as text) || '/' || right(cast({{ first_year }} + 1 as text), 2)
{%- endmacro %}

{# The twelve months of an academic year (August to July) as the bits of one whole number, August the lowest: a year of a young person is
   one row, and an overlap of spells counts once. A month counts where any day of it does. #}

{# The calendar year in which the academic year (from 1 August) of a date begins. #}
{% macro first_year_of(day) -%}
    (cast(extract(year from {{ day }}) as integer) - case when extract(month from {{ day }}) < 8 then 1 else 0 end)
{%- endmacro %}

{# A day of the year that a whole number gives. #}
{% macro day_of(year, month_and_day) -%}
    cast(cast({{ year }} as text) || '-{{ month_and_day }}' as date)
{%- endmacro %}

{# Months since the year 0, so that months can be counted and compared. #}
{% macro month_number(day) -%}
    (cast(extract(year from {{ day }}) as integer) * 12 + cast(extract(month from {{ day }}) as integer) - 1)
{%- endmacro %}

{# Age on 31 August before the academic year that begins in `first_year`; of births only the month is known. #}
{% macro academic_age(birth_month, first_year) -%}
    (
        {{ first_year }} - cast(extract(year from {{ birth_month }}) as integer)
        - case when extract(month from {{ birth_month }}) > 8 then 1 else 0 end
    )
{%- endmacro %}

{# The same day so many months later, or that month's last. #}
{% macro add_months(day, months) -%}
    {%- if target.type in ('postgres', 'duckdb') -%}
        cast({{ day }} + interval '{{ months }} months' as date)
    {%- else -%}
        add_months({{ day }}, {{ months }})
    {%- endif -%}
{%- endmacro %}

{# Two to the power of a small whole number. #}
{% macro power_of_two(n) -%}
    {%- if target.type in ('postgres', 'duckdb') -%} (1 << {{ n }}) {%- else -%} shiftleft(1, {{ n }}) {%- endif -%}
{%- endmacro %}

{# The months of a window of twelve from month `first_month` on that a spell touches, which must touch one. #}
{% macro months_touched(spell_first, spell_last, first_month) -%}
    (
        {{ power_of_two('least(' ~ spell_last ~ ' - ' ~ first_month ~ ' + 1, 12)') }}
        - {{ power_of_two('greatest(' ~ spell_first ~ ' - ' ~ first_month ~ ', 0)') }}
    )
{%- endmacro %}

{% macro bits(first, number) -%} {{ ((2 ** number) - 1) * (2 ** first) }} {%- endmacro %}

{# Every month from the one at place `first` (August is 0, October 2) for `number` months. #}
{% macro in_all_months(months, first=2, number=6) -%}
    ({{ months }} & {{ bits(first, number) }}) = {{ bits(first, number) }}
{%- endmacro %}

{# How many of these months. #}
{% macro months_counted(months, first=2, number=6) -%}
    (
    {%- for place in range(first, first + number) %}
        case when ({{ months }} & {{ 2 ** place }}) <> 0 then 1 else 0 end {{ '' if loop.last else '+' }}
    {%- endfor %}
    )
{%- endmacro %}

{# Six consecutive months at any time of the academic year. #}
{% macro in_six_consecutive_months(months) -%}
    (
    {%- for first in range(7) %}
        {{ in_all_months(months, first, 6) }} {{ '' if loop.last else 'or' }}
    {%- endfor %}
    )
{%- endmacro %}

{# Every month from October to March in one of two activities, with at most one switch from one to the other. #}
{% macro in_all_months_with_one_switch(one, other) -%}
    (
    {%- for before in range(7) %}
        ({{ in_all_months(one, 2, before) }} and {{ in_all_months(other, 2 + before, 6 - before) }})
        or ({{ in_all_months(other, 2, before) }} and {{ in_all_months(one, 2 + before, 6 - before) }})
        {{ '' if loop.last else 'or' }}
    {%- endfor %}
    )
{%- endmacro %}

{# What kind of period an id names, as ingest/periods.py writes them: the kind is what the file says, never what its publication
   usually holds. Null: none that is known. "2011-12" is read as a financial year: no monthly series here goes back that far. #}

{% macro period_kind(period_id) -%}
    case
        when {{ period_id }} ~ '^[0-9]{4}/[0-9]{2}$' then 'academic_year'
        when {{ period_id }} ~ '^[0-9]{4}/[0-9]{2} [(].*[)]$' then 'part_year'
        when {{ period_id }} ~ '^[0-9]{4}$' then 'calendar_year'
        when {{ period_id }} ~ '^[0-9]{4} Q[1-4]$' then 'quarter'
        when {{ is_two_years(period_id) }} then 'financial_year'
        when {{ period_id }} ~ '^[0-9]{4}-(0[1-9]|1[0-2])$' then 'month'
        when {{ period_id }} ~ '^[0-9]{4}-[0-9]{2} to [0-9]{4}-[0-9]{2}$' then 'rolling_year'
        when {{ period_id }} ~ '^[0-9]+ years? after KS4$' then 'years_after_ks4'
    end
{%- endmacro %}

{# Whether an id such as "2018-19" names two years that follow each other. #}
{% macro is_two_years(period_id) -%}
    case
        when {{ period_id }} ~ '^[0-9]{4}-[0-9]{2}$'
            then right(cast(cast(left({{ period_id }}, 4) as integer) + 1 as text), 2) = right({{ period_id }}, 2)
        else false
    end
{%- endmacro %}

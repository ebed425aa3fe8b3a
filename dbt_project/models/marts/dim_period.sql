{# The names of months, for labels and for part years such as "2025/26 (Aug to Apr)". #}
{% set months = [
    'January', 'February', 'March', 'April', 'May', 'June',
    'July', 'August', 'September', 'October', 'November', 'December',
] %}
with used as (
    select
        period_id,
        period_kind
    from {{ ref('int_statistic__chosen') }}
    union
    select
        period_id,
        period_kind
    from {{ ref('indicator_break') }}
),

numbered as (
    select
        period_id,
        period_kind,
        -- Which year, quarter and month the id speaks of; the kind says which of them apply.
        case when period_kind <> 'years_after_ks4' then cast(left(period_id, 4) as integer) end as year,
        case when period_kind = 'pooled_years' then cast(left(period_id, 2) || right(period_id, 2) as integer) end as last_year,
        case when period_kind = 'quarter' then cast(right(period_id, 1) as integer) end as quarter,
        case
            when period_kind = 'month' then cast(right(period_id, 2) as integer)
            when period_kind = 'rolling_year' then cast(substr(period_id, 6, 2) as integer)
            {% for month in months %}
            when period_kind = 'part_year' and period_id like '% to {{ month[:3] }}%' then {{ loop.index }}
            {% endfor %}
        end as month,
        case when period_kind = 'years_after_ks4' then cast(split_part(period_id, ' ', 1) as integer) end as years_after_ks4
    from used
),

dated as (
    select
        *,
        case period_kind
            when 'academic_year' then make_date(year, 8, 1)
            when 'part_year' then make_date(year, 8, 1)
            when 'financial_year' then make_date(year, 4, 1)
            when 'calendar_year' then make_date(year, 1, 1)
            when 'pooled_years' then make_date(year, 1, 1)
            when 'quarter' then make_date(year, quarter * 3 - 2, 1)
            when 'month' then make_date(year, month, 1)
            when 'rolling_year' then make_date(year, month, 1)
        end as starts_on,
        -- The first day of the last month.
        case period_kind
            when 'academic_year' then make_date(year + 1, 7, 1)
            when 'part_year' then make_date(case when month < 8 then year + 1 else year end, month, 1)
            when 'financial_year' then make_date(year + 1, 3, 1)
            when 'calendar_year' then make_date(year, 12, 1)
            when 'pooled_years' then make_date(last_year, 12, 1)
            when 'quarter' then make_date(year, quarter * 3, 1)
            when 'month' then make_date(year, month, 1)
            when 'rolling_year' then make_date(year + 1, month - 1, 1) -- none starts in January: that is a calendar year
        end as last_month
    from numbered
)

select
    period_id,
    period_kind,
    case
        {% for month in months %}
        when period_kind = 'month' and month = {{ loop.index }} then '{{ month }} ' || cast(year as text)
        when period_kind = 'rolling_year' and month = {{ loop.index }}
            then '{{ month }} ' || cast(year as text) || ' to {{ months[loop.index0 - 1] }} ' || cast(year + 1 as text)
        {% endfor %}
        {% for quarter in range(4) %}
        when period_kind = 'quarter' and quarter = {{ quarter + 1 }}
            then '{{ months[quarter * 3] }} to {{ months[quarter * 3 + 2] }} ' || cast(year as text)
        {% endfor %}
        when period_kind = 'pooled_years' then cast(year as text) || ' to ' || cast(last_year as text) || ' together'
        when period_kind = 'years_after_ks4' then replace(period_id, 'KS4', 'year 11')
        else period_id
    end as label,
    starts_on,
    cast(last_month + interval '1 month' - interval '1 day' as date) as ends_on,
    period_kind = 'part_year' as is_part_year,
    case
        when period_kind = 'years_after_ks4' then years_after_ks4
        else cast(extract(year from starts_on) * 10000 + extract(month from starts_on) * 100 + 1 as integer)
    end as sort_key
from dated

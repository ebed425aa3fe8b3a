-- What young people did in each month of the academic years that a measure looks at, and of no others. The months of a year are the bits
-- of one number (macros/months.sql): a twelfth of the rows, and spells that overlap count once.
{{ by_person('int_concerned__person') }}
{%- set activities = ['education', 'apprenticeship', 'employment', 'self_employment', 'out_of_work_benefit', 'neet'] %}
with asked as (
    select distinct
        young_person_id,
        observed_first_year as first_year
    from {{ of_touched('int_outcome__cohort') }}
),

touched as (
    select
        spell.young_person_id,
        asked.first_year,
        spell.activity,
        spell.link_tier,
        spell.link_probability,
        {{ months_touched('spell.first_month', 'spell.last_month', '(asked.first_year * 12 + 7)') }} as months
    from asked
    inner join {{ of_touched('int_outcome__spell') }} as spell
        on
            asked.young_person_id = spell.young_person_id
            and asked.first_year * 12 + 18 >= spell.first_month
            and asked.first_year * 12 + 7 <= spell.last_month
)

select
    {% for activity in activities -%}
    coalesce(bit_or(case when activity = '{{ activity }}' then months end), 0) as {{ activity }}_months,
    max(case when activity = '{{ activity }}' then link_tier end) as {{ activity }}_link_tier,
    min(case when activity = '{{ activity }}' then link_probability end) as {{ activity }}_link_probability,
    {% endfor -%}
    young_person_id,
    first_year
from touched
group by young_person_id, first_year

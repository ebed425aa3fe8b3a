-- Supported internships as three sources count them, never added up, and what came of those that ended.
{{ by_person() }}
with aim as (
    select distinct
        person.young_person_id,
        {{ first_year_of('record.start_date') }} as first_year,
        person.link_tier,
        person.link_probability
    {{ from_records_of_young_people('stg_dfe__ilr_learning_delivery', 'dfe__ilr__learning_delivery') }}
    inner join {{ ref('outcome_code') }} as code
        on
            record.learning_aim_reference = code.code
            and code.code_list = 'ilr_learning_aim'
            and code.outcome_group = 'supported_internship'
),

placement as (
    select
        plan.young_person_id,
        plan.census_year - 1 as first_year,
        plan.link_tier,
        plan.link_probability
    from {{ of_touched('int_ehc_plan__census') }} as plan
    inner join {{ ref('outcome_code') }} as code
        on
            plan.work_based_placement = code.code
            and code.code_list = 'sen2_work_based_placement'
            and code.outcome_group = 'supported_internship'
    where plan.is_open
),

activity as (
    select
        person.young_person_id,
        cast(extract(year from record.reference_month) as integer)
        - case when extract(month from record.reference_month) < 9 then 1 else 0 end as first_year,
        person.link_tier,
        person.link_probability
    {{ from_records_of_young_people('stg_dfe__nccis_young_person', 'dfe__nccis__young_person') }}
    inner join {{ ref('outcome_code') }} as code
        on
            record.activity = code.code
            and code.code_list = 'nccis_activity'
            and code.outcome_group = 'supported_internship'
),

told as (
    {% for source, cte in [('ilr', 'aim'), ('sen2', 'placement'), ('nccis', 'activity')] -%}
    select
        young_person_id,
        first_year,
        '{{ source }}' as category,
        max(link_tier) as link_tier,
        min(link_probability) as link_probability
    from {{ cte }}
    group by young_person_id, first_year
    {{ '' if loop.last else 'union all' }}
    {% endfor %}
),

leo as (
    select coalesce(max(published_on), cast('9999-12-31' as date)) as published_on
    from {{ ref('int_record_extract__best') }}
    where record_table = 'dwp__leo__employment'
    having count(*) > 0
)

select
    young_person_id,
    'supported_internship' as outcome_id,
    category as definition_version,
    {{ academic_year_label('first_year') }} as academic_year,
    cast(null as text) as local_authority_code,
    category,
    true as is_met,
    1 as records,
    link_tier,
    link_probability
from told
{% for outcome_id, months, is_met in [
    ('supported_internship_paid_work', 6, 'ended.work_began_on is not null'),
    ('supported_internship_sustained_work', 13, 'ended.work_began_on is not null and ended.months_in_work >= 5'),
] -%}
union all
select
    ended.young_person_id,
    '{{ outcome_id }}' as outcome_id,
    '1' as definition_version,
    {{ academic_year_label('ended.first_year') }} as academic_year,
    cast(null as text) as local_authority_code,
    case when {{ is_met }} then 'paid_work' else 'no_paid_work' end as category,
    {{ is_met }} as is_met,
    1 as records,
    ended.link_tier,
    ended.link_probability
from {{ of_touched('int_supported_internship__ended') }} as ended
cross join leo
where {{ add_months('ended.ended_on', months) }} <= leo.published_on
{% endfor %}

-- The plans of a SEN2 census: those open on the day with where the young person is placed, and those that ceased since the one before.
{{ by_person() }}
{%- set modules = ['person', 'requests', 'assessment', 'namedplan', 'activeplans', 'placementdetail', 'sen2'] %}
with
{% for module in modules -%}
{{ module }} as (
    select record.*
    from {{ ref('stg_dfe__sen2_' ~ module) }} as record
    inner join {{ ref('int_record_extract__best') }} as best
        on
            record.extract_id = best.extract_id
            and record.coverage = best.coverage
            and best.record_table = 'dfe__sen2__{{ module }}'
),

{% endfor -%}
holder as (
    select
        requests.record_key as request_key,
        requests.census_year,
        person_link.young_person_id,
        person.birth_month,
        sen2.local_authority_number,
        person_link.link_tier,
        person_link.link_probability
    from requests
    inner join person on requests.person_key = person.record_key and requests.census_year = person.census_year
    inner join {{ ref('int_young_person__record') }} as person_link on person.record_key = person_link.record_key
    left join sen2 on person.return_key = sen2.record_key and person.census_year = sen2.census_year
),

held as (
    select activeplans.record_key
    from activeplans
    inner join holder on activeplans.request_key = holder.request_key
),

-- The placement that counts is the one that is ranked first of those not left.
placed as (
    select
        *,
        row_number() over (
            partition by census_year, active_plan_key
            order by case when leaving_date is null then 0 else 1 end, {{ c_collated('rank') }} nulls last, {{ c_collated('record_key') }}
        ) as place
    from placementdetail
    where active_plan_key in (select held.record_key from held)
),

plan as (
    select
        holder.*,
        true as is_open,
        placed.setting,
        coalesce(placed.urn, placed.ukprn) is not null as is_at_an_institution,
        coalesce(placed.work_based_placement, activeplans.work_based_placement) as work_based_placement,
        cast(null as date) as cease_date,
        cast(null as text) as cease_reason
    from activeplans
    inner join holder on activeplans.request_key = holder.request_key and activeplans.census_year = holder.census_year
    left join placed
        on
            activeplans.record_key = placed.active_plan_key
            and activeplans.census_year = placed.census_year
            and placed.place = 1
    union all
    select
        holder.*,
        false as is_open,
        cast(null as text) as setting,
        false as is_at_an_institution,
        cast(null as text) as work_based_placement,
        namedplan.cease_date,
        namedplan.cease_reason
    from namedplan
    inner join assessment
        on namedplan.assessment_key = assessment.record_key and namedplan.census_year = assessment.census_year
    inner join holder on assessment.request_key = holder.request_key and {{ is_same_year('assessment.census_year', 'holder.census_year') }}
    where namedplan.cease_date is not null
)

select
    plan.young_person_id,
    plan.census_year,
    plan.is_open,
    plan.setting,
    plan.is_at_an_institution,
    plan.work_based_placement,
    plan.cease_date,
    plan.cease_reason,
    plan.birth_month,
    local_authority.area_code as local_authority_code,
    plan.link_tier,
    plan.link_probability
from plan
left join {{ ref('int_outcome__local_authority') }} as local_authority
    on
        plan.local_authority_number = local_authority.dfe_number
        and plan.census_year - 1 = local_authority.first_year

-- One row per young person, outcome, version of its definition and year: to be here is to be in the denominator.
{{ by_person('int_concerned__person', keeps_before=true) }}
{%- set subjects = [
    'sustained_destination', 'fe_achievement', 'main_activity', 'neet', 'social_care', 'ehc_plan', 'supported_internship',
    'apprenticeship', 'first_paid_work',
] %}
with united as (
    {%- for subject in subjects %}
    select
        young_person_id,
        outcome_id,
        definition_version,
        academic_year,
        local_authority_code,
        category,
        is_met,
        records,
        link_tier,
        link_probability
    from {{ of_touched('int_outcome__' ~ subject) }}
    {{ '' if loop.last else 'union all' }}
    {%- endfor %}
)

select
    cast(young_person_id as bigint) as young_person_id,
    cast(outcome_id as text) as outcome_id,
    cast(definition_version as text) as definition_version,
    cast(academic_year as text) as academic_year,
    cast(local_authority_code as text) as local_authority_code,
    cast(category as text) as category,
    cast(is_met as boolean) as is_met,
    cast(records as bigint) as records,
    cast(link_tier as integer) as link_tier,
    cast(link_probability as double precision) as link_probability
from united

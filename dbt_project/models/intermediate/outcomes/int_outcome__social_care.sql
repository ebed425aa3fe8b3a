-- Where adults with long-term support live, and who of those with a learning disability is in paid work.
{{ by_person() }}
{%- set learning_disability = "primary_support_reason = 'Learning Disability Support' and age between 18 and 64" %}
{%- set imputed_settled = "imputed in ('shared_lives', 'extra_care', 'supported_living', 'presumed_at_home')" %}
{%- set imputed_own = "imputed in ('shared_lives', 'extra_care', 'supported_living')" %}
{%- set recorded = "case when is_accommodation_disputed then 'disputed' when accommodation_status is not null then 'recorded' else " %}
{%- set category = recorded ~ "coalesce(imputed, 'unknown') end" %}
{%- set settled = '(is_settled or coalesce(' ~ imputed_settled ~ ', false))' %}
{%- set measures = [
    ('settled_accommodation_learning_disability', '2e_salt', learning_disability, recorded ~ "'unknown' end", 'is_settled'),
    ('settled_accommodation_learning_disability', '2e_cld', learning_disability, category, settled),
    ('settled_accommodation', '2e_cld', 'age >= 18', category, settled),
    ('own_tenancy', '1', 'age >= 18', category, '(is_own_tenancy or coalesce(' ~ imputed_own ~ ', false))'),
    (
        'learning_disability_paid_work', '1', learning_disability ~ ' and not is_in_prison',
        "case when employment_status is null then 'unknown' when paid.code is not null then 'paid_work' else 'not_paid' end",
        'paid.code is not null',
    ),
] %}
with year_told as (
    select
        *,
        cast(extract(year from period_end) as integer) - 1 as first_year
    from {{ of_touched('int_social_care__year') }}
)

{% for outcome_id, version, counted, category, is_met in measures -%}
select
    told.young_person_id,
    '{{ outcome_id }}' as outcome_id,
    '{{ version }}' as definition_version,
    cast(told.first_year as text) || '-' || right(cast(told.first_year + 1 as text), 2) as academic_year,
    told.local_authority_code,
    {{ category }} as category,
    {{ is_met }} as is_met,
    1 as records,
    told.link_tier,
    told.link_probability
from year_told as told
inner join {{ ref('outcome') }} as outcome
    on
        outcome.outcome_id = '{{ outcome_id }}'
        and outcome.definition_version = '{{ version }}'
        and {{ day_of('told.first_year', '04-01') }} >= coalesce(outcome.valid_from, cast('1900-01-01' as date))
        and {{ day_of('told.first_year', '04-01') }} <= coalesce(outcome.valid_to, cast('9999-12-31' as date))
{% if 'paid.code' in is_met -%}
left join {{ ref('outcome_code') }} as paid
    on
        told.employment_status = paid.code
        and paid.code_list = 'cld_employment_status'
        and paid.outcome_group = 'paid_work'
{% endif -%}
where {{ counted }}
{{ '' if loop.last else 'union all' }}
{% endfor %}

-- Adults with long-term support in a year to 31 March, by the submission for those twelve months, with what was last known of them.
{{ by_person() }}
with told as (
    select
        person.young_person_id,
        record.local_authority_number,
        record.period_start,
        record.period_end,
        record.birth_year,
        record.birth_month_number,
        record.date_of_death,
        record.primary_support_reason,
        record.accommodation_status,
        record.employment_status,
        record.service_type,
        record.service_component,
        record.event_type,
        record.event_start_date,
        record.event_end_date,
        person.link_tier,
        person.link_probability
    {{ from_records_of_young_people('stg_dhsc__cld_event', 'dhsc__cld__event') }}
    where
        record.client_type = 'Service User'
        and extract(month from record.period_end) = 3
        and record.event_start_date <= record.period_end
),

grouped as (
    select
        code,
        max(case when outcome_group = 'settled' then 1 else 0 end) as is_settled,
        max(case when outcome_group = 'own_tenancy' then 1 else 0 end) as is_own_tenancy,
        max(case when outcome_group = 'prison' then 1 else 0 end) as is_prison
    from {{ ref('outcome_code') }}
    where code_list = 'cld_accommodation_status'
    group by code
),

served as (
    select
        told.young_person_id,
        told.local_authority_number,
        told.period_end,
        max(case when kind.outcome_group = 'long_term' then 1 else 0 end) as has_long_term_support,
        max(case when kind.outcome_group = 'community' then 1 else 0 end) as is_in_community,
        max(case when kind.outcome_group = 'prison' then 1 else 0 end) as is_in_prison,
        max(case when component.outcome_group = 'shared_lives' then 1 else 0 end) as has_shared_lives,
        max(case when component.outcome_group = 'extra_care' then 1 else 0 end) as has_extra_care,
        max(case when component.outcome_group = 'supported_living' then 1 else 0 end) as has_supported_living,
        max(case when component.outcome_group = 'home_support' then 1 else 0 end) as has_home_support
    from told
    inner join {{ ref('outcome_code') }} as kind
        on told.service_type = kind.code and kind.code_list = 'cld_service_type'
    left join {{ ref('outcome_code') }} as component
        on told.service_component = component.code and component.code_list = 'cld_service_component'
    where told.event_end_date is null or told.event_end_date >= told.period_start
    group by told.young_person_id, told.local_authority_number, told.period_end
),

person as (
    select
        young_person_id,
        local_authority_number,
        period_end,
        max(period_start) as period_start,
        min(date_of_death) as date_of_death,
        max(
            cast(extract(year from period_end) as integer) - birth_year
            - case when birth_month_number > 3 then 1 else 0 end
        ) as age,
        max(link_tier) as link_tier,
        min(link_probability) as link_probability
    from told
    group by young_person_id, local_authority_number, period_end
),

{% set facts = {
    'accommodation': "told.accommodation_status <> 'Unknown'",
    'employment': "told.employment_status <> 'Unknown'",
    'reason': 'told.primary_support_reason is not null',
} %}
{%- set columns = {
    'accommodation': 'accommodation_status', 'employment': 'employment_status', 'reason': 'primary_support_reason',
} %}
{%- for fact, is_known in facts.items() -%}
-- What the latest events that say anything say; two things said on one day are a conflict.
last_{{ fact }} as (
    select
        young_person_id,
        local_authority_number,
        period_end,
        min({{ c_collated(columns[fact]) }}) as {{ fact }},
        count(distinct {{ columns[fact] }}) as said
    from (
        select
            told.*,
            rank() over (
                partition by told.young_person_id, told.local_authority_number, told.period_end
                order by told.event_start_date desc
            ) as place
        from told
        where {{ is_known }}
    ) as {{ fact }}_told
    where place = 1
    group by young_person_id, local_authority_number, period_end
){{ '' if loop.last else ',' }}

{% endfor -%}
select
    person.young_person_id,
    person.period_end,
    person.age,
    local_authority.area_code as local_authority_code,
    case when last_reason.said = 1 then last_reason.reason end as primary_support_reason,
    case when last_employment.said = 1 then last_employment.employment end as employment_status,
    coalesce(last_accommodation.said, 0) > 1 as is_accommodation_disputed,
    case when last_accommodation.said = 1 then last_accommodation.accommodation end as accommodation_status,
    coalesce(last_accommodation.said = 1 and grouped.is_settled = 1, false) as is_settled,
    coalesce(last_accommodation.said = 1 and grouped.is_own_tenancy = 1, false) as is_own_tenancy,
    -- Where nothing is said, the services tell; a conflict stays unknown.
    case
        when last_accommodation.said is not null then null
        when served.has_shared_lives = 1 then 'shared_lives'
        when served.has_extra_care = 1 then 'extra_care'
        when served.has_supported_living = 1 then 'supported_living'
        when served.has_home_support = 1 then 'presumed_at_home'
        when served.is_in_community = 1 then 'presumed_in_community'
    end as imputed,
    served.is_in_prison = 1 or coalesce(grouped.is_prison = 1, false) as is_in_prison,
    person.link_tier,
    person.link_probability
from person
inner join served
    on
        person.young_person_id = served.young_person_id
        and person.local_authority_number = served.local_authority_number
        and person.period_end = served.period_end
{%- for fact in facts %}
left join last_{{ fact }}
    on
        person.young_person_id = last_{{ fact }}.young_person_id
        and person.local_authority_number = last_{{ fact }}.local_authority_number
        and person.period_end = last_{{ fact }}.period_end
{%- endfor %}
left join grouped on last_accommodation.accommodation = grouped.code
left join {{ ref('int_outcome__local_authority') }} as local_authority
    on
        person.local_authority_number = local_authority.dfe_number
        and cast(extract(year from person.period_end) as integer) - 1 = local_authority.first_year
where
    served.has_long_term_support = 1
    and (person.date_of_death is null or person.date_of_death >= person.period_start)

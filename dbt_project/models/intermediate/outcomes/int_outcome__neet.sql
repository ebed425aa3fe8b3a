-- What councils knew of 16 and 17 year olds (academic age) at the ends of December, January and February, and who took part in March.
-- A month of a young person is one record, so that the year's figure is the mean of its months.
{{ by_person() }}
with known as (
    select
        person.young_person_id,
        record.local_authority_number,
        record.reference_month,
        cast(extract(year from record.reference_month) as integer)
        - case when extract(month from record.reference_month) < 9 then 1 else 0 end as first_year,
        record.birth_month,
        record.activity,
        person.link_tier,
        person.link_probability
    {{ from_records_of_young_people('stg_dfe__nccis_young_person', 'dfe__nccis__young_person') }}
    where extract(month from record.reference_month) in (12, 1, 2, 3)
),

-- A council that holds somebody twice counts them once, as what it knows best.
told as (
    select
        known.young_person_id,
        known.local_authority_number,
        known.reference_month,
        known.first_year,
        min(
            case
                when code.outcome_group = 'participation' then 1
                when code.outcome_group = 'neet' then 3
                when code.outcome_group = 'not_known' then 4
                else 2
            end
        ) as standing,
        max(known.link_tier) as link_tier,
        min(known.link_probability) as link_probability
    from known
    left join {{ ref('outcome_code') }} as code
        on
            known.activity = code.code
            and code.code_list = 'nccis_activity'
            and code.outcome_group in ('neet', 'not_known', 'participation', 'adult_custody')
    where
        {{ academic_age('known.birth_month', 'known.first_year') }} in (16, 17)
        and coalesce(code.outcome_group, '') <> 'adult_custody'
    group by known.young_person_id, known.local_authority_number, known.reference_month, known.first_year
),

named as (
    select
        *,
        case standing when 1 then 'participation' when 3 then 'neet' when 4 then 'not_known' else 'other' end as activity,
        extract(month from reference_month) = 3 as is_march
    from told
)

select
    named.young_person_id,
    outcome.outcome_id,
    '1' as definition_version,
    {{ academic_year_label('named.first_year') }} as academic_year,
    local_authority.area_code as local_authority_code,
    case
        when outcome.outcome_id = 'neet_or_not_known' and named.activity in ('participation', 'other') then 'neither'
        else named.activity
    end as category,
    case
        when outcome.outcome_id = 'neet_or_not_known' then named.activity in ('neet', 'not_known')
        else named.activity = 'participation'
    end as is_met,
    count(*) as records,
    max(named.link_tier) as link_tier,
    min(named.link_probability) as link_probability
from named
inner join {{ ref('outcome') }} as outcome
    on outcome.outcome_id = case when named.is_march then 'participation_16_17' else 'neet_or_not_known' end
left join {{ ref('int_outcome__local_authority') }} as local_authority
    on
        named.local_authority_number = local_authority.dfe_number
        and named.first_year = local_authority.first_year
group by
    named.young_person_id,
    outcome.outcome_id,
    named.first_year,
    local_authority.area_code,
    case
        when outcome.outcome_id = 'neet_or_not_known' and named.activity in ('participation', 'other') then 'neither'
        else named.activity
    end,
    case
        when outcome.outcome_id = 'neet_or_not_known' then named.activity in ('neet', 'not_known')
        else named.activity = 'participation'
    end

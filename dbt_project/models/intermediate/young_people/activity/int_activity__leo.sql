-- Employments, tax years with self-employment, and benefits. Before employers reported in real time a start or end that was not told
-- became the first or the last day of a tax year: such a day is kept, and marked.
{{ config(materialized='ephemeral') }}
select
    person.young_person_id,
    code.activity,
    'leo_employment' as source,
    record.start_date,
    coalesce(record.end_date, best.known_to) as end_date,
    record.end_date is null as is_open,
    coalesce(record.is_start_uncertain, false) or {{ is_on('record.start_date', 4, 6) }} as is_start_uncertain,
    coalesce(record.is_end_uncertain, false) or coalesce({{ is_on('record.end_date', 4, 5) }}, false) as is_end_uncertain,
    person.link_tier,
    person.link_probability,
    record.extract_id
{{ from_records_of_young_people('stg_dwp__leo_employment', 'dwp__leo__employment') }}
inner join {{ ref('activity_code') }} as code on code.source = 'leo_employment' and code.code = '*'
union all
select
    person.young_person_id,
    code.activity,
    'leo_self_assessment' as source,
    {{ day_from('left(record.tax_year, 4)', 4, 6) }} as start_date,
    {{ day_from('cast(left(record.tax_year, 4) as integer) + 1', 4, 5) }} as end_date,
    false as is_open,
    true as is_start_uncertain,
    true as is_end_uncertain,
    person.link_tier,
    person.link_probability,
    record.extract_id
{{ from_records_of_young_people('stg_dwp__leo_self_assessment', 'dwp__leo__self_assessment') }}
inner join {{ ref('activity_code') }} as code on code.source = 'leo_self_assessment' and code.code = '*'
where record.is_self_employed
union all
select
    person.young_person_id,
    code.activity,
    'leo_benefits' as source,
    record.start_date,
    coalesce(record.end_date, best.known_to) as end_date,
    record.end_date is null as is_open,
    false as is_start_uncertain,
    false as is_end_uncertain,
    person.link_tier,
    person.link_probability,
    record.extract_id
{{ from_records_of_young_people('stg_dwp__leo_benefits', 'dwp__leo__benefits') }}
inner join {{ ref('activity_code') }} as code
    on
        code.source = 'leo_benefits'
        and record.benefit_type = code.code
        and {{ is_valid_on('code', 'record.start_date') }}

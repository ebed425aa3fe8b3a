-- The placement of a plan on census day: of two, the one ranked first, and that of second rank where it is the only one. A work-based
-- placement says more than where it is, and a school or college more than a setting.
{{ config(materialized='ephemeral') }}
with placed as (
    select
        person.young_person_id,
        coalesce(
            placement.work_based_placement,
            case when placement.urn is not null then 'urn' when placement.ukprn is not null then 'ukprn' else placement.setting end
        ) as code,
        placement.entry_date,
        placement.leaving_date,
        census.census_on,
        person.link_tier,
        person.link_probability,
        placement.extract_id,
        row_number() over (
            partition by placement.extract_id, placement.active_plan_key
            order by
                {{ c_collated('placement.rank') }} nulls last,
                placement.entry_date desc nulls last,
                {{ c_collated('placement.record_key') }},
                {{ c_collated('placement.urn') }} nulls last,
                {{ c_collated('placement.ukprn') }} nulls last,
                {{ c_collated('placement.setting') }} nulls last
        ) as standing
    {{ from_records_of_young_people('stg_dfe__sen2_person', 'dfe__sen2__person') }}
    inner join {{ ref('stg_dfe__sen2_requests') }} as request on record.record_key = request.person_key
    {{ that_counts('request', 'dfe__sen2__requests') }}
    inner join {{ ref('stg_dfe__sen2_activeplans') }} as plan on request.record_key = plan.request_key
    {{ that_counts('plan', 'dfe__sen2__activeplans') }}
    inner join {{ ref('stg_dfe__sen2_placementdetail') }} as placement on plan.record_key = placement.active_plan_key
    {{ that_counts('placement', 'dfe__sen2__placementdetail') }}
    inner join {{ ref('census_day') }} as census on placement.census_year = census.census_year
)

select
    placed.young_person_id,
    code.activity,
    'sen2' as source,
    coalesce(placed.entry_date, placed.census_on) as start_date,
    least(coalesce(placed.leaving_date, placed.census_on), placed.census_on) as end_date,
    placed.leaving_date is null or placed.leaving_date > placed.census_on as is_open,
    placed.entry_date is null as is_start_uncertain,
    false as is_end_uncertain,
    placed.link_tier,
    placed.link_probability,
    placed.extract_id
from placed
inner join {{ ref('activity_code') }} as code
    on
        code.source = 'sen2'
        and placed.code = code.code
        and {{ is_valid_on('code', 'placed.census_on') }}
where placed.standing = 1

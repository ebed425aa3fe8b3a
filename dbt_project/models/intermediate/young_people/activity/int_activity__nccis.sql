-- What the local authority had on record at the end of each month. Months that say the same since the same day are one report, to the
-- last of them; a month whose start is missing, or after its end, speaks of itself alone. The record holds one activity at a time, so
-- what it says later ends what it said before; where it says that the later began no later (the code was changed and the day was not),
-- it began after the last month that said otherwise. A young person who is no longer on the return (since 2017 whoever is 18 and has
-- no plan) is not said to have stopped anything.
{{ config(materialized='ephemeral') }}
with month as (
    select
        person.young_person_id,
        code.activity,
        case
            when record.activity_start_date <= {{ last_day_of_month('record.reference_month') }} then record.activity_start_date
        end as since,
        record.reference_month,
        {{ last_day_of_month('record.reference_month') }} as month_end,
        person.link_tier,
        person.link_probability,
        record.extract_id
    {{ from_records_of_young_people('stg_dfe__nccis_young_person', 'dfe__nccis__young_person') }}
    inner join {{ ref('activity_code') }} as code
        on
            code.source = 'nccis'
            and record.activity = code.code
            and {{ is_valid_on('code', 'record.reference_month') }}
),

run as (
    select
        young_person_id,
        activity,
        coalesce(since, reference_month) as start_date,
        case when since is null then 1 else 0 end as imputed,
        max(month_end) as end_date,
        max(link_tier) as link_tier,
        min(link_probability) as link_probability,
        max({{ c_collated('extract_id') }}) as extract_id
    from month
    group by
        young_person_id,
        activity,
        coalesce(since, reference_month),
        case when since is null then 1 else 0 end
),

followed as (
    select
        young_person_id,
        activity,
        start_date,
        imputed,
        end_date,
        link_tier,
        link_probability,
        extract_id,
        lead(start_date) over (
            partition by young_person_id
            order by end_date, start_date, imputed, {{ c_collated('activity') }}
        ) as next_start_date,
        lag(start_date) over (
            partition by young_person_id
            order by end_date, start_date, imputed, {{ c_collated('activity') }}
        ) as start_date_before,
        lag(end_date) over (
            partition by young_person_id
            order by end_date, start_date, imputed, {{ c_collated('activity') }}
        ) as end_date_before
    from run
)

select
    young_person_id,
    activity,
    'nccis' as source,
    case when start_date <= start_date_before then {{ add_days('end_date_before', 1) }} else start_date end as start_date,
    case
        when next_start_date > start_date and next_start_date <= end_date then {{ add_days('next_start_date', -1) }} else end_date
    end as end_date,
    next_start_date is null as is_open,
    imputed = 1 or coalesce(start_date <= start_date_before, false) as is_start_uncertain,
    false as is_end_uncertain,
    link_tier,
    link_probability,
    extract_id
from followed

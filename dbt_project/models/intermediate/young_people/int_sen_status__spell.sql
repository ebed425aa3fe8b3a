-- A young person's SEN status from day to day. On a day there is
--   an EHC plan if SEN2 has one that started by then and has not ceased (on the day it ceases there is none);
--   else SEN support if the latest school census by then says so;
--   else an EHC plan if that census says so (a statement, until 2018, is one) and SEN2 has not the last word: SEN2 holds persons only since
--     its first return of them, so until then, or for who is not in SEN2 until its next return, the census is believed;
--   else none. Before the first of these, nothing is known and there is no row.
-- No plan outlasts the academic year of the 25th birthday, said to have ceased or not.
{{ by_person() }}
with birth as (
    select
        young_person_id,
        last_day_of_a_plan
    from {{ of_touched('int_young_person__birth') }}
),

sen2_return as (
    select distinct cast(coverage as integer) as census_year
    from {{ ref('int_record_extract__best') }}
    where record_table = 'dfe__sen2__namedplan'
),

-- A return has the plans that ceased in the calendar year before it.
sen2_begins as (
    select make_date(min(census_year) - 1, 1, 1) as begins_on
    from sen2_return
),

-- The day from which SEN2 would have had a plan that a census of this year speaks of.
next_sen2_return as (
    select
        school.census_year,
        min(sen2.census_day) as returned_on
    from {{ ref('census_day') }} as school
    inner join sen2_return on school.census_year < sen2_return.census_year
    inner join {{ ref('census_day') }} as sen2 on sen2_return.census_year = sen2.census_year
    group by school.census_year
),

assessment as (
    select
        record.record_key,
        record.census_year,
        record.request_key
    from {{ ref('stg_dfe__sen2_assessment') }} as record
    inner join {{ ref('int_record_extract__best') }} as best
        on
            record.extract_id = best.extract_id
            and record.coverage = best.coverage
            and best.record_table = 'dfe__sen2__assessment'
),

-- A plan comes again each year until it ceases: the latest return speaks, and of two authorities the one that still has it.
-- The year and the day it ceased are one number (99999: has not), for the latest to be a maximum.
plan_said as (
    select
        request.young_person_id,
        plan.start_date,
        max(
            plan.census_year * cast(100000 as bigint)
            + coalesce({{ days_between("date '1970-01-01'", 'plan.cease_date') }}, 99999)
        ) as answer
    from {{ ref('stg_dfe__sen2_namedplan') }} as plan
    inner join {{ ref('int_record_extract__best') }} as best
        on
            plan.extract_id = best.extract_id
            and plan.coverage = best.coverage
            and best.record_table = 'dfe__sen2__namedplan'
    inner join assessment on plan.assessment_key = assessment.record_key and plan.census_year = assessment.census_year
    inner join {{ of_touched('int_sen2_request__young_person') }} as request
        on assessment.request_key = request.request_key and {{ is_same_year('assessment.census_year', 'request.census_year') }}
    where plan.start_date is not null
    group by request.young_person_id, plan.start_date
),

plan_ends as (
    select
        plan_said.young_person_id,
        plan_said.start_date,
        case
            when mod(plan_said.answer, 100000) = 99999 then {{ add_days('birth.last_day_of_a_plan', 1) }}
            else least(
                {{ add_days("date '1970-01-01'", 'mod(plan_said.answer, 100000)') }}, {{ add_days('birth.last_day_of_a_plan', 1) }}
            )
        end as no_plan_from
    from plan_said
    inner join birth on plan_said.young_person_id = birth.young_person_id
),

plan as (
    select * from plan_ends
    where start_date < no_plan_from
),

known_to_sen2 as (
    select distinct young_person_id from plan
),

-- What a school says is a code for the status and a digit for the source: 1 the census, 2 the key stage 4 extract.
school as (
    select
        pupil.young_person_id,
        pupil.census_day,
        case pupil.sen_status when 'ehc_plan' then 10 when 'sen_support' then 20 else 30 end
        + case pupil.source when 'school_census' then 1 else 2 end as said,
        lead(pupil.census_day) over (
            partition by pupil.young_person_id
            order by pupil.census_day
        ) as next_census_day,
        least(
            {{ add_days('birth.last_day_of_a_plan', 1) }},
            next_sen2_return.returned_on,
            case when known_to_sen2.young_person_id is not null then greatest(sen2_begins.begins_on, pupil.census_day) end
        ) as believed_until
    from {{ of_touched('int_school_pupil__january') }} as pupil
    inner join birth on pupil.young_person_id = birth.young_person_id
    left join known_to_sen2 on pupil.young_person_id = known_to_sen2.young_person_id
    left join next_sen2_return on pupil.census_year = next_sen2_return.census_year
    cross join sen2_begins
    where pupil.sen_status is not null
),

event as (
    select
        young_person_id,
        start_date as on_date,
        1 as plans_more,
        0 as plans_ended,
        cast(null as integer) as said
    from plan
    union all
    select
        young_person_id,
        no_plan_from as on_date,
        -1 as plans_more,
        1 as plans_ended,
        cast(null as integer) as said
    from plan
    union all
    select
        young_person_id,
        census_day as on_date,
        0 as plans_more,
        0 as plans_ended,
        said
    from school
    union all
    -- No longer believed: 40 comes after what was said on the same day.
    select
        young_person_id,
        believed_until as on_date,
        0 as plans_more,
        0 as plans_ended,
        40 as said
    from school
    where said < 20 and (next_census_day is null or believed_until < next_census_day)
),

by_day as (
    select
        young_person_id,
        on_date,
        cast(sum(plans_more) as bigint) as plans_more,
        cast(sum(plans_ended) as bigint) as plans_ended,
        max(said) as said
    from event
    group by young_person_id, on_date
),

running as (
    select
        young_person_id,
        on_date,
        said,
        sum(plans_more) over (
            partition by young_person_id
            order by on_date rows unbounded preceding
        ) as plans_open,
        sum(plans_ended) over (
            partition by young_person_id
            order by on_date rows unbounded preceding
        ) as plans_ended,
        count(said) over (
            partition by young_person_id
            order by on_date rows unbounded preceding
        ) as times_said
    from by_day
),

latest as (
    select
        young_person_id,
        on_date,
        plans_open,
        plans_ended,
        -- What was said last stays said until the next time.
        max(said) over (partition by young_person_id, times_said) as said
    from running
),

-- The status and its source as one number: SEN2's end in 3.
status as (
    select
        young_person_id,
        on_date,
        case
            when plans_open > 0 then 13
            when said between 10 and 19 and plans_ended = 0 then said
            when said between 20 and 39 then said
            else 33
        end as status_and_source
    from latest
),

compared as (
    select
        young_person_id,
        on_date,
        status_and_source,
        lag(status_and_source) over (
            partition by young_person_id
            order by on_date
        ) as before
    from status
),

begun as (
    select
        young_person_id,
        on_date,
        status_and_source,
        lead(on_date) over (
            partition by young_person_id
            order by on_date
        ) as next_on
    from compared
    where before is null or before <> status_and_source
)

select
    young_person_id,
    case {{ whole_quotient('status_and_source', 10) }} when 1 then 'ehc_plan' when 2 then 'sen_support' else 'none' end as sen_status,
    on_date as start_date,
    {{ add_days('next_on', -1) }} as end_date,
    case mod(status_and_source, 10) when 1 then 'school_census' when 2 then 'key_stage_4' else 'sen2' end as source
from begun

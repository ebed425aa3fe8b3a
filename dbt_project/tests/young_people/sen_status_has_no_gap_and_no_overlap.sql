-- Each spell goes on until the day before the next, and says something else than it.
with ordered as (
    select
        young_person_id,
        sen_status,
        source,
        start_date,
        end_date,
        lead(start_date) over (
            partition by young_person_id
            order by start_date
        ) as next_start_date,
        lead(sen_status || source) over (
            partition by young_person_id
            order by start_date
        ) as next_says
    from {{ of_touched('int_sen_status__spell') }}
)

select *
from ordered
where
    end_date < start_date
    or (next_start_date is null and end_date is not null)
    or (next_start_date is not null and (end_date is null or {{ add_days('end_date', 1) }} <> next_start_date))
    or next_says = sen_status || source

-- The academic years that any record-level extract is about, by the calendar year in which each begins, and the year before each.
with covered as (
    select distinct cast({{ first_year('coverage') }} as integer) as calendar_year
    from {{ ref('int_record_extract__best') }}
    where {{ first_year('coverage') }} is not null
)

select calendar_year as first_year from covered
union
select calendar_year - 1 as first_year from covered

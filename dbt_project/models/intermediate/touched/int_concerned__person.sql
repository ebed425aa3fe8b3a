-- The touched, and others whom a change of what everyone shares concerns: another day, a year that is over, a year of which destinations
-- are known now. What is made of their records stays; what is said of them may not.
{% if is_of_touched() -%}
with build as (
    select
        last_build.known_on,
        {{ utc_day('this_build.as_known_on') }} as known_on_now,
        last_build.unfinished_first_year <> unfinished.first_year as is_another_year
    from {{ ref('stg_warehouse__build') }} as this_build
    cross join {{ source('last_build', 'built_day') }} as last_build
    cross join {{ ref('int_activity__unfinished_year') }} as unfinished
),

year_observed as (
    (
        select first_year from {{ ref('int_outcome__year_observed') }}
        except
        select first_year from {{ source('last_build', 'built_year_observed') }}
    )
    union all
    (
        select first_year from {{ source('last_build', 'built_year_observed') }}
        except
        select first_year from {{ ref('int_outcome__year_observed') }}
    )
)

select young_person_id from {{ ref('int_touched__person') }}
union
-- Their SEN status is another one.
select spell.young_person_id
from {{ ref('int_sen_status__spell') }} as spell
inner join build
    on
        spell.start_date > least(build.known_on, build.known_on_now)
        and spell.start_date <= greatest(build.known_on, build.known_on_now)
union
select young_person_id
from {{ ref('int_young_person__birth') }}
where
    exists (
        select 1 from build
        where build.is_another_year
    )
union
select entrant.young_person_id
from {{ ref('int_outcome__entrant') }} as entrant
inner join year_observed on entrant.observed_first_year = year_observed.first_year
union
-- They left education in the year before.
select leaver.young_person_id
from (
    select
        young_person_id,
        max(end_date) as left_on
    from {{ ref('int_outcome__spell') }}
    where activity = 'education' and exists (select 1 from year_observed)
    group by young_person_id
) as leaver
inner join year_observed on {{ first_year_of('leaver.left_on') }} + 1 = year_observed.first_year
{%- else -%}
select young_person_id
from {{ ref('int_touched__person') }}
where false
{%- endif %}

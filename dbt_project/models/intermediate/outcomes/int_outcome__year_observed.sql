-- The academic years whose every month the sources of destinations tell of: the whole year's learner record, and earnings and benefits
-- published after March. Of other years no destination is given: a return of December would make everybody seem to have stopped.
with learner_record as (
    select
        cast(left(coverage, 4) as integer) as first_year,
        max(published_on) as published_on
    from {{ ref('int_record_extract__best') }}
    where record_table = 'dfe__ilr__learning_delivery'
    group by cast(left(coverage, 4) as integer)
),

leo as (
    select coalesce(max(published_on), cast('9999-12-31' as date)) as published_on
    from {{ ref('int_record_extract__best') }}
    where record_table = 'dwp__leo__employment'
    having count(*) > 0
)

select learner_record.first_year
from learner_record
cross join leo
where
    coalesce(learner_record.published_on, cast('9999-12-31' as date)) > {{ day_of('learner_record.first_year + 1', '07-31') }}
    and leo.published_on > {{ day_of('learner_record.first_year + 1', '03-31') }}

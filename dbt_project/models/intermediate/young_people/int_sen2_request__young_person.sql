-- Whose each request of SEN2 is. Its other modules (assessments, plans, placements, needs) lead to a request and so to a person.
{{ by_person() }}
select
    request.record_key as request_key,
    request.census_year,
    person.young_person_id
from {{ ref('stg_dfe__sen2_requests') }} as request
inner join {{ ref('int_record_extract__best') }} as best
    on
        request.extract_id = best.extract_id
        and request.coverage = best.coverage
        and best.record_table = 'dfe__sen2__requests'
inner join {{ ref('int_young_person__record') }} as person on request.person_key = person.record_key

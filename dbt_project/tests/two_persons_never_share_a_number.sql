-- `person_number` keeps 15 of 24 digits of a person's id.
select {{ person_number('person_id') }} as young_person_id
from {{ ref('stg_linkage__person_link') }}
where person_id is not null
group by 1
having min(person_id) <> max(person_id)

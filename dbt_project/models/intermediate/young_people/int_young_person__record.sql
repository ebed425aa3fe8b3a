-- Which young person each record is of. Every later model joins on whole numbers: text of 24 characters cost twice the time on PostgreSQL.
select
    record_key,
    {{ person_number('person_id') }} as young_person_id,
    cast(link_tier as integer) as link_tier,
    link_probability
from {{ ref('stg_linkage__person_link') }}
where person_id is not null

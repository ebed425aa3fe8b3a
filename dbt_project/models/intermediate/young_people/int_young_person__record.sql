-- Which young person each record is of: those of touched people, of whom alone records are read. Every later model joins on whole
-- numbers: text of 24 characters cost twice the time on PostgreSQL.
with link as (
    select
        record_key,
        {{ person_number('person_id') }} as young_person_id,
        cast(link_tier as integer) as link_tier,
        link_probability
    from {{ ref('stg_linkage__person_link') }}
    where person_id is not null
)

select
    link.record_key,
    link.young_person_id,
    link.link_tier,
    link.link_probability
from link
{% if is_of_touched() -%}
where link.young_person_id in (select touched.young_person_id from {{ ref('int_touched__person') }} as touched)
{%- endif %}

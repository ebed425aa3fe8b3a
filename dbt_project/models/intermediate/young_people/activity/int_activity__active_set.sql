-- Every set of claims that were ever made at once (some thousand, however many people). One that nobody makes any more may stay: nothing
-- comes of it.
{{ config(meta={'replaces': 'nothing'}) }}
with made as (
    select distinct
        lane,
        active
    from {{ of_touched('int_activity__segment') }}
)

select
    made.lane,
    made.active
from made
{% if is_of_touched() -%}
left join {{ this }} as known on made.lane = known.lane and made.active = known.active
where known.active is null
{%- endif %}

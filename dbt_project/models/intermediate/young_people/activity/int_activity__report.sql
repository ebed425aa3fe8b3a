-- What one source says one young person did, from a day to a day, both included. A code that says nothing of an activity is no report, and
-- neither is one that ends before it starts.
{{ by_person() }}
{%- set readings = ['ilr', 'ilr_destination', 'school_census', 'sen2', 'nccis', 'leo', 'uc_regime', 'cld', 'hclic'] %}
with told as (
    {%- for reading in readings %}
    select
        young_person_id,
        activity,
        start_date,
        end_date,
        source,
        is_open,
        is_start_uncertain,
        is_end_uncertain,
        link_tier,
        link_probability,
        extract_id
    from {{ ref('int_activity__' ~ reading) }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
)

select
    young_person_id,
    activity,
    start_date,
    end_date,
    source,
    is_open,
    is_start_uncertain,
    is_end_uncertain,
    link_tier,
    link_probability,
    extract_id
from told
where activity is not null and start_date <= end_date

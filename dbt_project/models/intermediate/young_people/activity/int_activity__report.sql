-- What one source says one young person did, from a day to a day, both included. A code that says nothing of an activity is no report, and
-- neither is one that ends before it starts.
with told as (
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
    from {{ ref('int_activity__ilr') }}
    union all
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
    from {{ ref('int_activity__ilr_destination') }}
    union all
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
    from {{ ref('int_activity__school_census') }}
    union all
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
    from {{ ref('int_activity__sen2') }}
    union all
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
    from {{ ref('int_activity__nccis') }}
    union all
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
    from {{ ref('int_activity__leo') }}
    union all
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
    from {{ ref('int_activity__uc_regime') }}
    union all
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
    from {{ ref('int_activity__cld') }}
    union all
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
    from {{ ref('int_activity__hclic') }}
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

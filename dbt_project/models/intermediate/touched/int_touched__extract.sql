-- Record-level extracts that count now and did not in the last build, or did and do not.
{% if is_of_touched() -%}
with now as (
    select
        record_table,
        extract_id,
        coverage
    from {{ ref('int_record_extract__best') }}
),

before as (
    select
        record_table,
        extract_id,
        coverage
    from {{ source('last_build', 'built_extract') }}
)

(
    select
        record_table,
        extract_id,
        coverage
    from now
    except
    select
        record_table,
        extract_id,
        coverage
    from before
)
union all
(
    select
        record_table,
        extract_id,
        coverage
    from before
    except
    select
        record_table,
        extract_id,
        coverage
    from now
)
{%- else -%}
select
    record_table,
    extract_id,
    coverage
from {{ ref('int_record_extract__best') }}
where false
{%- endif %}

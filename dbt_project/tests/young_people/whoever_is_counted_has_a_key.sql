-- Whoever had none would be counted without bringing noise.
with counted as (
    select young_person_id from {{ ref('dim_young_person') }}
    union
    select young_person_id from {{ ref('fct_outcome') }}
)

select counted.young_person_id
from counted
left join {{ ref('stg_linkage__person_key') }} as keyed on counted.young_person_id = keyed.young_person_id
where keyed.cell_key is null

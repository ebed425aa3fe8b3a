-- A sum of fractions would depend on the order of its parts, and so on the engine.
select
    indicator_id,
    dataset,
    source_column,
    value
from {{ ref('int_statistic__component') }}
where components_needed > 1 and value <> floor(value)

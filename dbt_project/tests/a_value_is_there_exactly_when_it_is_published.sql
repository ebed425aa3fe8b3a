-- A symbol is no figure: null with its status, never 0; and a published figure is never null.
select
    statistic_id,
    value,
    value_status
from {{ ref('fct_official_statistic') }}
where (value is null) = (value_status = 'published')

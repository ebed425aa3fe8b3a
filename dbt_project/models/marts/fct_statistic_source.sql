select
    component.statistic_id,
    component.role,
    component.dataset,
    component.extract_id,
    component.source_row,
    component.source_column
from {{ ref('int_statistic__component') }} as component
inner join {{ ref('int_statistic__chosen') }} as chosen
    on component.statistic_id = chosen.statistic_id and component.route = chosen.route

select
    component.statistic_id,
    component.role,
    component.dataset,
    component.extract_id,
    component.source_row,
    coalesce(published.published_column, component.source_column) as source_column
from {{ ref('int_statistic__component') }} as component
inner join {{ ref('int_statistic__chosen') }} as chosen
    on component.statistic_id = chosen.statistic_id and component.route = chosen.route
inner join {{ ref('stg_ledger__extract') }} as extract on component.extract_id = extract.extract_id
-- What stands in the file, where the lake has a clearer name.
left join {{ ref('published_column') }} as published
    on
        component.dataset = published.dataset
        and component.source_column = published.lake_column
        and extract.variant = published.variant

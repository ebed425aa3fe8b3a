-- One row of a live table holds several headings in the same column, so a sum of them names it once.
select distinct
    chosen.statistic_id,
    component.role,
    component.dataset,
    component.extract_id,
    component.source_row,
    component.source_column
from {{ ref('int_statistic__chosen') }} as chosen
inner join {{ ref('int_statistic__component') }} as component
    on
        chosen.indicator_id = component.indicator_id
        and chosen.route = component.route
        and chosen.area_code = component.area_code
        and chosen.period_id = component.period_id
        and chosen.breakdown_topic = component.breakdown_topic
        and chosen.breakdown = component.breakdown

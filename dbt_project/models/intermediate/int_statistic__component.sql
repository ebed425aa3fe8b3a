-- Every published figure that goes into a statistic: one row for each statistic, route, role and source cell.
with component as (
    select
        component.indicator_id,
        component.route,
        component.role,
        component.is_lead,
        component.sign,
        component.components_needed,
        figure.area_code,
        figure.period_id,
        figure.period_kind,
        coalesce(component.to_topic, figure.breakdown_topic) as breakdown_topic,
        coalesce(component.to_breakdown, figure.breakdown) as breakdown,
        figure.value,
        figure.value_status,
        figure.revision,
        figure.is_synthetic,
        figure.dataset,
        figure.extract_id,
        figure.source_row,
        figure.source_column
    from {{ ref('int_indicator__component') }} as component
    inner join {{ ref('int_figure__published') }} as figure
        on
            component.dataset = figure.dataset
            and component.figure = figure.figure
            and (component.from_topic = '*' or component.from_topic = figure.breakdown_topic)
            and (component.from_breakdown is null or component.from_breakdown = figure.breakdown)
)

select
    indicator_id || '|' || area_code || '|' || period_id || '|' || breakdown_topic || '|' || breakdown as statistic_id,
    *
from component

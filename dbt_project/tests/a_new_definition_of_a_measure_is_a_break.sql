-- Figures by two definitions never share a line without a mark.
select
    component.indicator_id,
    later.definition,
    later.valid_from
from {{ ref('ascof_measure') }} as later
inner join {{ ref('ascof_measure') }} as earlier
    on
        later.measure = earlier.measure
        and later.definition <> earlier.definition
        and later.valid_from > earlier.valid_to
inner join {{ ref('indicator_component') }} as component
    on component.dataset = 'dhsc__ascof' and component.figure = later.measure || '_outcome'
left join {{ ref('indicator_break') }} as series_break
    on component.indicator_id = series_break.indicator_id and later.valid_from = series_break.period_id
where series_break.period_id is null

{# Every outcome and version has a row of the list, and none is of years for which that version does not hold. #}
{% test every_outcome_is_defined(model) %}
with counted as (
    select distinct
        outcome_id,
        definition_version,
        academic_year
    from {{ model }}
)

select
    counted.outcome_id,
    counted.definition_version,
    counted.academic_year
from counted
left join {{ ref('outcome') }} as defined
    on
        counted.outcome_id = defined.outcome_id
        and counted.definition_version = defined.definition_version
where
    defined.outcome_id is null
    or {{ day_of('left(counted.academic_year, 4)', '04-01') }} < defined.valid_from
    or {{ day_of('left(counted.academic_year, 4)', '04-01') }} > defined.valid_to
{% endtest %}

-- Whose figures a build of touched people makes anew: all periods of an outcome and area in which anything changed, and of every area where
-- the outcome has a year more or less, which may make three years or break them up.
{% if is_of_touched() -%}
with cell as (
    select distinct
        outcome_id,
        definition_version,
        local_authority_code,
        region_code
    from {{ ref('int_outcome__cell') }}
),

year as (
    (
        select
            outcome_id,
            definition_version,
            academic_year
        from {{ ref('int_indicator__year') }}
        except
        select
            outcome_id,
            definition_version,
            academic_year
        from {{ source('last_build', 'built_indicator_year') }}
    )
    union all
    (
        select
            outcome_id,
            definition_version,
            academic_year
        from {{ source('last_build', 'built_indicator_year') }}
        except
        select
            outcome_id,
            definition_version,
            academic_year
        from {{ ref('int_indicator__year') }}
    )
)

{%- for level, area, region in [
    ('local_authority', 'local_authority_code', 'region_code'),
    ('region', 'region_code', 'region_code'),
    ('country', "'E92000001'", "'E92000001'"),
] %}
select
    outcome_id,
    definition_version,
    '{{ level }}' as area_level,
    {{ area }} as area_code,
    {{ region }} as region_code
from cell
union
{%- endfor %}
select
    area.outcome_id,
    area.definition_version,
    area.area_level,
    area.area_code,
    area.region_code
from {{ ref('int_indicator__area') }} as area
inner join year on area.outcome_id = year.outcome_id and area.definition_version = year.definition_version
{%- else -%}
select distinct
    outcome_id,
    definition_version,
    area_level,
    area_code,
    region_code
from {{ ref('int_indicator__area') }}
where false
{%- endif %}

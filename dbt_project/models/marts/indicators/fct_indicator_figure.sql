-- What of `fct_indicator` leaves, once it is protected: by area as far as the lists of breakdowns and of outcomes let it.
{#- A table on Spark alone, where a mart is read from its files. #}
{{ config(materialized='in_place' if target.type == 'spark' else 'view', meta={'replaces': 'series'}) }}
select
    indicator.outcome_id,
    indicator.definition_version,
    indicator.period_kind,
    indicator.period,
    indicator.area_level,
    indicator.area_code,
    indicator.region_code,
    indicator.breakdown_topic,
    indicator.breakdown,
    indicator.numerator,
    indicator.denominator,
    indicator.numerator_cell_key,
    indicator.denominator_cell_key,
    indicator.is_synthetic
from {{ ref('fct_indicator') }} as indicator
inner join {{ ref('indicator_breakdown') }} as breakdown on indicator.breakdown_topic = breakdown.breakdown_topic
inner join {{ ref('outcome') }} as outcome
    on indicator.outcome_id = outcome.outcome_id and indicator.definition_version = outcome.definition_version
where
    {{ area_extent('indicator.area_level') }} >= {{ area_extent('breakdown.finest_published_level') }}
    and {{ area_extent('indicator.area_level') }} >= {{ area_extent('outcome.finest_published_level') }}
    and (indicator.area_level <> 'local_authority' or indicator.period_kind = 'one_year')

-- What uncertain links do to each outcome in England, in its latest year: counted with all links and with those of .99 and more.
with england as (
    select
        *,
        row_number() over (
            partition by outcome_id, definition_version
            order by {{ c_collated('period') }} desc
        ) as place
    from {{ ref('fct_indicator') }}
    where area_level = 'country' and breakdown_topic = 'total' and period_kind = 'one_year'
)

select
    england.outcome_id,
    england.definition_version,
    outcome.says,
    england.period,
    england.numerator,
    england.denominator,
    england.numerator_strict,
    england.denominator_strict,
    england.numerator_cell_key,
    england.denominator_cell_key,
    england.numerator_strict_cell_key,
    england.denominator_strict_cell_key,
    england.is_synthetic
from england
inner join {{ ref('outcome') }} as outcome
    on england.outcome_id = outcome.outcome_id and england.definition_version = outcome.definition_version
where england.place = 1

-- Outcomes counted by year, local authority and each set of characteristics (`indicator_cell`), in one pass over the young people;
-- whatever is shown is added up from here. Who is not in `dim_young_person` is counted, as unknown. The smallest authorities are counted
-- with a neighbour (`small_area_merge`), for whoever lives there could be recognised. Where a definition names no council, it is the
-- one where the young person finished key stage 4. A build of touched people has here by how much each count changed: what they count
-- for now, less what they counted for before.
{{ reads_touched('int_concerned__person') }}
{%- set cells = ['equality', 'need', 'declared', 'circumstance'] %}
{%- set dimensions = indicator_dimensions().split() %}
with outcome as (
    select
        1 as sign,
        now.*
    from {{ of_touched('fct_outcome') }} as now
    {%- if is_of_touched() %}
    union all
    select
        -1 as sign,
        before.*
    from {{ before_of('fct_outcome') }} as before
    {%- endif %}
),

person as (
    select
        1 as sign,
        now.*
    from {{ of_touched('dim_young_person') }} as now
    {%- if is_of_touched() %}
    union all
    select
        -1 as sign,
        before.*
    from {{ before_of('dim_young_person') }} as before
    {%- endif %}
),

described as (
    select
        outcome.outcome_id,
        outcome.definition_version,
        outcome.academic_year,
        coalesce(small.merged_area_code, place.local_authority_code, 'unknown') as local_authority_code,
        coalesce(place.region_code, case when defined.council_is = 'at_ks4' then person.region_code_at_ks4 end, 'unknown') as region_code,
        coalesce(person.sex, 'unknown') as sex,
        coalesce(person.ethnicity_18, 'unknown') as ethnicity_18,
        coalesce(person.lldd, 'unknown') as lldd,
        coalesce(person.disability, 'unknown') as disability,
        coalesce(person.sen_at_ks4, 'unknown') as sen_at_ks4,
        coalesce(person.sen_now, 'unknown') as sen_now,
        -- Nobody who is not known is known never to have had one.
        case
            when person.has_ever_had_ehc_plan then 'yes'
            when not person.has_ever_had_ehc_plan then 'no'
            else 'unknown'
        end as has_ever_had_ehc_plan,
        coalesce(person.primary_need, 'unknown') as primary_need,
        coalesce(person.lldd_category, 'unknown') as lldd_category,
        coalesce(age.age_band, 'unknown') as age_band,
        coalesce(person.idaci_quintile, 'unknown') as idaci_quintile,
        coalesce(person.free_school_meals, 'unknown') as free_school_meals,
        coalesce(person.first_language, 'unknown') as first_language,
        coalesce(person.care_experience, 'unknown') as care_experience,
        case when outcome.is_met then outcome.sign * outcome.records else 0 end as numerator,
        outcome.sign * outcome.records as denominator,
        coalesce(outcome.link_probability, 1) >= 0.99 as is_strict,
        outcome.link_tier <= 2 as is_of_tiers_1_2,
        outcome.sign * outcome.records * keyed.cell_key as record_keys,
        case when person.is_synthetic then outcome.sign * outcome.records else 0 end as synthetic
    from outcome
    left join person on outcome.young_person_id = person.young_person_id and outcome.sign = person.sign
    left join {{ ref('outcome') }} as defined
        on outcome.outcome_id = defined.outcome_id and outcome.definition_version = defined.definition_version
    left join {{ ref('int_local_authority__today') }} as place
        on
            case
                when defined.council_is = 'at_ks4' then person.local_authority_code_at_ks4
                else outcome.local_authority_code
            end = place.code
    left join {{ ref('small_area_merge') }} as small on place.local_authority_code = small.area_code
    left join {{ ref('stg_linkage__person_key') }} as keyed on outcome.young_person_id = keyed.young_person_id
    left join {{ ref('age_band') }} as age
        on {{ academic_age('person.birth_month', 'cast(left(outcome.academic_year, 4) as integer)') }} = age.academic_age
),

counted as (
    select
        case
            when grouping(ethnicity_18) = 0 then 'equality'
            when grouping(primary_need) = 0 then 'need'
            when grouping(lldd_category) = 0 then 'declared'
            else 'circumstance'
        end as cell,
        outcome_id,
        definition_version,
        academic_year,
        local_authority_code,
        region_code,
        {%- for dimension in dimensions %}
        {{ dimension }},
        {%- endfor %}
        cast(sum(numerator) as bigint) as numerator,
        cast(sum(denominator) as bigint) as denominator,
        cast(sum(case when is_strict then numerator else 0 end) as bigint) as numerator_strict,
        cast(sum(case when is_strict then denominator else 0 end) as bigint) as denominator_strict,
        cast(sum(case when is_of_tiers_1_2 then numerator else 0 end) as bigint) as numerator_tiers_1_2,
        cast(sum(case when is_of_tiers_1_2 then denominator else 0 end) as bigint) as denominator_tiers_1_2,
        cast(sum(case when numerator <> 0 then record_keys else 0 end) as bigint) as numerator_cell_key,
        cast(sum(record_keys) as bigint) as denominator_cell_key,
        cast(sum(case when is_strict and numerator <> 0 then record_keys else 0 end) as bigint) as numerator_strict_cell_key,
        cast(sum(case when is_strict then record_keys else 0 end) as bigint) as denominator_strict_cell_key,
        cast(sum(synthetic) as bigint) as synthetic
    from described
    group by grouping sets (
        {%- for cell in cells %}
        (
            outcome_id, definition_version, academic_year, local_authority_code, region_code,
            {{ indicator_cell(cell).split() | join(', ') }}
        ){{ '' if loop.last else ',' }}
        {%- endfor %}
    )
)

select * from counted
{% if is_of_touched() -%}
where {{ (indicator_counts().split() + indicator_keys().split() + ['synthetic']) | join(' <> 0 or ') }} <> 0
{%- endif %}

-- The ten upper-tier authorities most like each one, by a measure of our own: the seven domains of the Indices of Deprivation 2025,
-- each divided by its spread over authorities, and plain straight-line distance. A county's score is the plain mean of its
-- districts', for the publication gives no weights. Whole numbers until the last step, so that every engine finds the same.
with district_score as (
    select
        coalesce(area.current_area_code, area.area_code) as area_code,
        deprivation.figure as domain,
        cast(round(cast(deprivation.average_score as double precision) * 10000) as bigint) as score
    from {{ ref('stg_mhclg__indices_of_deprivation') }} as deprivation
    inner join {{ ref('int_extract__best') }} as best
        on
            deprivation.extract_id = best.extract_id
            and deprivation.coverage = best.coverage
            and best.dataset = 'mhclg__indices_of_deprivation'
    inner join {{ ref('dim_area') }} as area on deprivation.area_code = area.area_code
    where
        deprivation.figure in (
            'income_deprivation_average_score',
            'employment_deprivation_average_score',
            'education_skills_and_training_deprivation_average_score',
            'health_deprivation_and_disability_average_score',
            'crime_average_score',
            'barriers_to_housing_and_services_average_score',
            'living_environment_deprivation_average_score'
        )
        and deprivation.average_score is not null
        -- Of several editions the latest: 2019 beside 2025 would be averaged.
        and deprivation.period_id
        = (select max(edition.period_id) from {{ ref('stg_mhclg__indices_of_deprivation') }} as edition)
),

authority_score as (
    select
        authority.area_code,
        district_score.domain,
        -- Ten times finer than the published score, rounded towards zero.
        {{ whole_quotient('sum(district_score.score) * 10', 'count(*)') }} as score
    from district_score
    inner join {{ ref('dim_area') }} as area on district_score.area_code = area.area_code
    inner join {{ ref('dim_area') }} as authority
        on authority.area_code = case when area.area_type = 'district' then area.parent_area_code else area.area_code end
    where authority.area_type = 'local_authority' and authority.valid_to is null
    group by authority.area_code, district_score.domain
),

spread as (
    select
        domain,
        cast(count(*) as double precision) as authorities,
        cast(sum(score * score) as bigint) as sum_of_squares,
        cast(sum(score) as bigint) as total
    from authority_score
    group by domain
),

variance as (
    select
        domain,
        cast(sum_of_squares as double precision) / authorities
        - (cast(total as double precision) / authorities) * (cast(total as double precision) / authorities) as variance
    from spread
),

pair as (
    select
        one.area_code,
        other.area_code as neighbour_area_code,
        -- Millionths of a squared standard deviation, as whole numbers, so that their sum has no order.
        cast(sum(cast(floor(
            cast(one.score - other.score as double precision) * cast(one.score - other.score as double precision)
            / variance.variance * 1000000
        ) as bigint)) as bigint) as squared_distance
    from authority_score as one
    inner join authority_score as other on one.domain = other.domain and one.area_code <> other.area_code
    inner join variance on one.domain = variance.domain and variance.variance > 0
    group by one.area_code, other.area_code
),

ranked as (
    select
        area_code,
        neighbour_area_code,
        squared_distance,
        cast(row_number() over (
            partition by area_code
            order by squared_distance, {{ c_collated('neighbour_area_code') }}
        ) as integer) as neighbour_rank
    from pair
)

select
    area_code,
    neighbour_area_code,
    neighbour_rank,
    sqrt(cast(squared_distance as double precision) / 1000000) as distance
from ranked
where neighbour_rank <= 10

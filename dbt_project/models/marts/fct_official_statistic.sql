with part as (
    select
        chosen.statistic_id,
        part.role,
        part.value,
        part.value_status,
        part.revision,
        part.is_synthetic,
        status.rank as status_rank
    from {{ ref('int_statistic__chosen') }} as chosen
    inner join {{ ref('int_statistic__part') }} as part
        on
            chosen.indicator_id = part.indicator_id
            and chosen.route = part.route
            and chosen.area_code = part.area_code
            and chosen.period_id = part.period_id
            and chosen.breakdown_topic = part.breakdown_topic
            and chosen.breakdown = part.breakdown
    inner join {{ ref('value_status') }} as status on part.value_status = status.value_status
),

-- The three roles side by side.
gathered as (
    select
        statistic_id,
        max(case when role = 'value' then value end) as published_value,
        max(case when role = 'value' then value_status end) as published_status,
        max(case when role = 'numerator' then value end) as numerator,
        max(case when role = 'denominator' then value end) as denominator,
        max(case when role in ('numerator', 'denominator') then status_rank end) as worst_part_rank,
        {{ count_if("role = 'denominator'") }} as denominators,
        max(case when revision = 'provisional' then 1 else 0 end) as is_provisional,
        max(revision) as revision,
        max(case when is_synthetic then 1 else 0 end) as is_synthetic
    from part
    group by statistic_id
),

valued as (
    select
        chosen.*,
        gathered.numerator,
        gathered.denominator,
        gathered.published_status,
        gathered.denominators,
        status.value_status as part_status,
        case when gathered.is_provisional = 1 then 'provisional' else gathered.revision end as revision,
        gathered.is_synthetic = 1 as is_synthetic,
        case
            when gathered.published_status is not null then gathered.published_value
            else {{ quotient('gathered.numerator', 'gathered.denominator', 'indicator.scale') }}
        end as value
    from {{ ref('int_statistic__chosen') }} as chosen
    inner join gathered on chosen.statistic_id = gathered.statistic_id
    inner join {{ ref('indicator') }} as indicator on chosen.indicator_id = indicator.indicator_id
    left join {{ ref('value_status') }} as status on gathered.worst_part_rank = status.rank
)

select
    statistic_id,
    indicator_id,
    area_code,
    period_id,
    breakdown_topic,
    breakdown,
    value,
    case
        when published_status is not null then published_status
        when denominators = 0 then 'missing'
        when part_status <> 'published' then part_status
        when value is null then 'not_applicable' -- nothing out of nothing is no rate
        else 'published'
    end as value_status,
    numerator,
    denominator,
    revision,
    is_synthetic,
    dataset,
    extract_id
from valued

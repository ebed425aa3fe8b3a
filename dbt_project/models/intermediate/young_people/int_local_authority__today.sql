-- Where a code of any date and numbering lies today, for placing people. Unlike a series of figures (`dim_area`), a person follows a
-- merger: everyone in Bournemouth now lives in Bournemouth, Christchurch and Poole. After a split nobody can say
-- where; the region stays known.
with recursive

area as (
    select * from {{ ref('dim_area') }}
    where area_type in ('local_authority', 'district')
),

succession as (
    select
        old_area_code,
        new_area_code
    from {{ ref('area_change') }}
    where kind in ('recode', 'merger')
),

followed as (
    select
        area_code,
        area_code as reached_area_code
    from area
    union all
    select
        followed.area_code,
        succession.new_area_code as reached_area_code
    from followed
    inner join succession on followed.reached_area_code = succession.old_area_code
),

-- A district lies in its county.
in_force as (
    select
        followed.area_code,
        case when reached.area_type = 'district' then reached.parent_area_code else reached.area_code end as local_authority_code
    from followed
    inner join area as reached on followed.reached_area_code = reached.area_code
    where reached.valid_to is null
),

coded as (
    select
        area.area_code as code,
        in_force.local_authority_code,
        area.region_code
    from area
    left join in_force on area.area_code = in_force.area_code
    union all
    -- DfE's number outlives a recode, so authorities of several dates that share one are the same authority today.
    select
        area.dfe_number as code,
        max(in_force.local_authority_code) as local_authority_code,
        max(area.region_code) as region_code
    from area
    left join in_force on area.area_code = in_force.area_code
    where area.dfe_number is not null and area.area_type = 'local_authority'
    group by area.dfe_number
)

select
    code,
    coalesce(local_authority_code, 'unknown') as local_authority_code,
    coalesce(region_code, 'unknown') as region_code,
    -- A number for each place, so that the latest of many can be found without ordering text.
    cast(dense_rank() over (
        order by
            {{ c_collated("coalesce(region_code, 'unknown')") }}, {{ c_collated("coalesce(local_authority_code, 'unknown')") }}
    ) as integer) as place_number
from coded

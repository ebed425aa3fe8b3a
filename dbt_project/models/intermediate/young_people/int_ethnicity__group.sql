-- The eighteen ethnic groups that every source can tell apart, the one of the five that each is part of, and a number for each, so that the
-- first of many answers can be found without ordering text.
with listed as (
    select distinct
        gss_18 as ethnicity_18,
        ethnicity_major as ethnicity_5
    from {{ ref('ethnicity') }}
)

select
    ethnicity_18,
    ethnicity_5,
    cast(row_number() over (
        order by {{ c_collated('ethnicity_18') }}
    ) as integer) as ethnicity_number
from listed

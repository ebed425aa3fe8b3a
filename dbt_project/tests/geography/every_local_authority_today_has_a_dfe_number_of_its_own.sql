select
    dfe_number,
    count(*) as local_authorities
from {{ ref('dim_area') }}
where area_type = 'local_authority' and valid_to is null
group by dfe_number
having count(*) > 1 or dfe_number is null

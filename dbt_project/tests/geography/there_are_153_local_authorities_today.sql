select local_authorities
from (
    select count(*) as local_authorities from {{ ref('dim_area') }}
    where area_type = 'local_authority' and valid_to is null
) as counted
where local_authorities <> 153

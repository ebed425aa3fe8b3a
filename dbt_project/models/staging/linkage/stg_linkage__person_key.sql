select
    young_person_id,
    cell_key
from {{ source('records', 'person_key') }}

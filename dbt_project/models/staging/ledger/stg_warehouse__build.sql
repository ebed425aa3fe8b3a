-- One row: the instant this build speaks of. A table and not a dbt variable, because a changed variable makes dbt parse everything again.
select as_known_on from {{ source('raw', 'build') }}

-- Who is counted by each measure that looks at the months of a later academic year: those of whom that year is known.
{{ by_person('int_concerned__person') }}
select
    cohort.young_person_id,
    cohort.cohort,
    cohort.first_year,
    cohort.observed_first_year,
    local_authority.area_code as local_authority_code,
    cohort.link_tier,
    cohort.link_probability
from {{ of_touched('int_outcome__entrant') }} as cohort
inner join {{ ref('int_outcome__year_observed') }} as observed on cohort.observed_first_year = observed.first_year
left join {{ ref('int_outcome__local_authority') }} as local_authority
    on
        cohort.local_authority_number = local_authority.dfe_number
        and cohort.first_year = local_authority.first_year

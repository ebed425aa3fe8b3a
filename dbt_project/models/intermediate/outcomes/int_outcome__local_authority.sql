-- The local authority that DfE's number meant as each academic year began: some numbers went to a successor. Before its first
-- authority began a number means that one all the same. The code is the one of today where an area was only recoded.
with numbered as (
    select
        dfe_number,
        coalesce(current_area_code, area_code) as area_code,
        valid_from,
        valid_to,
        row_number() over (
            partition by dfe_number
            order by valid_from nulls first
        ) as place
    from {{ ref('dim_area') }}
    where area_type = 'local_authority' and dfe_number is not null
)

select
    covered.first_year,
    area.dfe_number,
    area.area_code
from numbered as area
inner join {{ ref('int_outcome__year') }} as covered
    on
        {{ day_of('covered.first_year', '09-01') }}
        between case when area.place = 1 then cast('1900-01-01' as date) else area.valid_from end
        and coalesce(area.valid_to, cast('9999-12-31' as date))

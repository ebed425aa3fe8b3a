-- Every code of a return's list of ethnicities is one of the eighteen groups, and of the same of the five that linkage compares by.
with code_list as (
    select
        coding_system,
        code,
        coding_system || '_ethnicity' as code_list,
        ethnicity_18
    from {{ ref('ethnicity_code') }}
)

select
    listed.code_list,
    listed.code,
    listed.means,
    code_list.ethnicity_18
from {{ ref('record_code') }} as listed
left join code_list on listed.code_list = code_list.code_list and listed.code = code_list.code
left join {{ ref('int_ethnicity__group') }} as ethnicity_group on code_list.ethnicity_18 = ethnicity_group.ethnicity_18
where
    listed.code_list in ('ilr_ethnicity', 'npd_ethnicity', 'nhs_ethnicity', 'core_ethnicity')
    and (ethnicity_group.ethnicity_5 is null or ethnicity_group.ethnicity_5 <> listed.means)

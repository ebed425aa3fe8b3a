-- Categories of learning difficulty and codes that are evidence of disability are codes of the returns' own lists; none is missing.
select
    listed.code_list,
    listed.code
from {{ ref('record_code') }} as listed
left join {{ ref('lldd_category') }} as category on listed.code = cast(category.code as text)
where listed.code_list = 'ilr_lldd_category' and category.code is null
union all
select
    evidence.code_list,
    evidence.code
from {{ ref('disability_evidence') }} as evidence
left join {{ ref('record_code') }} as listed on evidence.code_list = listed.code_list and evidence.code = listed.code
where listed.code is null

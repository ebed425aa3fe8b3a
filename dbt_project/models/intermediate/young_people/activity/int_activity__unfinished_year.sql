-- The academic year that is not over, as far as any source speaks.
select {{ academic_year_of(add_days('max(end_date)', 1)) }} as first_year
from {{ ref('fct_activity_spell') }}

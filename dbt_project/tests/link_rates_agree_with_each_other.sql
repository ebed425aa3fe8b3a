-- The strict rate is never above the headline, the imputed one lies in its range, and it is there exactly where the two
-- differ by more than a point. That is decided on shares, so a difference of just a point may fall on either side of it
-- by the last bit. A run records all of it or nothing.
select
    run_id,
    department,
    other_department,
    group_kind,
    group_value
from {{ ref('fct_link_quality') }}
where
    strict_link_rate > link_rate
    or imputed_link_rate_low > imputed_link_rate
    or imputed_link_rate > imputed_link_rate_high
    or (imputed_link_rate is null) <> (imputed_link_rate_low is null)
    or (imputed_link_rate is null) <> (imputed_link_rate_high is null)
    or (imputed_link_rate is null and link_rate - strict_link_rate > 1 + 1e-9)
    or (imputed_link_rate is not null and coalesce(link_rate - strict_link_rate, 0) < 1 - 1e-9)
    or (strict_link_rate is null) <> (strict_threshold is null)
    or (strict_link_rate is null) <> (named_threshold is null)
    or (strict_link_rate is null) <> (nameless_threshold is null)

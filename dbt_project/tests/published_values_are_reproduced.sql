-- Figures that publications print in words, against ours. Each was read from one file, named by its sha256: when a department
-- corrects or replaces the file, the figure may change and this says nothing.
with ours as (
    select
        indicator_id || '|' || area_code || '|' || period_id || '|' || breakdown_topic || '|' || breakdown as statistic_id,
        extract_id,
        value,
        numerator,
        denominator
    from {{ ref('fct_official_statistic') }}
    where not is_synthetic
),

compared as (
    select
        expected.indicator_id
        || '|' || expected.area_code
        || '|' || expected.period_id
        || '|' || expected.breakdown_topic
        || '|' || expected.breakdown as statistic_id,
        expected.part,
        expected.value as published,
        expected.tolerance,
        expected.source,
        expected.sha256
    from {{ ref('published_england_value') }} as expected
)

select
    compared.statistic_id,
    compared.part,
    compared.published,
    compared.source,
    case compared.part
        when 'numerator' then ours.numerator
        when 'denominator' then ours.denominator
        else ours.value
    end as ours
from compared
inner join ours on compared.statistic_id = ours.statistic_id
inner join {{ ref('dim_extract') }} as extract
    on ours.extract_id = extract.extract_id and compared.sha256 = extract.sha256
where
    -- A figure worked out from two files is absent while one of them is: that is no difference.
    abs(case compared.part
        when 'numerator' then ours.numerator
        when 'denominator' then ours.denominator
        else ours.value
    end - compared.published) > compared.tolerance + 0.000001

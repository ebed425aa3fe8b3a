-- Of the persons whom one department knows, how many another knows too, by what the first says of them: counted by person, so that the keys
-- of persons add up to those of the cells and each count can be protected. Of the run of linkage that holds.
{%- set kinds = ['everyone', 'sex', 'ethnicity_5', 'sen', 'local_authority_code'] %}
with every_run as (
    select
        run_id,
        finished_at,
        model_version,
        min(finished_at) over (partition by model_version) as model_used_since,
        holds
    from {{ ref('stg_ledger__linkage_run') }}
),

threshold as (
    select
        run_id,
        max(named_threshold) as named_threshold,
        max(nameless_threshold) as nameless_threshold,
        max(strict_threshold) as strict_threshold
    from {{ ref('stg_linkage__link_quality') }}
    group by run_id
),

run as (
    select
        every_run.run_id,
        every_run.finished_at,
        every_run.model_version,
        every_run.model_used_since,
        threshold.named_threshold,
        threshold.nameless_threshold,
        threshold.strict_threshold
    from every_run
    left join threshold on every_run.run_id = threshold.run_id
    where every_run.holds
),

behind as (
    select bool_and(is_synthetic) as is_synthetic from {{ ref('stg_ledger__record_extract') }}
),

person as (
    select
        {{ person_number('known.person_id') }} as young_person_id,
        known.department,
        known.sex,
        known.ethnicity_5,
        known.sen,
        -- The smallest authorities are counted with a neighbour, as in figures of indicators.
        case
            when known.local_authority_code is not null
                then coalesce(small.merged_area_code, place.local_authority_code, 'unknown')
        end as local_authority_code,
        coalesce(known.link_probability, 1) >= 0.99 as is_sure
    from {{ ref('stg_linkage__department_person') }} as known
    left join {{ ref('int_local_authority__today') }} as place on known.local_authority_code = place.code
    left join {{ ref('small_area_merge') }} as small on place.local_authority_code = small.area_code
),

department as (
    select distinct department from person
),

-- One row per group as fine as any is told: each kind of group below is added up from these.
cell as (
    select
        own.department,
        department.department as other_department,
        'everyone' as everyone,
        coalesce(own.sex, 'not known') as sex,
        coalesce(own.ethnicity_5, 'not known') as ethnicity_5,
        coalesce(own.sen, 'not known') as sen,
        coalesce(own.local_authority_code, 'not known') as local_authority_code,
        count(*) as persons,
        cast(sum(keyed.cell_key) as bigint) as persons_cell_key,
        {{ count_if('other.young_person_id is not null') }} as linked,
        cast(sum(case when other.young_person_id is not null then keyed.cell_key else 0 end) as bigint) as linked_cell_key,
        {{ count_if('other.is_sure and own.is_sure') }} as linked_strict,
        cast(sum(case when other.is_sure and own.is_sure then keyed.cell_key else 0 end) as bigint) as linked_strict_cell_key
    from person as own
    inner join department on own.department <> department.department
    left join person as other
        on own.young_person_id = other.young_person_id and department.department = other.department
    left join {{ ref('stg_linkage__person_key') }} as keyed on own.young_person_id = keyed.young_person_id
    group by
        own.department, department.department, coalesce(own.sex, 'not known'), coalesce(own.ethnicity_5, 'not known'),
        coalesce(own.sen, 'not known'), coalesce(own.local_authority_code, 'not known')
),

counted as (
    {%- for kind in kinds %}
    select
        department,
        other_department,
        '{{ kind }}' as group_kind,
        {{ kind }} as group_value,
        cast(sum(persons) as bigint) as persons,
        cast(sum(persons_cell_key) as bigint) as persons_cell_key,
        cast(sum(linked) as bigint) as linked,
        cast(sum(linked_cell_key) as bigint) as linked_cell_key,
        cast(sum(linked_strict) as bigint) as linked_strict,
        cast(sum(linked_strict_cell_key) as bigint) as linked_strict_cell_key
    from cell
    group by department, other_department, {{ kind }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- A department that says nothing of a kind of group has none of it: what only a link tells would always be found linked.
told as (
    select distinct
        department,
        group_kind
    from counted
    where group_value <> 'not known'
)

select
    counted.department,
    counted.other_department,
    counted.group_kind,
    counted.group_value,
    run.run_id,
    run.finished_at,
    run.model_version,
    run.model_used_since,
    run.named_threshold,
    run.nameless_threshold,
    run.strict_threshold,
    counted.persons,
    counted.persons_cell_key,
    counted.linked,
    counted.linked_cell_key,
    counted.linked_strict,
    counted.linked_strict_cell_key,
    coalesce(behind.is_synthetic, false) as is_synthetic
from counted
inner join told on counted.department = told.department and counted.group_kind = told.group_kind
cross join run
cross join behind

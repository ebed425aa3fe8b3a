-- Young people of whom a record was added, taken away or linked otherwise since the last build that ended well; none in a build of
-- everything. Where a model reads more than the young person's own records and the seeds, whoever a change of that concerns is here too.
{%- set by_record = {
    'dfe__ilr__learner': 'stg_dfe__ilr_learner',
    'dfe__ilr__lldd_and_health_problem': 'stg_dfe__ilr_lldd_and_health_problem',
    'dfe__ilr__learning_delivery': 'stg_dfe__ilr_learning_delivery',
    'dfe__ilr__learning_delivery_fam': 'stg_dfe__ilr_learning_delivery_fam',
    'dfe__ilr__destination_and_progression': 'stg_dfe__ilr_destination_and_progression',
    'dfe__key_stage_4__pupil': 'stg_dfe__key_stage_4_pupil',
    'dfe__nccis__young_person': 'stg_dfe__nccis_young_person',
    'dfe__school_census__pupil': 'stg_dfe__school_census_pupil',
    'dwp__claims__pip_award': 'stg_dwp__claims_pip_award',
    'dwp__claims__uc_claim': 'stg_dwp__claims_uc_claim',
    'dwp__leo__employment': 'stg_dwp__leo_employment',
    'dwp__leo__self_assessment': 'stg_dwp__leo_self_assessment',
    'dwp__leo__benefits': 'stg_dwp__leo_benefits',
    'mhclg__hclic__person': 'stg_mhclg__hclic_person',
} %}
{#- Returns of which one table or file speaks for people whom another names: whoever the return names is touched. -#}
{%- set by_return = {
    'dfe__sen2__': 'stg_dfe__sen2_person', 'dhsc__cld__': 'stg_dhsc__cld_event', 'dwp__claims__uc_regime': 'stg_dwp__claims_uc_claim',
} %}
{% if is_of_touched() -%}
with changed as (
    select * from {{ ref('int_touched__extract') }}
),

-- What the selections of the two builds say beside the rows: of which years a return is there, and until when earnings are known.
said as (
    {%- for extract in [ref('int_record_extract__best'), source('last_build', 'built_extract')] %}
    select distinct
        record_table,
        left(coverage, 4) as said
    from {{ extract }}
    where record_table in ('dfe__sen2__namedplan', 'dfe__ilr__learning_delivery')
    union all
    select
        'dwp__leo__employment' as record_table,
        coalesce(cast(max(published_on) as text), case when count(*) > 0 then 'unknown' else 'none' end) as said
    from {{ extract }}
    where record_table = 'dwp__leo__employment'
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

said_otherwise as (
    select
        record_table,
        said
    from said
    group by record_table, said
    having count(*) = 1
),

named as (
    {%- for record_table, model in by_record.items() %}
    select record.record_key
    from {{ ref(model) }} as record
    inner join changed
        on
            record.extract_id = changed.extract_id
            and record.coverage = changed.coverage
            and changed.record_table = '{{ record_table }}'
    union all
    {%- endfor %}
    {%- for begins_with, model in by_return.items() %}
    select record.record_key
    from {{ ref(model) }} as record
    where
        exists (
            select 1 from changed
            where left(changed.record_table, {{ begins_with | length }}) = '{{ begins_with }}'
        )
    union all
    {%- endfor %}
    -- A start of an apprenticeship counts where there is a return of its year.
    select record.record_key
    from {{ ref('stg_dfe__ilr_learning_delivery') }} as record
    inner join said_otherwise
        on
            said_otherwise.record_table = 'dfe__ilr__learning_delivery'
            and cast({{ first_year_of('record.start_date') }} as text) = said_otherwise.said
    union all
    -- A supported internship is followed as far as earnings are known.
    select record.record_key
    from {{ ref('stg_dfe__ilr_learning_delivery') }} as record
    inner join {{ ref('outcome_code') }} as aim
        on
            record.learning_aim_reference = aim.code
            and aim.code_list = 'ilr_learning_aim'
            and aim.outcome_group = 'supported_internship'
    where
        exists (
            select 1 from said_otherwise
            where said_otherwise.record_table = 'dwp__leo__employment'
        )
)

select {{ person_number('link.person_id') }} as young_person_id
from {{ ref('stg_linkage__person_link') }} as link
where
    link.person_id is not null
    and (
        link.record_key in (select named.record_key from named)
        -- Which years SEN2 is there for says until when a school is believed of anybody.
        or exists (
            select 1 from said_otherwise
            where said_otherwise.record_table = 'dfe__sen2__namedplan'
        )
    )
union
select {{ person_number('person_id') }} as young_person_id
from {{ source('last_build', 'relinked_person') }}
{%- else -%}
select young_person_id
from (select cast(null as bigint) as young_person_id from {{ ref('int_touched__extract') }}) as nobody
where false
{%- endif %}

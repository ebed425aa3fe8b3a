-- Every published figure that some indicator may need, in one long table: the best extract of each dataset and coverage, areas of
-- England only. An area that merely got a new code goes by the new one; merged and split areas keep theirs, for they are not the same.
{% set datasets = [
    ('dfe__work_based_placements', {
        'supported_internships': 'supported_internships',
        'apprenticeships': 'apprenticeships',
    }),
    ('dfe__neet_and_participation', {
        'cohort': 'cohort_djfavg',
        'cohort_march': 'cohort_march',
        'neet_or_not_known_percent': 'neet_not_known_percent',
        'neet_or_not_known_ehc_plan_percent': 'neet_nk_ehcp_percent',
        'neet_or_not_known_sen_support_percent': 'neet_nk_sendsupport_percent',
        'neet_or_not_known_no_identified_sen_percent': 'neet_nk_nosen_percent',
        'neet_percent': 'neet_percent',
        'not_known_percent': 'notknown_percent',
        'participating_percent': 'total_participating_in_education_and_training_percent',
        'apprenticeship_percent': 'apprenticeship_percent',
    }),
    ('dfe__lait_post16_send', {'*': 'value'}),
    ('dfe__ks4_destinations', {
        'cohort_*': 'cohort',
        'sustained_*': 'overall',
        'apprenticeship_*': 'appren',
        'work_*': 'all_work',
    }),
    ('dfe__apprenticeships_demographics', {'*': 'count'}),
    ('dfe__ceased_ehc_plans', {
        'max_age': 'max_age',
        'needs_met': 'needs_met',
        'he': 'he',
        'employ': 'employ',
        'transfer': 'transfer',
        'no_engage': 'no_engage',
        'moved_outside_eng': 'moved_outside_eng',
        'deceased': 'deceased',
        'not_rec': 'not_rec',
        'other': 'other',
        'total_ceased': 'total_ceased',
    }),
    ('dfe__sen_needs_all_plans', {
        'ehc_plans': 'ehc_plans',
        'number_asd': 'number_asd',
        'number_hi': 'number_hi',
        'number_mld': 'number_mld',
        'number_msi': 'number_msi',
        'number_oth': 'number_oth',
        'number_pd': 'number_pd',
        'number_pmld': 'number_pmld',
        'number_semh': 'number_semh',
        'number_slcn': 'number_slcn',
        'number_sld': 'number_sld',
        'number_spld': 'number_spld',
        'number_vi': 'number_vi',
        'number_need_unknown': 'number_need_unknown',
    }),
    ('dfe__leo_main_activity_sen', {'*': 'percentage'}),
    ('dfe__care_leavers_activity', {'*_count': 'care_leaver_count', '*_percent': 'care_leaver_percent'}),
    ('dhsc__ascof', {'*': 'measure_value'}),
    ('dwp__uc_households', {'households': 'households'}),
    ('dwp__employment_rate', {'*': 'observation'}),
    ('mhclg__homelessness_support_needs', {'*': 'households'}),
    ('mhclg__indices_of_deprivation', {'*': 'average_score'}),
] %}
{% set headings = {'mhclg__homelessness_support_needs': 'support_need'} %}

with
{% for dataset, measures in datasets %}
{{ dataset }} as (
    {{ figures(dataset, 'stg_' ~ dataset, measures, headings.get(dataset)) }}
),
{% endfor %}
figure as (
    {% for dataset, _ in datasets %}
    select * from {{ dataset }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- Only what some indicator is made of, of a period that can be placed; the rest stays in the lake.
needed as (
    select * from figure as given
    where
        period_kind is not null
        and exists (
            select 1 from {{ ref('indicator_component') }} as component
            where
                component.dataset = given.dataset
                and component.figure = given.figure
                and component.from_topic in (given.breakdown_topic, '*')
                and coalesce(component.from_breakdown, given.breakdown) = given.breakdown
        )
),

-- One cell of one publication counts once. Two rows may give it where an area stands under its old code and its new one, or two
-- labels mean one breakdown; then the better extract's row counts, the one under today's code, the first.
placed as (
    select
        figure.*,
        coalesce(area.current_area_code, area.area_code) as current_area_code,
        row_number() over (
            partition by
                figure.dataset,
                figure.figure,
                coalesce(area.current_area_code, area.area_code),
                figure.period_id,
                figure.breakdown_topic,
                figure.breakdown
            order by
                figure.standing,
                case when area.current_area_code <> area.area_code then 1 else 0 end,
                figure.source_row,
                {{ c_collated('figure.source_column') }}
        ) as preference
    from needed as figure
    inner join {{ ref('dim_area') }} as area on figure.area_code = area.area_code
    where
        area.area_type in ('region', 'local_authority', 'district')
        or area.area_code = 'E92000001'
)

select
    figure.dataset,
    figure.figure,
    figure.current_area_code as area_code,
    figure.period_id,
    figure.period_kind,
    figure.breakdown_topic,
    figure.breakdown,
    figure.value,
    case
        when figure.value is not null then 'published'
        else coalesce(nullif(figure.value_status, 'published'), 'missing')
    end as value_status,
    figure.revision,
    figure.is_synthetic,
    figure.extract_id,
    figure.source_row,
    figure.source_column
from placed as figure
where figure.preference = 1

{# How a build makes anew only what has changed (docs/longitudinal-mart.md, "One more extract").

   A model with one or more rows for each young person begins with `by_person()` and reads other such models through `of_touched()`:
   a build of everything makes it whole; any other deletes the rows of the touched and puts theirs in anew. Nothing else differs. #}

{# Whether this build is of touched people alone. A build of everything is a full refresh; Spark, which cannot delete from Parquet, always
   builds everything, and so does a unit test. While dbt reads the project it sees all that either build would refer to. #}
{% macro is_of_touched() -%}
    {{- 'yes' if not execute or (target.type != 'spark' and not flags.FULL_REFRESH and model.resource_type != 'unit_test') -}}
{%- endmacro %}

{# The rows of a model of young people that this build makes anew: all, or those of touched people. #}
{% macro of_touched(of) -%}
    {%- set everyone = ref(of) -%}
    {%- if is_of_touched() -%}
        (select * from {{ everyone }} where young_person_id in (select young_person_id from {{ ref(model.config.meta.touched | default('int_touched__person', true)) }}))
    {%- else -%}
        {{ everyone }}
    {%- endif -%}
{%- endmacro %}

{# Makes a model one of young people: see above. `keeps_before` sets aside what it said of the touched, for `before_of()`. #}
{% macro by_person(people='int_touched__person', keeps_before=false) -%}
    {{ reads_touched(people) }}
    {{ config(meta={'replaces': 'people', 'keeps_before': keeps_before}) }}
{%- endmacro %}

{# Says which people `of_touched()` is of in a model that is not one of young people itself. #}
{% macro reads_touched(people='int_touched__person') -%}
    {%- do ref(people) if model.resource_type != 'unit_test' -%}
    {{ config(meta={'touched': people}) }}
{%- endmacro %}

{# What a model said of the touched in the last build. #}
{% macro before_of(of) -%} intermediate.{{ of }}__before {%- endmacro %}

{# The same for the counts of an outcome and area (`int_indicator__series`). #}
{% macro of_series(of) -%}
    {%- set all_series = ref(of) -%}
    {%- if is_of_touched() -%}
        (
            select of_any.*
            from {{ all_series }} as of_any
            inner join {{ ref('int_indicator__series') }} as series on {{ is_of_series('of_any') }}
        )
    {%- else -%}
        {{ all_series }}
    {%- endif -%}
{%- endmacro %}

{% macro is_of_series(relation) -%}
    {{ same(['outcome_id', 'definition_version', 'area_level', 'area_code', 'region_code'], relation, 'series') }}
{%- endmacro %}

{% macro same(columns, one, other) -%}
    {%- for column in columns -%}
        {{ ' and ' if not loop.first }}{{ one }}.{{ column }} = {{ other }}.{{ column }}
    {%- endfor -%}
{%- endmacro %}

{# A test of a rule that holds row by row, for one young person or for one series looks at the rows that this build made. #}
{% macro default__get_where_subquery(relation) -%}
    {%- set where = config.get('where') -%}
    {%- set tested = graph.nodes.get(model.attached_node) if execute and is_of_touched() -%}
    {%- set meta = tested.config.meta if tested else {} -%}
    {%- set rule = model.test_metadata -%}
    {%- set of = rule.kwargs.get('columns') or [rule.kwargs.get('column_name')] -%}
    {%- if meta.replaces == 'series' -%}
        {%- set made = 'exists (select 1 from intermediate.int_indicator__series as series where ' ~ is_of_series('made') ~ ')' -%}
    {%- elif meta.touched and (rule.name not in ('unique', 'unique_together') or 'young_person_id' in of) -%}
        {%- set made = 'made.young_person_id in (select young_person_id from intermediate.' ~ meta.touched ~ ')' -%}
    {%- endif -%}
    {%- set conditions = [made, where] | select | join(' and ') -%}
    {{- return('(select made.* from ' ~ relation ~ ' as made where ' ~ conditions ~ ') dbt_subquery' if conditions else relation) -}}
{%- endmacro %}

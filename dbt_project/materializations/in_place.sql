{# A table that a build of everything makes as dbt makes tables, and any other build in place: the rows that `meta.replaces` names go, and
   those of the model come, in one statement. The table is as this version of the project made it, so nothing about it has to be looked up:
   dbt's own `incremental` asks the engine a dozen things and writes every row twice, which costs more than the few rows themselves. #}
{% materialization in_place, default %}
    {%- if is_of_touched() != 'yes' -%}
        {{ return(materialization_table_default()) }}
    {%- endif -%}
    {{ return(rows_made_in_place()) }}
{% endmaterialization %}

{% materialization in_place, adapter='duckdb' %}
    {%- if is_of_touched() != 'yes' -%}
        {{ return(materialization_table_duckdb()) }}
    {%- endif -%}
    {{ return(rows_made_in_place()) }}
{% endmaterialization %}

{# Parquet files on Spark cannot be changed in place. #}
{% materialization in_place, adapter='spark' %}
    {{ return(materialization_table_spark()) }}
{% endmaterialization %}

{% macro rows_made_in_place() %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- if load_cached_relation(this) is none -%}
        {{ exceptions.raise_compiler_error(this ~ ' is not there, so everything has to be built') }}
    {%- endif -%}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- set rows = get_select_subquery(sql) if config.get('contract').enforced else sql -%}
    {%- set columns = '(' ~ get_column_names_of_contract() ~ ')' if config.get('contract').enforced else '' -%}
    {%- set replaces = config.get('meta').get('replaces', 'everything') -%}
    {% call statement('main') -%}
        {%- if replaces is sequence and replaces is not string %}
        create temporary table {{ this.identifier }}__made as {{ rows }};
        delete from {{ this }} as old using {{ this.identifier }}__made as made where {{ same(replaces, 'old', 'made') }};
        insert into {{ this }} {{ columns }} select * from {{ this.identifier }}__made;
        drop table {{ this.identifier }}__made
        {%- else %}
        {{ rows_replaced(replaces) }}
        insert into {{ this }} {{ columns }} {{ rows }}
        {%- endif %}
    {%- endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do adapter.commit() -%}
    {{ return({'relations': [target_relation]}) }}
{% endmacro %}

{% macro get_column_names_of_contract() -%} {{ model.columns.values() | map(attribute='name') | join(', ') }} {%- endmacro %}

{# What goes before the new rows come: of a young person of whom nothing is known any more there are none to take the place of the old. #}
{% macro rows_replaced(replaces) -%}
    {%- if replaces == 'people' -%}
        {%- set touched -%} (select young_person_id from intermediate.{{ model.config.meta.touched }}) {%- endset -%}
        {%- if model.config.meta.keeps_before -%}
        drop table if exists {{ before_of(this.identifier) }};
        create {{ 'unlogged ' if target.type == 'postgres' }}table {{ before_of(this.identifier) }} as
        select * from {{ this }} where young_person_id in {{ touched }};
        {% endif -%}
        delete from {{ this }} where young_person_id in {{ touched }};
    {%- elif replaces == 'series' -%}
        delete from {{ this }} as old using intermediate.int_indicator__series as series where {{ is_of_series('old') }};
    {%- elif replaces == 'everything' -%}
        truncate {{ this }};
    {%- endif -%}
{%- endmacro %}

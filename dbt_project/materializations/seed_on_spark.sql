{# Seeds are registered on Spark before dbt starts, as Parquet (`warehouse/engines/spark.py`): dbt-spark would put their text into SQL
   unescaped, and their columns in PostgreSQL's types. #}
{% materialization seed, adapter='spark' %}
    {%- do store_result('main', response='registered') -%}
    {%- do store_result('agate_table', response='registered') -%}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}

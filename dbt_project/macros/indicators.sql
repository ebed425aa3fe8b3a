{# Lists as words with blanks between, to be split: what young people are counted by, and what is counted. #}

{# The characteristics that young people are counted by together: from each set the breakdowns that name it are added up. One set of all
   would have nearly as many rows as there are people. #}
{% macro indicator_cell(cell) -%}
    {{ {
        'equality': 'sex ethnicity_18 lldd disability sen_at_ks4',
        'need': 'sex sen_at_ks4 sen_now has_ever_had_ehc_plan primary_need',
        'declared': 'sex lldd_category',
        'circumstance': 'sex sen_at_ks4 age_band idaci_quintile free_school_meals first_language care_experience',
    }[cell] }}
{%- endmacro %}

{# Every characteristic of the sets, once; `ethnicity_5` follows from `ethnicity_18`. #}
{% macro indicator_dimensions() -%}
    sex ethnicity_18 lldd disability sen_at_ks4 sen_now has_ever_had_ehc_plan primary_need lldd_category age_band idaci_quintile
    free_school_meals first_language care_experience
{%- endmacro %}

{# The counts of an indicator: of all links, of those of .99 and more, and of those of tiers 1 and 2. #}
{% macro indicator_counts() -%}
    numerator denominator numerator_strict denominator_strict numerator_tiers_1_2 denominator_tiers_1_2
{%- endmacro %}

{# Beside each count that is published, the sum of the keys of those counted: a person's key once for each record that counts. Keys are added
   up wherever counts are. #}
{% macro indicator_keys() -%}
    numerator_cell_key denominator_cell_key numerator_strict_cell_key denominator_strict_cell_key
{%- endmacro %}

{# A level of areas as a number that grows with them. #}
{% macro area_extent(level) -%}
    case {{ level }} when 'local_authority' then 1 when 'region' then 2 when 'country' then 3 end
{%- endmacro %}

{# A value, where there is one, is not below the lowest and not above the highest. #}
{% test within(model, column_name, lowest, highest) %}
select {{ column_name }}
from {{ model }}
where {{ column_name }} < {{ lowest }} or {{ column_name }} > {{ highest }}
{% endtest %}

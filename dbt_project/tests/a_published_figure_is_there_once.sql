-- One cell of one publication: were it there twice, a sum would count it twice.
select
    dataset,
    figure,
    area_code,
    period_id,
    breakdown_topic,
    breakdown,
    count(*) as times
from {{ ref('int_figure__published') }}
group by dataset, figure, area_code, period_id, breakdown_topic, breakdown
having count(*) > 1

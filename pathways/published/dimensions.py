"""The periods and the breakdowns that figures are about, with their words and order."""

from pathways.published.table import DAY, FLAG, TEXT, WHOLE, PublishedTable

PERIOD = PublishedTable(
    name="period",
    mart="dim_period",
    columns={
        "period_id": TEXT,
        "period_kind": TEXT,
        "label": TEXT,
        "starts_on": DAY,
        "ends_on": DAY,
        "is_part_year": FLAG,
        "sort_key": WHOLE,
    },
    key=("period_id",),
)

BREAKDOWN = PublishedTable(
    name="breakdown",
    mart="dim_breakdown",
    columns={"breakdown_topic": TEXT, "breakdown": TEXT, "topic_label": TEXT, "label": TEXT, "sort_key": WHOLE},
    key=("breakdown_topic", "breakdown"),
)

TABLES = (PERIOD, BREAKDOWN)

"""What the equality review and the page name people's characteristics by, and the register of its recommendations."""

from pathways.published.table import DAY, FLAG, TEXT, WHOLE, PublishedTable

CHARACTERISTIC = PublishedTable(
    name="characteristic",
    mart="dim_characteristic",
    columns={
        "characteristic": TEXT,
        "value": TEXT,
        "characteristic_label": TEXT,
        "label": TEXT,
        "sort_key": WHOLE,
        "is_reference": FLAG,
    },
    key=("characteristic", "value"),
)

EQUALITY_RECOMMENDATION = PublishedTable(
    name="equality_recommendation",
    mart="dim_equality_recommendation",
    columns={
        "recommendation_id": TEXT,
        "review": TEXT,
        "audience": TEXT,
        "recommendation": TEXT,
        "evidence_table": TEXT,
        "owner": TEXT,
        "response": TEXT,
        "response_on": DAY,
        "due_on": DAY,
        "done_on": DAY,
        "status": TEXT,
    },
    key=("recommendation_id",),
)

TABLES = (CHARACTERISTIC, EQUALITY_RECOMMENDATION)

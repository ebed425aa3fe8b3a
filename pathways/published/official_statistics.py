"""The official statistics that publishers printed, with the lineage of each, and the indicators they answer."""

from pathways.published.table import FLAG, NUMBER, TEXT, WHOLE, PublishedTable, Reference, to

STATUSES = ("published", "confidential", "not_available", "not_applicable", "low", "missing")
OWNER_DEPARTMENTS = ("DfE", "DWP", "DHSC", "MHCLG")

OFFICIAL_STATISTIC = PublishedTable(
    name="official_statistic",
    mart="fct_official_statistic",
    columns={
        "statistic_id": TEXT,
        "indicator_id": TEXT,
        "area_code": TEXT,
        "period_id": TEXT,
        "breakdown_topic": TEXT,
        "breakdown": TEXT,
        "value": NUMBER,
        "value_status": TEXT,
        "numerator": NUMBER,
        "denominator": NUMBER,
        "revision": TEXT,
        "is_synthetic": FLAG,
        "dataset": TEXT,
        "extract_id": TEXT,
    },
    key=("statistic_id",),
    references=(
        to("indicator", "indicator_id"),
        to("area", "area_code"),
        to("period", "period_id"),
        Reference(("breakdown_topic", "breakdown"), "breakdown", ("breakdown_topic", "breakdown")),
        to("extract", "extract_id"),
        to("source", "dataset"),
    ),
    indexes=(("statistic_id",), ("indicator_id", "area_code"), ("area_code",)),
)

STATISTIC_SOURCE = PublishedTable(
    name="statistic_source",
    mart="fct_statistic_source",
    columns={
        "statistic_id": TEXT,
        "role": TEXT,
        "dataset": TEXT,
        "extract_id": TEXT,
        "source_row": WHOLE,
        "source_column": TEXT,
    },
    key=("statistic_id", "role", "extract_id", "source_row", "source_column"),
    references=(to("official_statistic", "statistic_id"), to("extract", "extract_id"), to("source", "dataset")),
    indexes=(("statistic_id",),),
    is_held=False,
)

INDICATOR = PublishedTable(
    name="indicator",
    mart="dim_indicator",
    columns={
        "indicator_id": TEXT,
        "indicator_number": WHOLE,
        "title": TEXT,
        "short_title": TEXT,
        "definition": TEXT,
        "numerator_definition": TEXT,
        "denominator_definition": TEXT,
        "definition_version": TEXT,
        "owner_department": TEXT,
        "unit": TEXT,
        "better_direction": TEXT,
        "decimals": WHOLE,
        "headline_breakdown_topic": TEXT,
        "headline_breakdown": TEXT,
        "comparator_breakdown": TEXT,
        "caveat": TEXT,
        "has_data": FLAG,
        "publication": TEXT,
    },
    key=("indicator_id",),
    references=(
        Reference(("headline_breakdown_topic", "headline_breakdown"), "breakdown", ("breakdown_topic", "breakdown")),
    ),
)

INDICATOR_BREAK = PublishedTable(
    name="indicator_break",
    mart="dim_indicator_break",
    columns={"indicator_id": TEXT, "period_id": TEXT, "reason": TEXT},
    key=("indicator_id", "period_id"),
    references=(to("indicator", "indicator_id"),),
)

TABLES = (OFFICIAL_STATISTIC, STATISTIC_SOURCE, INDICATOR, INDICATOR_BREAK)

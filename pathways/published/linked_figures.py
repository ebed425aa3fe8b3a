"""Figures of people, found by linking their records: they leave protected, as `publish/protected.py` declares them."""

from pathways.published.table import DAY, FLAG, NUMBER, TEXT, WHOLE, PublishedTable, Reference, to

_OF_OUTCOME = Reference(("outcome_id", "definition_version"), "outcome", ("outcome_id", "definition_version"))

PATHWAY_ACTIVITY = PublishedTable(
    name="pathway_activity",
    mart="dim_pathway_activity",
    columns={"pathway_activity": TEXT, "label": TEXT, "short_label": TEXT, "sort_key": WHOLE},
    key=("pathway_activity",),
)

PATHWAY_SHARE = PublishedTable(
    name="pathway_share",
    mart="fct_pathway_share",
    columns={
        "cohort": TEXT,
        "sen_group": TEXT,
        "academic_age": WHOLE,
        "pathway_activity": TEXT,
        "young_people": WHOLE,
        "everyone": WHOLE,
        "rate": NUMBER,
        "rate_status": TEXT,
        "is_synthetic": FLAG,
    },
    key=("cohort", "sen_group", "academic_age", "pathway_activity"),
)

PATHWAY_FLOW = PublishedTable(
    name="pathway_flow",
    mart="fct_pathway_flow",
    columns={
        "cohort": TEXT,
        "sen_group": TEXT,
        "from_age": WHOLE,
        "to_age": WHOLE,
        "from_activity": TEXT,
        "to_activity": TEXT,
        "young_people": WHOLE,
        "is_synthetic": FLAG,
    },
    key=("cohort", "sen_group", "from_age", "from_activity", "to_activity"),
    references=(
        to("pathway_activity", "pathway_activity", by="from_activity"),
        to("pathway_activity", "pathway_activity", by="to_activity"),
    ),
)

FIRST_PAID_WORK = PublishedTable(
    name="first_paid_work",
    mart="fct_first_paid_work",
    columns={
        "cohort": TEXT,
        "sen_group": TEXT,
        "band": TEXT,
        "label": TEXT,
        "sort_key": WHOLE,
        "young_people": WHOLE,
        "everyone": WHOLE,
        "rate": NUMBER,
        "rate_status": TEXT,
        "is_synthetic": FLAG,
    },
    key=("cohort", "sen_group", "band"),
)

SOURCE_COVERAGE = PublishedTable(
    name="source_coverage",
    mart="fct_source_coverage",
    columns={
        "cohort": TEXT,
        "source": TEXT,
        "says": TEXT,
        "young_people": WHOLE,
        "everyone": WHOLE,
        "rate": NUMBER,
        "rate_status": TEXT,
        "is_synthetic": FLAG,
    },
    key=("cohort", "source"),
)

LINKAGE_EFFECT = PublishedTable(
    name="linkage_effect",
    mart="fct_linkage_effect",
    columns={
        "outcome_id": TEXT,
        "definition_version": TEXT,
        "says": TEXT,
        "period": TEXT,
        "numerator": WHOLE,
        "denominator": WHOLE,
        "numerator_strict": WHOLE,
        "denominator_strict": WHOLE,
        "rate": NUMBER,
        "rate_status": TEXT,
        "rate_strict": NUMBER,
        "rate_strict_status": TEXT,
        "is_synthetic": FLAG,
    },
    key=("outcome_id", "definition_version"),
    references=(_OF_OUTCOME,),
)

INDICATOR_FIGURE = PublishedTable(
    name="indicator_figure",
    mart="fct_indicator_figure",
    columns={
        "outcome_id": TEXT,
        "definition_version": TEXT,
        "period_kind": TEXT,
        "period": TEXT,
        "area_level": TEXT,
        "area_code": TEXT,  # or "unknown"
        "region_code": TEXT,  # or "unknown"; an authority that is unknown may be in a region that is not
        "breakdown_topic": TEXT,
        "breakdown": TEXT,
        "numerator": WHOLE,
        "denominator": WHOLE,
        "rate": NUMBER,
        "rate_status": TEXT,
        "is_synthetic": FLAG,
    },
    key=(
        "outcome_id",
        "definition_version",
        "period_kind",
        "period",
        "area_level",
        "area_code",
        "region_code",
        "breakdown_topic",
        "breakdown",
    ),
    references=(_OF_OUTCOME, to("indicator_breakdown", "breakdown_topic")),
    indexes=(("area_code", "outcome_id"), ("outcome_id", "breakdown_topic")),
    is_held=False,
)

OUTCOME = PublishedTable(
    name="outcome",
    mart="dim_outcome",
    columns={
        "outcome_id": TEXT,
        "definition_version": TEXT,
        "title": TEXT,
        "shown_as": TEXT,
        "period_says": TEXT,
        "council_is": TEXT,
        "says": TEXT,
        "source": TEXT,
        "owner": TEXT,
        "valid_from": DAY,
        "valid_to": DAY,
    },
    key=("outcome_id", "definition_version"),
)

INDICATOR_BREAKDOWN = PublishedTable(
    name="indicator_breakdown",
    mart="dim_indicator_breakdown",
    columns={
        "breakdown_topic": TEXT,
        "dimension_1": TEXT,
        "dimension_2": TEXT,
        "dimension_3": TEXT,
        "finest_published_level": TEXT,
    },
    key=("breakdown_topic",),
)

SMALL_AREA = PublishedTable(
    name="small_area",
    mart="dim_small_area",
    columns={"area_code": TEXT, "merged_area_code": TEXT, "merged_area_name": TEXT},
    key=("area_code",),
    references=(to("area", "area_code"), to("area", "area_code", by="merged_area_code")),
)

TABLES = (
    PATHWAY_ACTIVITY,
    PATHWAY_SHARE,
    PATHWAY_FLOW,
    FIRST_PAID_WORK,
    SOURCE_COVERAGE,
    LINKAGE_EFFECT,
    OUTCOME,
    INDICATOR_BREAKDOWN,
    SMALL_AREA,
    INDICATOR_FIGURE,
)

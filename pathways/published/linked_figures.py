"""Figures of people, found by linking their records."""

from pathways.published.table import FLAG, TEXT, WHOLE, PublishedTable, to

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
        "is_synthetic": FLAG,
    },
    key=("cohort", "sen_group", "academic_age", "pathway_activity"),
    is_linked=True,
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
    is_linked=True,
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
        "is_synthetic": FLAG,
    },
    key=("cohort", "sen_group", "band"),
    is_linked=True,
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
        "is_synthetic": FLAG,
    },
    key=("cohort", "source"),
    is_linked=True,
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
        "is_synthetic": FLAG,
    },
    key=("outcome_id", "definition_version"),
    is_linked=True,
)

TABLES = (PATHWAY_ACTIVITY, PATHWAY_SHARE, PATHWAY_FLOW, FIRST_PAID_WORK, SOURCE_COVERAGE, LINKAGE_EFFECT)

"""What was set aside, what came of each record-level return, and how well records are linked."""

from pathways.published.table import DAY, FLAG, INSTANT, NUMBER, TEXT, WHOLE, PublishedTable, to

QUARANTINE = PublishedTable(
    name="quarantine",
    mart="fct_quarantine",
    columns={"extract_id": TEXT, "dataset": TEXT, "rule": TEXT, "reason": TEXT, "rows_quarantined": WHOLE},
    key=("extract_id", "rule", "reason"),
    references=(to("extract", "extract_id"),),
)

RECORD_FEED = PublishedTable(
    name="record_feed",
    mart="dim_record_feed",
    columns={
        "feed": TEXT,
        "department": TEXT,
        "publisher": TEXT,
        "title": TEXT,
        "expected_every_days": WHOLE,
        "last_received_at": INSTANT,
        "latest_period": TEXT,
        "next_due_on": DAY,
        "late_by_days": WHOLE,
        "extracts": WHOLE,
        "synthetic_extracts": WHOLE,
        "rows_received": WHOLE,
        "rows_accepted": WHOLE,
        "rows_quarantined": WHOLE,
        "rows_duplicate": WHOLE,
        "is_synthetic": FLAG,
    },
    key=("feed",),
)

RECORD_QUARANTINE = PublishedTable(
    name="record_quarantine",
    mart="fct_record_quarantine",
    columns={"feed": TEXT, "coverage_period": TEXT, "rule": TEXT, "rows_quarantined": WHOLE},
    key=("feed", "coverage_period", "rule"),
    references=(to("record_feed", "feed"),),
)

LINK_RATE = PublishedTable(
    name="link_rate",
    mart="fct_link_rate",
    columns={
        "department": TEXT,
        "other_department": TEXT,
        "group_kind": TEXT,
        "group_value": TEXT,
        "run_id": TEXT,
        "finished_at": INSTANT,
        "model_version": TEXT,
        "model_used_since": INSTANT,
        "named_threshold": NUMBER,
        "nameless_threshold": NUMBER,
        "strict_threshold": NUMBER,
        "persons": WHOLE,
        "linked": WHOLE,
        "linked_strict": WHOLE,
        "link_rate": NUMBER,
        "link_rate_status": TEXT,
        "strict_link_rate": NUMBER,
        "strict_link_rate_status": TEXT,
        "is_synthetic": FLAG,
    },
    key=("department", "other_department", "group_kind", "group_value"),
)

LINK_QUALITY = PublishedTable(
    name="link_quality",
    mart="fct_link_quality",
    columns={
        "run_id": TEXT,
        "finished_at": INSTANT,
        "model_version": TEXT,
        "model_used_since": INSTANT,
        "holds": FLAG,
        "department": TEXT,
        "other_department": TEXT,
        "group_kind": TEXT,
        "group_value": TEXT,
        "persons": WHOLE,
        "linked": WHOLE,
        "link_rate": NUMBER,
        "tier_1": WHOLE,
        "tier_2": WHOLE,
        "tier_3": WHOLE,
        "expected_precision": NUMBER,
        "expected_share_found": NUMBER,
        "strict_link_rate": NUMBER,
        "imputed_link_rate": NUMBER,
        "imputed_link_rate_low": NUMBER,
        "imputed_link_rate_high": NUMBER,
        "named_threshold": NUMBER,
        "nameless_threshold": NUMBER,
        "strict_threshold": NUMBER,
        "is_synthetic": FLAG,
    },
    key=("run_id", "department", "other_department", "group_kind", "group_value"),
    is_unprotected=True,
)

TABLES = (QUARANTINE, RECORD_FEED, RECORD_QUARANTINE, LINK_RATE, LINK_QUALITY)

"""Where figures come from: every source, and every extract received of it."""

from pathways.published.table import DAY, FLAG, INSTANT, TEXT, WHOLE, PublishedTable, to

EXTRACT = PublishedTable(
    name="extract",
    mart="dim_extract",
    columns={
        "extract_id": TEXT,
        "dataset": TEXT,
        "file_name": TEXT,
        "sha256": TEXT,
        "received_at": INSTANT,
        "coverage_label": TEXT,
        "rows_received": WHOLE,
        "rows_accepted": WHOLE,
        "rows_quarantined": WHOLE,
        "rows_duplicate": WHOLE,
        "is_synthetic": FLAG,
        "supersedes": TEXT,
        "notes": TEXT,
        "is_used": FLAG,
    },
    key=("extract_id",),
    references=(to("source", "dataset"), to("extract", "extract_id", by="supersedes")),
)

SOURCE = PublishedTable(
    name="source",
    mart="dim_source",
    columns={
        "dataset": TEXT,
        "publisher": TEXT,
        "department": TEXT,
        "title": TEXT,
        "licence": TEXT,
        "publication": TEXT,
        "expected_every_days": WHOLE,
        "symbols": TEXT,
        "caveat": TEXT,
        "last_received_at": INSTANT,
        "latest_period": TEXT,
        "latest_period_ends_on": DAY,
        "behind_by_days": WHOLE,
        "is_late": FLAG,
    },
    key=("dataset",),
)

TABLES = (EXTRACT, SOURCE)

"""The register: what each review recommended and to whom, the evidence it rests on, and how it stands.

Recommendations are the reviewer's. The tracker carries them from review to review, and its status follows from dates.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from pathways.equality.table import Column, ReviewTable

AUDIENCES: Final = {"government_policy": "Government policy", "employer_practice": "Employer practice"}
# Tables of a review that a recommendation can rest on, as a person reads their names.
EVIDENCE_TABLES: Final = {
    "evidence": "Groups farthest from being represented",
    "representation": "Who takes part, beside who could",
    "change": "Change since the review before",
    "by_characteristic": "Counts by one characteristic",
    "characteristics_together": "Counts by several characteristics together",
    "unknown_rates": "How often a characteristic is not known",
    "official_figures": "Official figures",
}
NO_RESPONSE: Final = "None yet"
_RESPONSES: Final = {"accepted": "Accepted", "accepted_in_part": "Accepted in part", "not_accepted": "Not accepted"}
_STATUSES: Final = {
    "awaiting_response": "Awaiting a response",
    "under_way": "Under way",
    "overdue": "Overdue",
    "done": "Done",
    "not_accepted": "Not accepted",
}


def recommendations(register: pl.DataFrame) -> ReviewTable:
    """Every recommendation of every review so far, and how it stands.

    Args:
        register: the published table `equality_recommendation`.
    """
    rows = register.sort("review", "audience", "recommendation_id")
    return ReviewTable(
        "recommendations",
        "Recommendations of the reviews, and how they stand",
        (
            "Carried from review to review. They are the reviewer's; the status follows from the dates.",
            "None has been recorded yet." if rows.is_empty() else "",
        ),
        (
            Column("recommendation_id", "Number"),
            Column("review", "Review"),
            Column("audience", "For"),
            Column("recommendation", "Recommendation"),
            Column("evidence_table", "Rests on the table"),
            Column("owner", "Owner"),
            Column("response", "Response"),
            Column("response_on", "Responded on"),
            Column("due_on", "Due on"),
            Column("done_on", "Done on"),
            Column("status", "Status"),
        ),
        ("recommendation_id",),
        rows.select(
            "recommendation_id",
            "review",
            pl.col("audience").replace_strict(AUDIENCES, return_dtype=pl.String),
            "recommendation",
            "evidence_table",
            "owner",
            pl.col("response").replace_strict(_RESPONSES, default=NO_RESPONSE, return_dtype=pl.String),
            pl.col("response_on", "due_on", "done_on").cast(pl.String).fill_null(""),
            pl.col("status").replace_strict(_STATUSES, return_dtype=pl.String),
        ),
    )

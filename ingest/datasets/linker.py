"""What a trusted linker sends where there is one: who is who, in the place of our own linkage of the same records.

The layout is the linkage spine of the domain reference; what each pass of the linker counts as is a dated code list,
`spine_match_pass` in `dbt_project/seeds/record_code.csv` [E: to be agreed with the linker].
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from ingest.datasets import dfe_ilr, dfe_pupils, dfe_sen2, dhsc_records, dwp_records, mhclg_records
from ingest.records.contract import DomainBy, RecordRow, RecordTable, Return, amount, code, day, words
from ingest.records.periods import standing

_LINKED: Final = [
    value
    for module in (dfe_ilr, dfe_pupils, dfe_sen2, dhsc_records, dwp_records, mhclg_records)
    for value in vars(module).values()
    if isinstance(value, Return)
]
# A dataset is named as it is here, by its return or by its table: `dwp__leo` or `dwp__leo__employment`.
DOMAINS: Final[Mapping[str, str]] = {
    **{f"{to.name}__{table.name}": str(table.domain or to.person_domain) for to in _LINKED for table in to.tables},
    **{to.name: to.person_domain for to in _LINKED},
}
DEPARTMENTS: Final[Mapping[str, str]] = {
    name: to.department for to in _LINKED for name in (to.name, *(f"{to.name}__{table.name}" for table in to.tables))
}


class SpineLink(RecordRow):
    """A record of a dataset, under the linker's own name for the person."""

    spine_id = words("spine_id", required=True)
    dataset = words("dataset", required=True)
    match_pass = code("match_pass", "spine_match_pass", required=True)
    match_score = amount("match_score", low=0, high=1)
    linked_at = day("linked_at", required=True)


SPINE: Final = Return(
    name="linker__spine",
    department="DfE",  # which answers for the linker's work [E]
    publisher="Trusted linker",
    title="Linkage spine",
    tables=(
        RecordTable(
            name="link",
            schema=SpineLink,
            # A reference of several parts has "|" between them: council and person of NCCIS, "383|Y1".
            person=("source_token",),
            domain=DomainBy("dataset", DOMAINS),
            key=("linked_at",),
        ),
    ),
    about=standing,
    coverage=("dataset",),
    person_domain="spine",
    expected_every=timedelta(days=366),
    stays_in_zone=True,
)

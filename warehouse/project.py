"""What a build is of, so that the next one makes only what has changed since.

Of the `project`, its files; of what was `published`, the extracts that it read and the day it spoke of; of the
`records`, the record-level extracts, the links and the day; and the `linkage_run` whose links those were. Each engine
remembers its own last build (`last_built` and `remember_built`), where what it built is lost with it. With it go the
tables of `KEPT`: by them dbt finds the young people whom a change touches (dbt_project/models/intermediate/touched).
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from typing import Literal

from warehouse.sources import PROJECT

Part = Literal["project", "published", "records", "linkage_run"]

# What the next build compares with; PostgreSQL and DuckDB both read it.
KEPT = {
    "built_extract": """
        select record_table, extract_id, coverage, published_on from intermediate.int_record_extract__best""",
    "built_year_observed": "select first_year from intermediate.int_outcome__year_observed",
    "built_indicator_year": """
        select outcome_id, definition_version, academic_year from intermediate.int_indicator__year""",
    "built_day": """
        select cast(as_known_on at time zone 'UTC' as date), first_year
        from raw.build cross join intermediate.int_activity__unfinished_year""",
}
# Nothing can be relied on where an extract that counted is in the ledger no more: whom it was about is not known.
LAST_BUILT = """
    select part, fingerprint from raw.last_build
    where not exists (
        select 1 from raw.built_extract where extract_id not in (select extract_id from raw.ledger_extract))"""


def project_fingerprint() -> str:
    """The sha256 of every file of the project, by name, and of the version of dbt."""
    digest = hashlib.sha256(version("dbt-core").encode())
    for file in sorted(
        path for path in PROJECT.rglob("*") if path.is_file() and path.suffix in {".sql", ".yml", ".csv"}
    ):
        digest.update(str(file.relative_to(PROJECT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()

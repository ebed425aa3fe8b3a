"""Whose records two runs of linkage link otherwise: the rest of the links need not be looked at again."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from warehouse.lake import PERSON_LINK, InLake

NOBODY = pa.Table.from_batches([], pa.schema([("person_id", pa.string())]))
_NO_LINKS = "select '' as source_record_key, '' as person_id, 0 as link_tier, 0.0 as match_probability where false"


def relinked_persons(before: str | None, now: str | None) -> pa.Table:
    """Each `person_id` that a record was linked to in one run and was not, or not in the same way, in the other.

    Args:
        before: a run of linkage; none: nothing was linked.
        now: another.

    Raises:
        BuildError: the links of a run are not in the lake.
    """
    if before == now:
        return NOBODY
    with duckdb.connect(config={"memory_limit": "1GB", "threads": 2}) as connection:
        return connection.sql(
            f"with before as ({_links(before)}), now as ({_links(now)})"  # noqa: S608  # of our own
            " select distinct person_id from ((from before except from now) union all (from now except from before))"
            " where person_id is not null"
        ).to_arrow_table()


def _links(run: str | None) -> str:
    if run is None:
        return _NO_LINKS
    links = InLake(PERSON_LINK, run)
    files = ", ".join("'" + str(file).replace("'", "''") + "'" for file in links.files(links.tables[0]))
    return (
        "select source_record_key, person_id, link_tier, match_probability"  # noqa: S608  # of our own
        f" from read_parquet([{files}]) where valid_to is null"
    )

"""Each person as one department knows them: of whom link rates are counted, where every person has a key."""

from __future__ import annotations

from typing import Final

import polars as pl

from ingest.linkage.places import places

KEY: Final = "source_record_key"
GROUPS: Final = ("sex", "ethnicity_5", "sen", "local_authority_code")
TOLD: Final = ("department", *GROUPS)
DEPARTMENT_PERSON: Final[dict[str, pl.DataType]] = {
    "person_id": pl.String(),
    "department": pl.String(),
    **dict.fromkeys(GROUPS, pl.String()),
    "link_probability": pl.Float64(),
    "run_id": pl.String(),
}


def by_first_record(persons: pl.DataFrame) -> pl.DataFrame:
    """Each department person by their first record, as `department_links` takes it: all of them have one link.

    Args:
        persons: `person_key`, `department` and `GROUPS`.
    """
    return persons.select(pl.col("person_key").alias(KEY), *TOLD)


def department_links(links: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Who is known to which department, in which groups by its own records, and by how sure a link to any other.

    Args:
        links: as `person_links` gives them.
        records: `source_record_key`, `department` and `GROUPS` of enough records to name every link of everyone.

    Returns:
        The columns of `DEPARTMENT_PERSON`, a row for each person and department that has a record of them, in order. A
        group is null where no record of that department says. `link_probability` is of the least sure record; null
        where nothing but the department's own identifier, or a linker without a score, joins it.
    """
    at = places(records[KEY], links[KEY])
    return (
        records.with_columns(pl.col(TOLD).cast(pl.String))  # categories do not sort by their letters
        .with_columns(
            links["person_id"].gather(at),
            links["match_probability"].gather(at).alias("link_probability"),
            links["run_id"].gather(at),
        )
        .drop_nulls("person_id")
        .sort("person_id", "department", KEY)
        .group_by("person_id", "department", maintain_order=True)
        .agg(pl.col(GROUPS).drop_nulls().first(), pl.col("link_probability").min(), pl.col("run_id").first())
        .select(pl.col(name).cast(kind) for name, kind in DEPARTMENT_PERSON.items())
    )

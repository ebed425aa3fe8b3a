"""Links without an error, by the answers about made-up people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from benchmarks.national import records
from ingest.linkage.person_links import PERSON_LINK
from pathways.database import Role, connect
from pathways.settings import settings
from warehouse.sources import raw_tables


def link_by_truth(
    truth: Path, run_id: str = "truth", but: Callable[[pl.DataFrame], pl.DataFrame] = lambda links: links
) -> None:
    """A run of linkage that makes no error, but those that `but` puts in: `young_person_id` is `person_id` + 1."""
    named = records(truth.parent).select("person_id", "source_record_key").unique()
    numbered = [f"{person_id + 1:015x}{0:09x}" for person_id in named["person_id"]]
    links = named.select(
        "source_record_key",
        person_id=pl.Series(numbered),
        link_tier=pl.lit(1),
        match_weight=pl.lit(None),
        match_probability=pl.lit(1.0),
        method=pl.lit("truth"),
        match_key=pl.lit("truth"),
        model_version=pl.lit("truth"),
        run_id=pl.lit(run_id),
        valid_from=pl.lit(datetime(2026, 1, 1, tzinfo=UTC).date()),
        valid_to=pl.lit(None),
    ).select(pl.col(name).cast(kind) for name, kind in PERSON_LINK.items())
    links = but(links.sort("source_record_key"))
    for table, rows in (("person_link", links), ("link_quality", None)):
        folder = settings().lake / f"linkage__{table}" / run_id
        folder.mkdir(parents=True)
        (rows if rows is not None else no_quality()).write_parquet(folder / "part-0.parquet")
    with connect(Role.IDENTITY) as identity, identity.cursor() as cursor:
        cursor.execute("insert into identity.linkage_model (model_version) values ('truth') on conflict do nothing")
        cursor.execute(
            "insert into identity.linkage_run (run_id, model_version, started_at, known_until, records, persons)"
            " values (%s, 'truth', now(), now(), %s, %s)",
            (run_id, links.height, links["person_id"].n_unique()),
        )


def no_quality() -> pl.DataFrame:
    kinds = {"text": pl.String, "bigint": pl.Int64, "double precision": pl.Float64}
    columns = raw_tables()["linkage__link_quality"].columns
    return pl.DataFrame(schema={name: kinds.get(kind, pl.Int64) for name, kind in columns.items()})

"""Person ids live on from run to run: each new person takes the id of whom it mostly was; the rest is an event."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import polars as pl

from ingest.linkage.places import places

EVENT = {
    "event": pl.String,
    "person_id": pl.String,
    "from_person_id": pl.String,
    "records": pl.Int64,
}


@dataclass(frozen=True)
class Carried:
    """`ids`: source_record_key and person_id. `events`: new, merged and split (see `carry_forward`)."""

    ids: pl.DataFrame
    events: pl.DataFrame


def carry_forward(groups: pl.DataFrame, previous: pl.DataFrame, key: bytes) -> Carried:
    """Give every group of records a person id.

    Args:
        groups: `source_record_key` and `group` (a text, the same for all records of a person).
        previous: `source_record_key` and `person_id` of the run before, empty at first; may hold records that are gone.
        key: a secret of the identity zone, so that no id can be made from a record key outside it.

    Returns:
        Ids, and events: `new` (nobody of the run before), `merged` (`from_person_id` went wholly into `person_id`),
        `split` (records of `from_person_id`, who lives on, became `person_id`). `records` counts those concerned.
    """
    before = previous["person_id"].gather(places(groups["source_record_key"], previous["source_record_key"]))
    overlap = (
        pl.DataFrame({"group": groups["group"], "person_id": before})
        .drop_nulls("person_id")
        .group_by("group", "person_id")
        .len("records")
        .sort(["records", "person_id", "group"], descending=[True, False, False])
    )
    heirs = _largest_first(overlap)
    without = groups.join(heirs, on="group", how="anti")["group"].unique().sort()
    made = pl.DataFrame({"group": without, "person_id": _new_ids(without, key, previous["person_id"])})
    by_group = pl.concat([heirs, made])
    person_id = by_group["person_id"].gather(places(groups["group"], by_group["group"]))
    ids = groups.select("source_record_key", person_id)
    return Carried(ids, _events(groups, overlap, by_group, heirs))


def unexplained_changes(before: pl.DataFrame, after: Carried) -> pl.DataFrame:
    """Records whose person id changed although no event says why, with `person_id` and `from_person_id`."""
    changed = after.ids.join(
        before.select("source_record_key", from_person_id="person_id"), on="source_record_key"
    ).filter(pl.col("person_id") != pl.col("from_person_id"))
    return changed.join(after.events, on=["person_id", "from_person_id"], how="anti")


def _largest_first(overlap: pl.DataFrame) -> pl.DataFrame:
    """The largest overlap decides first; each id lives on once, each group takes one."""
    alone = (pl.len().over("group") == 1) & (pl.len().over("person_id") == 1)
    plain = overlap.filter(alone).select("group", "person_id")
    groups: list[str] = []
    ids: list[str] = []
    used_groups: set[str] = set()
    used_ids: set[str] = set()
    for group, person_id in overlap.filter(~alone).select("group", "person_id").iter_rows():
        if group not in used_groups and person_id not in used_ids:
            used_groups.add(group)
            used_ids.add(person_id)
            groups.append(group)
            ids.append(person_id)
    contested = pl.DataFrame({"group": groups, "person_id": ids}, schema={"group": pl.String, "person_id": pl.String})
    return pl.concat([plain, contested])


def _new_ids(groups: pl.Series, key: bytes, taken: pl.Series) -> pl.Series:
    """An id for each group, that nobody has: one whom this group was at an earlier time may live on in another."""
    ids = pl.Series([_new_id(group, key, 0) for group in groups], dtype=pl.String)
    for attempt in range(1, 1000):
        again = ids.is_in(taken.implode()).arg_true().to_list()
        if not again:
            return ids
        ids = ids.scatter(again, [_new_id(groups[place], key, attempt) for place in again])
    raise AssertionError("A thousand ids of 96 bits were taken.")


def _new_id(group: str, key: bytes, attempt: int) -> str:
    return blake2b(f"{attempt}:{group}".encode(), key=key, digest_size=12).hexdigest()


def _events(groups: pl.DataFrame, overlap: pl.DataFrame, by_group: pl.DataFrame, heirs: pl.DataFrame) -> pl.DataFrame:
    sizes = groups.group_by("group").len("records")
    came = overlap.select("group").unique()
    new = (
        sizes.join(came, on="group", how="anti")
        .join(by_group, on="group")
        .select(pl.lit("new").alias("event"), "person_id", pl.lit(None, pl.String).alias("from_person_id"), "records")
    )
    moved = (
        overlap.rename({"person_id": "from_person_id"})
        .join(by_group, on="group")
        .filter(pl.col("person_id") != pl.col("from_person_id"))
        .select(
            pl.when(pl.col("from_person_id").is_in(heirs["person_id"].implode()))
            .then(pl.lit("split"))
            .otherwise(pl.lit("merged"))
            .alias("event"),
            "person_id",
            "from_person_id",
            "records",
        )
    )
    found = [frame.with_columns(pl.col("records").cast(pl.Int64)) for frame in (new, moved)]
    return pl.concat(found).sort("event", "person_id", "from_person_id", nulls_last=True)

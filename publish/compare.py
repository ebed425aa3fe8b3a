"""What a release changed: its extracts, definitions and figures beside those of the release before it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from publish import files
from publish.folders import release_folder
from publish.manifest import reasons_of
from publish.release import find, list_releases
from publish.store import Release

SHOWN = ("value", "value_status", "numerator", "denominator", "revision")  # a figure has changed when one of these has


@dataclass(frozen=True)
class Changes:
    """One release beside the one before it; for a first release everything is new."""

    release_id: str
    state: str
    reasons: tuple[str, ...]
    let_out_because: tuple[str, ...]  # why, though a gate had stopped it, and what that gate had said
    warnings: tuple[str, ...]
    before: str | None
    extracts_added: tuple[str, ...]
    extracts_dropped: tuple[str, ...]
    definitions_changed: tuple[str, ...]
    files_changed: tuple[str, ...]
    figures: tuple[dict[str, Any], ...]  # for each indicator with a change: `added`, `changed`, `removed`

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return asdict(self)


def changes_of(release_id: str) -> Changes:
    """What a release has that the one on the page before it had not; read from their files.

    Raises:
        ReleaseError: there is no such release, or its files are gone.
    """
    known = list_releases()
    release = find(known, release_id)
    older = known[known.index(release) + 1 :]
    before = next((each for each in older if each.state == "released"), None)
    return Changes(
        release_id=release.release_id,
        state=release.state,
        reasons=tuple(release.reasons),
        let_out_because=_let_out_because(release),
        warnings=tuple(reason for gate in release.manifest["gates"] if not gate["stops"] for reason in gate["reasons"]),
        before=before.release_id if before else None,
        extracts_added=tuple(sorted(_extracts(release) - _extracts(before))),
        extracts_dropped=tuple(sorted(_extracts(before) - _extracts(release))),
        definitions_changed=tuple(sorted(_definitions(release) - _definitions(before))) if before else (),
        files_changed=tuple(sorted(path for path, _ in _hashes(release) - _hashes(before))) if before else (),
        figures=tuple(_changed_figures(_figures(release), _figures(before)).to_dicts()),
    )


def _let_out_because(release: Release) -> tuple[str, ...]:
    said = release.manifest.get("approved_anyway")
    if not said:
        return ()
    return (said["reason"], *reasons_of(release.manifest, said["gate"]))


def _extracts(release: Release | None) -> set[str]:
    return {extract["extract_id"] for extract in release.manifest["extracts"]} if release else set()


def _hashes(release: Release) -> set[tuple[str, str]]:
    return {(file.path, file.sha256) for file in files.files_of(release.manifest)}


def _definitions(release: Release) -> set[str]:
    return {f"{indicator} version {version}" for indicator, version in release.manifest["definitions"].items()}


def _figures(release: Release | None) -> pl.DataFrame:
    """Each figure of a release, its content as one text."""
    if release is None:
        return pl.DataFrame(schema={"statistic_id": pl.String, "indicator_id": pl.String, "content": pl.String})
    (file,) = (file for file in files.files_of(release.manifest) if file.table == "official_statistic")
    return files.read_table(release_folder(release.release_id), file).select(
        "statistic_id", "indicator_id", pl.struct(SHOWN).struct.json_encode().alias("content")
    )


def _changed_figures(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    both = now.join(before, on=["statistic_id", "indicator_id"], how="full", coalesce=True, suffix="_before")
    is_new, is_gone = pl.col("content_before").is_null(), pl.col("content").is_null()
    return (
        both.group_by("indicator_id")
        .agg(
            is_new.sum().alias("added"),
            (pl.col("content") != pl.col("content_before")).sum().alias("changed"),
            is_gone.sum().alias("removed"),
        )
        .filter(pl.sum_horizontal("added", "changed", "removed") > 0)
        .sort("indicator_id")
    )

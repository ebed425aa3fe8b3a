"""The figures of people of one candidate: protected with the two secrets, and attacked before they may leave.

The gates here run the attackers of `publish/disclosure/attack.py` over every declared table, alone and together with
each earlier release that used the same secrets. True counts score them, and go nowhere but `publish/restricted`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pathways.disclosure_secrets import disclosure_secret, person_key
from pathways.errors import SecretError
from publish.disclosure.attack import Ranges, told_changes
from publish.disclosure.noise import NoiseTable
from publish.disclosure.people_table import PeopleTable, stacked
from publish.disclosure.policy import Counts, KeyedNoise, Policy
from publish.disclosure.specification import KEY_SUFFIX, TREATED_SUFFIX
from publish.gates import EXAMPLES, GateResult, result
from publish.protected import PROTECTED
from warehouse.person_keys import KEYS

TOLD = 3  # people who came to a cell or left it, of whom someone may know


@dataclass(frozen=True)
class Protection:
    """Every declared table of a candidate. Restricted: only `published` of each may leave.

    Attributes:
        tables: by name.
        secrets: the fingerprint of each secret they were protected with; none where nobody is counted.
    """

    tables: Mapping[str, PeopleTable] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Earlier:
    """One table of an earlier release: its true cells as they were kept, and what it showed."""

    release_id: str
    true: pl.DataFrame
    shown: pl.DataFrame


def protection_of(marts: Mapping[str, pl.DataFrame], built_with: str | None) -> Protection:
    """Protect the marts of every declared table.

    Args:
        marts: by the published table's name.
        built_with: the fingerprint of the secret that the keys in the marts are from.

    Raises:
        SecretError: a secret is gone, unreadable or another than releases used, or than the marts were built with.
    """
    noise = disclosure_secret("noise_table", lambda: NoiseTable.drawn(secrets.token_bytes(32)).to_bytes())
    used: dict[str, str] = {}
    if any(mart.height for mart in marts.values()):
        key = person_key()
        if key.fingerprint != built_with:
            raise SecretError(
                f"The warehouse was built with keys of persons from another secret ({built_with or 'none'}) than the"
                f" one that is kept ({key.fingerprint}).",
                why="Figures of people would be shown with other noise than before, so nothing was released.",
                fix="Run `pathways build`, then `pathways publish`.",
            )
        used = {secret.name: secret.fingerprint for secret in (key, noise)}
    tables = tables_of(marts, KeyedNoise(NoiseTable.from_bytes(noise.content)))
    return Protection({name: table.treated() for name, table in tables.items()}, used)


def tables_of(marts: Mapping[str, pl.DataFrame], policy: Policy) -> dict[str, PeopleTable]:
    """Each declared table as a rule shows it."""
    return {of.table: PeopleTable.of(of, marts[of.table], policy) for of in PROTECTED}


def small_counts_stay_unknown(tables: Iterable[PeopleTable]) -> GateResult:
    """Nothing sensitive can be worked out to within one from any table that would be published."""
    reasons = [
        _told(table, table.report.found, f"{table.report.exact:,} of them exactly")
        for table in tables
        if not table.report.is_safe
    ]
    return result(
        "small_counts_stay_unknown",
        "No count of fewer than ten people can be worked out to within one from what would be published.",
        reasons,
    )


def small_counts_stay_unknown_over_time(
    tables: Iterable[PeopleTable], earlier: Mapping[str, Iterable[Earlier]]
) -> GateResult:
    """Nothing sensitive can be worked out from a table and what earlier releases showed of the same cells.

    The attacker knows each change of up to `TOLD` people in a cell that had anybody before.

    Args:
        tables: the candidate's.
        earlier: by table, what every earlier release with the same secrets showed.
    """
    reasons = []
    for table in tables:
        ranges, releases = table.ranges, 0
        for release in earlier.get(table.specification.table, ()):
            before = _beside(table, release)
            changed = np.flatnonzero(before.is_same & (before.shown != before.shown_now) & ~table.is_treated)
            if len(changed):
                reasons.append(
                    f"{table.specification.table}: {len(changed):,} counts of the same people are shown otherwise than"
                    f" in release {release.release_id}, such as {_examples(table, changed)}."
                )
            ranges, releases = before.told(ranges, table.policy), releases + 1
        report = table.attacked(ranges) if releases else None
        if report and report.exact:
            reasons.append(_told(table, report.found, f"{report.exact:,} of them exactly, beside earlier releases"))
    return result(
        "small_counts_stay_unknown_over_time",
        "No count of fewer than ten people can be worked out from this release and all before it together.",
        reasons,
    )


@dataclass(frozen=True)
class _Before:
    """The cells of a table as they were in an earlier release; 0 where it had none.

    `is_same`: the same people were counted, and then shown with their noise.
    """

    change: Counts
    is_same: NDArray[np.bool_]
    shown: Counts
    shown_now: Counts

    def told(self, ranges: Ranges, policy: Policy) -> Ranges:
        """The ranges of the cells now, for someone who was told of the few who came or went."""
        told = told_changes(ranges, Ranges(*policy.bounds(self.shown)), self.change)
        knows = np.abs(self.change) <= TOLD
        return Ranges(np.where(knows, told.low, ranges.low), np.where(knows, told.high, ranges.high))


def _beside(table: PeopleTable, release: Earlier) -> _Before:
    counts = tuple(table.specification.counts)
    keys = tuple(name + KEY_SUFFIX for name in counts)
    treated = tuple(name + TREATED_SUFFIX for name in counts)
    on = list(table.specification.dimensions)
    cells = table.true.select(on)
    then = cells.join(release.true.cast(cells.schema), on=on, how="left", maintain_order="left")
    then = then.with_columns(pl.col(*counts, *keys).fill_null(0), pl.col(treated).fill_null(value=False))
    shown = cells.join(release.shown.select(*on, *counts).cast(cells.schema), on=on, how="left", maintain_order="left")
    was, now = stacked(then, counts), stacked(table.true, counts)
    same_keys = (stacked(then, keys) - stacked(table.true, keys)) % KEYS == 0
    return _Before(
        # Whoever is told how an empty cell grew is told the cell.
        change=np.where(was > 0, was - now, TOLD + 1),
        is_same=(was == now) & same_keys & (stacked(then, treated) == 0),
        shown=stacked(shown.fill_null(0), counts),
        shown_now=table.shown_counts,
    )


def _told(table: PeopleTable, cells: Counts, how: str) -> str:
    return (
        f"{table.specification.table}: {len(cells):,} counts of fewer than ten people could be worked out to within"
        f" one, {how}, such as {_examples(table, cells)}."
    )


def _examples(table: PeopleTable, cells: Counts) -> str:
    return "; ".join(table.coordinates(cells[:EXAMPLES]))

"""What a breakdown by characteristic shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dashboard.queries.equality import Breakdown, Group
from dashboard.snapshot import Indicator
from dashboard.words.numbers import listed, number

LARGEST_NAMED = 3
SUBTOTALS = ("placement_type",)  # topics whose groups stand beside their own sums


def share(value: float | None) -> str:
    """A share to one decimal."""
    return "not shown" if value is None else f"{number(value, 1)}%"


def drawn(breakdown: Breakdown) -> list[Group]:
    """The groups of a chart: of placements, whose parts stand beside their sums, only sums and what belongs to none."""
    if breakdown.topic not in SUBTOTALS:
        return breakdown.groups
    return [
        replace(group, name=group.name.removesuffix(" - total"))
        for group in breakdown.groups
        if group.row["breakdown"].endswith("_total")
        or group.row["breakdown"].startswith(("placement_not", "non_maintained_early"))
    ]


def says(breakdown: Breakdown) -> str:
    """The largest groups, then where a share stands furthest from that of all EHC plans, then the unknown."""
    groups = [group for group in drawn(breakdown) if group.share is not None]
    if not groups:
        return "No figure of this breakdown is published."
    known = [group for group in groups if not _is_unknown(group)]
    largest = sorted(known, key=lambda group: -(group.share or 0.0))[:LARGEST_NAMED]
    sentences = [listed([f"{group.name} {share(group.share)}" for group in largest]) + "."]
    compared = [group for group in known if group.beside is not None]
    if compared:
        widest = max(compared, key=lambda group: abs((group.share or 0.0) - (group.beside or 0.0)))
        sentences.append(
            f"Furthest from its share of all EHC plans: {widest.name}, "
            f"{share(widest.share)} against {share(widest.beside)}."
        )
    unknown = [group for group in groups if _is_unknown(group)]
    sentences += [f"{group.name}: {share(group.share)}." for group in unknown]
    return " ".join(sentences)


def showing(indicator: Indicator, period: str, asked: str, offered: Mapping[str, str]) -> str:
    """What the filters gave; where a measure has no figures for the period asked for, that too."""
    words = f"Showing {indicator.short_title.lower()}, {period}."
    if asked and offered.get(asked, period) != period:
        words += f" There are no figures for {offered[asked]}, so the latest are shown."
    return words


def learning_difficulty(indicator_id: str) -> str:
    """The difference that is most often missed."""
    if indicator_id.startswith("apprenticeship_"):
        return (
            "Learning difficulty or disability is what apprentices say of themselves. It is not the same as having an "
            "EHC plan, and the two are never compared."
        )
    return "Everyone counted here has an EHC plan: a statutory plan, held by about 1 in 20 pupils."


def _is_unknown(group: Group) -> bool:
    return any(part in group.row["breakdown"] for part in ("unknown", "unclassified", "not_recorded", "not_provided"))

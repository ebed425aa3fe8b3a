"""A released figure in words, as the command line prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publish.explain import Explanation

ABSENT = {
    "confidential": "withheld by the publisher, so that no one can be recognised",
    "not_available": "not available from the publisher",
    "not_applicable": "not applicable here",
    "low": "more than zero, but too low for the publisher to show",
    "missing": "missing from what the publisher sent",
}
UNITS = {"percent": "{}%", "per_1000": "{} per 1,000", "people": "{} people", "households": "{} households"}


def in_words(value: float | None, status: str, unit: str, decimals: int | None) -> str:
    """A figure as a person reads it: rounded with its unit, or why there is none. Absent is never zero."""
    if value is None:
        return ABSENT.get(status, f"absent ({status})")
    return UNITS.get(unit, "{}").format(f"{value:,.{decimals or 0}f}")


def in_sentences(figure: Explanation) -> str:
    """All that is known of a figure: what it says, its definition and owner, and the cells it rests on, by file."""
    parts = [f"{figure.title}, {figure.area_name}, {figure.period} ({figure.breakdown_label}): {figure.says}"]
    if figure.is_synthetic:
        parts.append("This figure is made up, to show how the tracker works.")
    if figure.revision == "not marked":
        parts.append("It is not marked as provisional or revised.")
    elif figure.revision:
        parts.append(f"The publisher calls it {figure.revision}.")
    parts += ["", f"Definition, version {figure.definition_version}, owned by {figure.owner}: {figure.definition}"]
    for name, count, definition in (
        ("Numerator", figure.numerator, figure.numerator_definition),
        ("Denominator", figure.denominator, figure.denominator_definition),
    ):
        if count is not None or definition:
            shown = "not published" if count is None else f"{count:,.10g}"
            parts.append(f"{name}: {shown}" + (f" ({definition})" if definition else ""))
    if figure.caveat:
        parts.append(f"Caveat: {figure.caveat}")
    parts += ["", f"Release {figure.release}, as known on {figure.as_known_on}. It rests on:"]
    return "\n".join(parts + _lineage(figure))


def _lineage(figure: Explanation) -> list[str]:
    rows: dict[str, dict[tuple[str, str], list[int]]] = {}
    for cell in figure.lineage:
        file = (
            f"{cell.file}: {cell.dataset}, extract {cell.extract_id}, received {cell.received_at}, sha256 {cell.sha256}"
        )
        rows.setdefault(file, {}).setdefault((cell.role, cell.column), []).append(cell.row)
    parts = []
    for file, cells in rows.items():
        parts.append(f"- {file}")
        for (role, column), numbers in cells.items():
            parts.append(f"  {role}: column {column}, row {', '.join(map(str, numbers))}")
    return parts

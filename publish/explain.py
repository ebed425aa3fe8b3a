"""One released figure explained: what it says, by which definition, whose it is, and the rows of the files it rests on.

Reads `published` alone, as the page does, so that the two can only agree.
"""

from __future__ import annotations

import difflib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from psycopg2.extras import RealDictCursor

from pathways import database
from pathways.errors import ReleaseError
from publish.words import in_words

if TYPE_CHECKING:
    from psycopg2.extensions import connection

LISTED = 12  # how many of the choices an error names

Row = dict[str, Any]


@dataclass(frozen=True)
class SourceRow:
    """One row of one file that a figure rests on; `row` is the number a person sees, the header being row 1."""

    role: str
    dataset: str
    extract_id: str
    file: str
    sha256: str
    row: int
    column: str
    received_at: str


@dataclass(frozen=True)
class Explanation:
    """A released figure and all that it rests on. `value` is null when `status` is not `published`."""

    indicator: str
    indicator_number: int | None
    title: str
    area: str
    area_name: str
    period: str
    breakdown: str
    breakdown_label: str
    value: float | None
    status: str
    unit: str
    says: str
    revision: str | None
    is_synthetic: bool
    numerator: float | None
    denominator: float | None
    definition: str
    numerator_definition: str | None
    denominator_definition: str | None
    definition_version: str
    owner: str
    caveat: str | None
    release: str
    as_known_on: str
    lineage: tuple[SourceRow, ...]

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return asdict(self)


def explain(
    indicator: str, area: str, period: str, breakdown: str | None = None, release_id: str | None = None
) -> Explanation:
    """Explain one released figure.

    Args:
        indicator: its id, such as `supported_internships`, or its number in the indicator set, such as `6`.
        area: its code, such as `E92000001`, or its name.
        period: such as `2024/25`.
        breakdown: `topic/value` or the value alone; none: the indicator's headline.
        release_id: none: the release that the page shows.

    Raises:
        ReleaseError: there is no such figure; it names those that there are.
    """
    with database.connect(database.Role.DASHBOARD) as connection:
        published = _Published(connection, release_id)
        about = published.indicator(indicator)
        figure = published.figure(about, published.places(area), area, period, breakdown)
        return Explanation(
            indicator=about["indicator_id"],
            indicator_number=about["indicator_number"],
            title=about["title"],
            area=figure["area_code"],
            area_name=figure["area_name"],
            period=figure["period_id"],
            breakdown=f"{figure['breakdown_topic']}/{figure['breakdown']}",
            breakdown_label=f"{figure['topic_label']}: {figure['label']}",
            value=figure["value"],
            status=figure["value_status"],
            unit=about["unit"],
            says=in_words(figure["value"], figure["value_status"], about["unit"], about["decimals"]),
            revision=figure["revision"],
            is_synthetic=figure["is_synthetic"],
            numerator=figure["numerator"],
            denominator=figure["denominator"],
            definition=about["definition"],
            numerator_definition=about["numerator_definition"],
            denominator_definition=about["denominator_definition"],
            definition_version=about["definition_version"],
            owner=about["owner_department"],
            caveat=about["caveat"],
            release=published.release_id,
            as_known_on=published.as_known_on,
            lineage=tuple(published.lineage(figure["statistic_id"])),
        )


class _Published:
    """One release, as the page may read it."""

    def __init__(self, connection: connection, release_id: str | None) -> None:
        self._connection = connection
        shown = self._rows("select release_id, as_known_on from published.release order by released_at desc", ())
        if not shown:
            raise ReleaseError(
                "Nothing has been released yet.",
                why="Only released figures are explained.",
                fix="Run `pathways build` and `pathways publish`; `pathways release list` says what is held, and why.",
            )
        chosen = next((row for row in shown if release_id in (None, row["release_id"])), None)
        if chosen is None:
            raise _no_such("release", str(release_id), [row["release_id"] for row in shown])
        self.release_id = str(chosen["release_id"])
        self.as_known_on = chosen["as_known_on"].isoformat()

    def indicator(self, asked: str) -> Row:
        """The indicator of this id or number."""
        rows = self._of_release("select * from published.indicator where release_id = %s order by indicator_number")
        for row in rows:
            if asked.strip().lower() in (row["indicator_id"], str(row["indicator_number"])):
                return row
        ids = [row["indicator_id"] for row in rows]
        numbered = [f"{row['indicator_number'] or ''} {row['indicator_id']}".strip() for row in rows]
        near = difflib.get_close_matches(asked, ids, n=3)
        raise _no_such("released indicator", asked, near or numbered)

    def places(self, asked: str) -> list[str]:
        """The codes that an area, named by code or name, has or had, the one that was meant first."""
        rows = self._of_release(
            "select area_code, area_name, current_area_code from published.area where release_id = %s"
            " order by valid_to desc nulls first, area_code"
        )
        wanted = _squeezed(asked)
        meant = [row for row in rows if wanted in (_squeezed(row["area_code"]), _squeezed(row["area_name"]))]
        if not meant:
            names = {_squeezed(row["area_name"]): row["area_name"] for row in rows}
            near = [names[name] for name in difflib.get_close_matches(wanted, names, n=5)]
            raise _no_such("released area", asked, near or ["E92000001 (England)"])
        today = {row["current_area_code"] for row in meant} - {None}
        recoded = [row for row in rows if row["current_area_code"] in today]
        return list(dict.fromkeys(row["area_code"] for row in [*meant, *recoded]))

    def figure(self, about: Row, codes: list[str], area: str, period: str, breakdown: str | None) -> Row:
        """The one figure asked for; what there is instead, when there is none."""
        figures = self._rows(
            "select statistic.*, area_name, topic_label, breakdown.label, period.label as period_label"
            " from published.official_statistic as statistic"
            " join published.area using (release_id, area_code)"
            " join published.period using (release_id, period_id)"
            " join published.breakdown using (release_id, breakdown_topic, breakdown)"
            " where release_id = %s and indicator_id = %s and area_code = any(%s)"
            " order by array_position(%s, area_code), period.sort_key, breakdown.sort_key",
            (self.release_id, about["indicator_id"], codes, codes),
        )
        title = about["title"]
        if not figures:
            raise _no_such(f"released figure of “{title}” for the area", area, self._areas_with(about["indicator_id"]))
        asked_period = period.strip().lower()
        in_period = [row for row in figures if asked_period in (row["period_id"].lower(), row["period_label"].lower())]
        if not in_period:
            periods = dict.fromkeys(row["period_id"] for row in figures)
            raise _no_such(f"released figure of “{title}” for the period", period, list(periods)[::-1])
        headline = f"{about['headline_breakdown_topic'] or 'total'}/{about['headline_breakdown'] or 'total'}"
        asked = (breakdown or headline).strip().lower()
        named = {f"{row['breakdown_topic']}/{row['breakdown']}": row for row in reversed(in_period)}
        meant = [name for name, row in named.items() if asked in (name, row["breakdown"])]
        if len(meant) == 1:
            return named[meant[0]]
        what = f"released figure of “{title}” in {period} for the breakdown"
        raise _no_such(f"one {what}" if meant else what, asked, sorted(meant) or list(named)[::-1])

    def lineage(self, statistic_id: str) -> list[SourceRow]:
        """The rows of files that a figure rests on."""
        rows = self._rows(
            "select role, source.dataset, extract_id, file_name as file, sha256, source_row as row,"
            ' source_column as "column", received_at'
            " from published.statistic_source as source join published.extract using (release_id, extract_id)"
            " where release_id = %s and statistic_id = %s"
            " order by array_position(array['value', 'numerator', 'denominator'], role), extract_id, source_row,"
            " source_column",
            (self.release_id, statistic_id),
        )
        return [SourceRow(**{**row, "received_at": row["received_at"].isoformat()}) for row in rows]

    def _areas_with(self, indicator_id: str) -> list[str]:
        rows = self._rows(
            "select distinct area_code, area_name from published.official_statistic as statistic"
            " join published.area using (release_id, area_code)"
            " where release_id = %s and indicator_id = %s order by area_code desc",
            (self.release_id, indicator_id),
        )
        return [f"{row['area_code']} ({row['area_name']})" for row in rows]

    def _of_release(self, query: str) -> list[Row]:
        return self._rows(query, (self.release_id,))

    def _rows(self, query: str, values: tuple[object, ...]) -> list[Row]:
        with self._connection.cursor(cursor_factory=RealDictCursor) as cursor:
            cursor.execute(query, values)
            return [dict(row) for row in cursor.fetchall()]


def _squeezed(name: str) -> str:
    return " ".join(name.lower().split())


def _no_such(what: str, asked: str, there_are: list[str]) -> ReleaseError:
    listed = ", ".join(there_are[:LISTED])
    more = f" and {len(there_are) - LISTED:,} more" if len(there_are) > LISTED else ""
    return ReleaseError(
        f"There is no {what} “{asked}”.",
        why="Only what a release holds can be explained.",
        fix=f"There are: {listed}{more}." if listed else "Nothing of the kind is released.",
    )

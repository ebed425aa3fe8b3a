"""What must hold before a candidate becomes a release: pure checks, tables in, reasons out.

A gate that stops holds the candidate back; one that warns only says so in the manifest and beside the release.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

import polars as pl

from pathways.published import PUBLISHED
from pathways.published.official_statistics import OWNER_DEPARTMENTS, STATUSES
from pathways.published.table import Tables
from publish import identifiers
from publish.linked import unprotected_figures_are_made_up, unprotected_figures_left_out
from publish.protected import unprotected
from publish.reconcile import differs_from_known_values, parts_differ_from_total
from publish.withhold import texts_withheld

EXAMPLES = 3  # how many offending keys a reason names
MOST_REASONS = 20  # of one gate; what one cause breaks, it breaks in many places
PERCENT = 100


@dataclass(frozen=True)
class Gate:
    """One check and what it proves, in words for the manifest."""

    name: str
    proves: str
    check: Callable[[Tables], list[str]]
    stops: bool = True


@dataclass(frozen=True)
class GateResult:
    """What one gate said of one candidate."""

    gate: str
    proves: str
    passed: bool
    stops: bool
    reasons: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """For the manifest."""
        return {**asdict(self), "reasons": list(self.reasons)}


def run_gates(tables: Tables, *, tests_passed: int, as_known_on: datetime) -> list[GateResult]:
    """What every gate says of a candidate by itself; `remains` compares it with the page.

    Args:
        tables: what would be published.
        tests_passed: how many dbt tests of these tables passed; a build that fails one leaves nothing to publish.
        as_known_on: the instant that the tables speak of.
    """
    return [
        result(
            "tests_passed",
            "Every dbt test of the build that made these tables passed.",
            [] if tests_passed else ["The build ran no test of its tables."],
        ),
        *(result(gate.name, gate.proves, gate.check(tables), stops=gate.stops) for gate in GATES),
        result(
            "sources_are_current",
            "No source is later than twice its expected interval.",
            sources_are_current(tables, as_known_on),
            stops=False,
        ),
    ]


def result(name: str, proves: str, reasons: list[str], *, stops: bool = True) -> GateResult:
    """What a gate said: one with reasons did not pass."""
    if len(reasons) > MOST_REASONS:
        reasons = [*reasons[:MOST_REASONS], f"And {len(reasons) - MOST_REASONS:,} more."]
    return GateResult(name, proves, passed=not reasons, stops=stops, reasons=tuple(reasons))


def figures_are_present(tables: Tables) -> list[str]:
    """A release without a single figure would empty the page."""
    shown = tables["official_statistic"].filter(pl.col("value_status") == "published").height
    return [] if shown else ["No figure is published: the warehouse holds nothing to show."]


def keys_are_unique(tables: Tables) -> list[str]:
    """Each row of a published table can be named by its key, and by that key alone."""
    reasons = []
    for table in PUBLISHED:
        rows = tables[table.name].select(table.key)
        incomplete = rows.filter(pl.any_horizontal(pl.all().is_null())).height
        if incomplete:
            reasons.append(f"{table.name}: {incomplete:,} rows have no complete key ({', '.join(table.key)}).")
        repeated = rows.filter(rows.is_duplicated()).unique(maintain_order=True)
        if repeated.height:
            reasons.append(f"{table.name}: {repeated.height:,} keys stand twice, such as {_examples(repeated)}.")
    return reasons


def relationships_hold(tables: Tables) -> list[str]:
    """Whatever a published row refers to is published too."""
    reasons = []
    for table in PUBLISHED:
        for reference in table.references:
            referring = tables[table.name].select(reference.columns).drop_nulls().unique(maintain_order=True)
            orphans = referring.join(
                tables[reference.table], left_on=reference.columns, right_on=reference.referred, how="anti"
            )
            if orphans.height:
                named = ", ".join(reference.columns)
                reasons.append(
                    f"{table.name}: {orphans.height:,} values of {named} are not in {reference.table},"
                    f" such as {_examples(orphans)}."
                )
    return reasons


def symbols_are_valid(tables: Tables) -> list[str]:
    """A figure is either published, with a value, or absent, with the reason; absent is never zero, nor minus one."""
    value, status = pl.col("value"), pl.col("value_status")
    figures = ("value", "numerator", "denominator")
    may_be_negative = pl.col("indicator_id").str.contains("_gap_")
    problems = {
        "have a status that is not on the list": ~status.is_in(STATUSES) | status.is_null(),
        "are said to be published but have no value": (status == "published") & value.is_null(),
        "carry a value although their status says it is absent": (status != "published") & value.is_not_null(),
        "are not finite numbers": pl.any_horizontal(pl.col(name).is_finite().not_() for name in figures),
        "are negative, which no count or rate can be": pl.any_horizontal(
            (pl.col(name) < 0) & (~may_be_negative if name == "value" else pl.lit(value=True)) for name in figures
        ),
    }
    return _rows_that(tables["official_statistic"], "statistic_id", "figures", problems)


def figures_are_plausible(tables: Tables) -> list[str]:
    """Rates are of somebody, and of no more than all of them. Some publishers round or slip: theirs to correct."""
    statistics = tables["official_statistic"].join(
        tables["indicator"].select("indicator_id", "unit"), on="indicator_id"
    )
    is_rate = pl.col("unit").is_in(["percent", "per_1000"])
    problems = {
        "are percentages above 100": (pl.col("unit") == "percent") & (pl.col("value") > PERCENT),
        "are rates of nobody: the denominator is zero": (
            is_rate & pl.col("value").is_not_null() & (pl.col("denominator") == 0)
        ),
    }
    return _rows_that(statistics, "statistic_id", "figures", problems)


def definitions_are_named(tables: Tables) -> list[str]:
    """Every indicator says what it counts, by which version of the definition, in what unit, and who owns it."""
    words = ("title", "definition", "definition_version", "unit")
    problems = {
        f"have no {name.replace('_', ' ')}": pl.col(name).fill_null("").str.strip_chars() == "" for name in words
    }
    problems["are owned by no known department"] = ~pl.col("owner_department").is_in(OWNER_DEPARTMENTS).fill_null(
        value=False
    )
    return _rows_that(tables["indicator"], "indicator_id", "indicators", problems)


def lineage_is_complete(tables: Tables) -> list[str]:
    """Every published figure can be traced to a row of a file."""
    traced = tables["statistic_source"].filter(pl.col("source_row").is_not_null())
    untraced = (
        tables["official_statistic"]
        .filter(pl.col("value_status") == "published")
        .join(traced, on="statistic_id", how="anti")
        .select("statistic_id")
    )
    if not untraced.height:
        return []
    return [f"{untraced.height:,} published figures name no row of a file, such as {_examples(untraced)}."]


def no_identifier_is_present(tables: Tables) -> list[str]:
    """No text or whole number of any table has the shape and the check digit of a person's identifier."""
    return [
        f"{name}.{column.name}: {found.values:,} values hold what looks like a {found.kind}."
        for name, frame in tables.items()
        for column in frame.get_columns()
        for found in identifiers.scan(column)
    ]


def extracts_with_notes(tables: Tables) -> list[str]:
    """What ingest had to say of the extracts in use, such as labels that no list knows."""
    used = tables["extract"].filter("is_used").sort("extract_id")
    return [
        f"{file_name} ({dataset}): {note}"
        for file_name, dataset, notes in used.select("file_name", "dataset", "notes").iter_rows()
        for note in json.loads(notes or "[]")
    ]


def sources_are_current(tables: Tables, as_known_on: datetime) -> list[str]:
    """No source was silent, at that instant, for more than twice the time in which its next extract was expected."""
    silent_days = (pl.lit(as_known_on) - pl.col("last_received_at")).dt.total_days()
    late = tables["source"].filter(silent_days > 2 * pl.col("expected_every_days")).sort("dataset")
    return [
        f"{dataset} was last received on {received:%-d %B %Y}; an extract is expected every {days} days."
        for dataset, received, days in late.select("dataset", "last_received_at", "expected_every_days").iter_rows()
    ]


def _rows_that(rows: pl.DataFrame, key: str, called: str, problems: dict[str, pl.Expr]) -> list[str]:
    reasons = []
    for problem, condition in problems.items():
        offending = rows.filter(condition).select(key)
        if offending.height:
            reasons.append(f"{offending.height:,} {called} {problem}, such as {_examples(offending)}.")
    return reasons


def _examples(keys: pl.DataFrame) -> str:
    return "; ".join(" / ".join(str(part) for part in row) for row in keys.head(EXAMPLES).iter_rows())


GATES = (
    Gate("figures_are_present", "There is something to show.", figures_are_present),
    Gate("keys_are_unique", "Each published row has a key of its own.", keys_are_unique),
    Gate("relationships_hold", "Whatever a row refers to is published too.", relationships_hold),
    Gate("symbols_are_valid", "A figure has a value or the reason it has none, never both.", symbols_are_valid),
    Gate("definitions_are_named", "Each indicator has a versioned definition and an owner.", definitions_are_named),
    Gate("lineage_is_complete", "Each figure leads to a row of a file.", lineage_is_complete),
    Gate("no_identifier_is_present", "Nothing looks like a person's identifier.", no_identifier_is_present),
    Gate(
        "figures_of_people_are_protected",
        "Of people there are only declared counts that are rounded, what follows from them, and no key.",
        unprotected,
    ),
    Gate(
        "unprotected_figures_are_made_up",
        "Counts of linked people that no rule protects rest on made-up records alone.",
        unprotected_figures_are_made_up,
    ),
    Gate(
        "unprotected_figures_are_shown",
        "None of them had to be left out.",
        unprotected_figures_left_out,
        stops=False,
    ),
    Gate(
        "known_values_match",
        "The figures of files that we know are those their publishers printed.",
        differs_from_known_values,
    ),
    Gate(
        "parts_make_the_total",
        "Local authorities make up their region and regions England, to within 10% or rounding to 20.",
        lambda tables: parts_differ_from_total(tables, share=0.10, rounded_to=20),
    ),
    Gate(
        "parts_make_the_total_closely",
        "The same, to within 1% or rounding to 10: beyond it the publisher's own parts and total differ.",
        lambda tables: parts_differ_from_total(tables, share=0.01, rounded_to=10),
        stops=False,
    ),
    Gate("no_text_is_withheld", "No text of a sender had to be withheld.", texts_withheld, stops=False),
    Gate(
        "extracts_are_read_whole",
        "Of no extract in use was a column passed over, a label unknown, or anything guessed.",
        extracts_with_notes,
        stops=False,
    ),
    Gate("figures_are_plausible", "No rate is of nobody or above 100%.", figures_are_plausible, stops=False),
)

"""From rows of text to rows of the lake: period, area, revision, words and figures, each problem in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

import polars as pl
from polars._typing import PolarsDataType

from ingest import areas, extra_columns, labels
from ingest.contract import Areas, Dataset
from ingest.formats import Batch
from ingest.formats.source import Source
from ingest.periods import Period
from ingest.problems import PROBLEMS_SCHEMA, Prepared, without
from ingest.symbols import read_values

_PART_OF_A_YEAR: Final = r"^\d{4}[/-]\d{2}(?:\d{2})? "  # a year with something behind it


class Reader:
    """Reads one file by one contract."""

    def __init__(self, dataset: Dataset, source: Source, breakdowns: Mapping[str, str]) -> None:
        headers = dataset.layout.headers(source)
        sent = headers.sent if headers else {}
        self.dataset: Final = dataset
        self.source: Final = source
        self._breakdowns: Final = breakdowns
        self._renames = dataset.as_declared(sent)
        self._sent = {self._renames[column]: name for column, name in sent.items()}
        self._answers: dict[str, pl.DataFrame] = {}
        self.notes: Final[dict[str, None]] = {}  # what a person should know of how rows were read, each once
        self._period = dataset.periods.given_by(source.name, self._sent)
        self._published = {lake: column for lake, column in dataset.published.items() if column in self._sent}

    def batches(self) -> Iterator[Batch]:
        """The file's rows as sent, columns named as declared."""
        for batch in self.dataset.layout.batches(self.source):
            yield Batch(self.as_declared(batch.rows.lazy()).collect(), batch.broken)

    def as_declared(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """The file's rows with their columns named as declared."""
        rows = rows.rename(self._renames, strict=False)
        if self._period is None:
            return rows
        return rows.with_columns(pl.lit(self._period).alias(self.dataset.periods.columns[0]))

    def prepare(self, batch: Batch) -> Prepared:
        """Every column of the lake, and what is wrong with each row."""
        rows = _numbered(batch.rows)
        lake = self._with_coverage(self._lake_keys(rows))
        problems = [self._period_problems(rows, lake)]
        if self.dataset.areas:
            unknown = lake.filter(pl.col("area_problem").is_not_null())
            problems.append(unknown.select("row_id", rule=pl.lit("unknown_area"), reason="area_problem"))
        if self.dataset.revision:
            problems.append(self._revision_problems(rows, lake))
        if self.dataset.labels:
            problems.append(labels.problems(self.dataset.labels, lake))
        if self._breakdowns:
            problems.append(extra_columns.set_aside(rows, self._breakdowns, self._sent))
        columns: list[pl.Series] = []
        unread: list[pl.DataFrame] = []
        for measure, dtype in self.dataset.measures.items():
            figures = self._figures(rows, lake["period"], measure, dtype)
            columns += [figures["value"].alias(measure), figures["status"].alias(f"{measure}_status")]
            if figures["problem"].null_count() < figures.height:
                unread.append(_unread(rows, figures["problem"], self._sent[self._published[measure]]))
        if unread:
            problems.append(_joined(pl.concat(unread)))
        found = pl.concat(problem.cast(PROBLEMS_SCHEMA) for problem in problems)
        good = lake.with_columns(*columns).select("row_id", *self.dataset.lake_columns())
        return Prepared(without(good, found["row_id"]), found, rows, batch.broken, self._sent)

    def _lake_keys(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Everything but the figures: row numbers, the worked-out columns, and the words."""
        words = rows.select(
            "row_id",
            "source_row",
            *(
                _text(self._published[lake]).cast(self.dataset.columns[lake].dtype, strict=False).alias(lake)
                if lake in self._published
                else pl.lit(self._unsaid(lake), dtype=pl.String).alias(lake)
                for lake in self.dataset.dimensions
            ),
        )
        periods = self._by_distinct(rows, self.dataset.periods.columns, self._periods)
        lake = words.with_columns(periods if "revision" in self.dataset.columns else periods.drop("revision"))
        if self.dataset.revision:
            lake = lake.with_columns(self._by_distinct(rows, self.dataset.revision[:1], self._revisions))
        if self.dataset.areas:
            columns = tuple(column for column in self._sent if column in self.dataset.areas.columns())
            lake = lake.with_columns(self._by_distinct(rows, columns, self._areas))
        return lake

    def _unsaid(self, lake: str) -> str | None:
        found = self.dataset.unsaid.get(lake)
        return found(self.source.name) if found else None

    def _by_distinct(
        self, rows: pl.DataFrame, columns: tuple[str, ...], answer: Callable[[pl.DataFrame], pl.DataFrame]
    ) -> pl.DataFrame:
        """The answer for each row, asked once for each distinct row of `columns` in the whole file.

        Rows are told apart by a 64-bit hash: of the few hundred distinct ones a file has, two will not share it.
        """
        hashes = rows.select(pl.struct(columns).hash().alias("hash"))
        distinct = hashes.with_row_index("place").unique("hash", keep="any")
        known = self._answers.get(answer.__name__)
        new = distinct if known is None else distinct.join(known, on="hash", how="anti")
        if known is None or new.height:
            found = answer(rows.select(columns)[new["place"]]).insert_column(0, new["hash"])
            known = found if known is None else pl.concat([known, found])
            self._answers[answer.__name__] = known
        return hashes.join(known, on="hash", how="left", maintain_order="left").drop("hash")

    def _with_coverage(self, lake: pl.DataFrame) -> pl.DataFrame:
        level = ("area_level",) if self.dataset.areas else ()
        parts = [pl.col(part) if part in lake.columns else pl.lit(part) for part in (*level, *self.dataset.coverage)]
        return lake.with_columns(coverage=pl.concat_str(parts, separator=" ") if len(parts) > 1 else parts[0])

    def _periods(self, said: pl.DataFrame) -> pl.DataFrame:
        read = [self._period_of([text or "" for text in texts]) for texts in said.iter_rows()]
        read = [period if period and not period.is_to_come(datetime.now(UTC)) else None for period in read]
        return pl.DataFrame(
            {
                "period": [period.period_id if period else None for period in read],
                "revision": [period.revision if period else None for period in read],
            },
            schema={"period": pl.String, "revision": pl.String},
        )

    def _period_of(self, texts: list[str]) -> Period | None:
        said, meant = self.dataset.periods.read(*texts), self.dataset.periods.of(*texts)
        if said and meant and said != meant:
            note = f"the period {said.period_id} was read as {meant.period_id}, as this publication means it"
            self.notes[note] = None
        return meant

    def _revisions(self, said: pl.DataFrame) -> pl.DataFrame:
        meanings = {mark.lower(): meaning for mark, meaning in (self.dataset.revision or ("", {}))[1].items()}
        marks = said.to_series().str.strip_chars().str.to_lowercase()
        return marks.replace_strict(meanings, default=None, return_dtype=pl.String).to_frame("revision")

    def _areas(self, said: pl.DataFrame) -> pl.DataFrame:
        """`area_code`, `area_level` and `area_problem` of what rows say of their area."""
        by = self.dataset.areas or Areas()
        level = by.level if by.level in said.columns else None

        def given(column: str | None) -> pl.Expr:
            return pl.col(column) if column in said.columns else pl.lit(None, dtype=pl.String)

        def at_level(part: str | Mapping[str, str] | None) -> pl.Expr:
            """The one column, or the one that belongs to the level each row states."""
            if part is None or isinstance(part, str):
                return given(part)
            chosen = pl.lit(None, dtype=pl.String)
            for word, column in part.items():
                is_at_level = given(level).str.strip_chars().str.to_lowercase() == word
                chosen = pl.when(is_at_level).then(given(column)).otherwise(chosen)
            return chosen

        asked = said.select(
            code=at_level(by.code),
            name=at_level(by.name),
            level=given(level),
            dfe_number=given(by.dfe_number),
            cassr_code=given(by.cassr_code),
        )
        return areas.resolve(asked, **{part: part for part in asked.columns})

    def _figures(self, rows: pl.DataFrame, period: pl.Series, measure: str, dtype: PolarsDataType) -> pl.DataFrame:
        if measure not in self._published:
            return pl.select(
                value=pl.repeat(None, rows.height, dtype=dtype),
                status=pl.repeat("missing", rows.height),
                problem=pl.repeat(None, rows.height, dtype=pl.String),
            )
        text = rows[self._published[measure]]
        symbol_column = self.dataset.symbol_columns.get(measure)
        if symbol_column in self._sent and text.null_count():
            symbol = _text(symbol_column)
            if self.dataset.is_optional(measure):  # such as an interval: the mark may speak of the estimate alone
                symbol = pl.when(symbol.str.to_lowercase().is_in(list(self.dataset.symbols.always))).then(symbol)
            text = rows.select(pl.coalesce(_text(self._published[measure]), symbol)).to_series()
        return read_values(text, period, self.dataset.symbols, dtype)

    def _period_problems(self, rows: pl.DataFrame, lake: pl.DataFrame) -> pl.DataFrame:
        columns = self.dataset.periods.columns
        said = pl.concat_str([pl.col(column).fill_null("") for column in columns], separator=", ")
        kinds = ", ".join(kind.replace("_", " ") for kind in self.dataset.periods.kinds or ())
        among = f" ({kinds})" if kinds else ""
        return rows.filter(lake["period"].is_null()).select(
            "row_id",
            rule=pl.lit("unknown_period"),
            reason=pl.format(
                "the period is given as '{}', which {}",
                said,
                pl.when(said.str.contains(_PART_OF_A_YEAR))
                .then(pl.lit("does not say plainly of which months it is"))
                .otherwise(pl.lit(f"is not a period of this publication{among} or has yet to come")),
            ),
        )

    def _revision_problems(self, rows: pl.DataFrame, lake: pl.DataFrame) -> pl.DataFrame:
        column, meanings = self.dataset.revision or ("", {})
        return rows.filter(lake["revision"].is_null() & rows.select(_text(column)).to_series().is_not_null()).select(
            "row_id",
            rule=pl.lit("unknown_revision"),
            reason=pl.format(
                "{} says '{}', which is none of {}",
                pl.lit(self._sent.get(column, column)),
                pl.col(column).fill_null(""),
                pl.lit(", ".join(meanings)),
            ),
        )


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    return rows if "row_id" in rows.columns else rows.with_columns(row_id="source_row")


def _text(column: str) -> pl.Expr:
    """A column without spaces around its text; text of nothing but spaces is null."""
    return pl.col(column).str.strip_chars().replace("", None)


def _unread(rows: pl.DataFrame, problem: pl.Series, sent: str) -> pl.DataFrame:
    return (
        rows.select("row_id", problem.alias("problem"))
        .filter(pl.col("problem").is_not_null())
        .select("row_id", reason=pl.format("{} holds {}", pl.lit(sent), "problem"))
    )


def _joined(unread: pl.DataFrame) -> pl.DataFrame:
    """One problem for each row, however many of its figures could not be read."""
    return (
        unread.group_by("row_id")
        .agg(pl.col("reason").str.join("; "))
        .select("row_id", rule=pl.lit("unknown_symbol"), reason="reason")
    )

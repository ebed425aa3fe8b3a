"""What a source promises: one `Dataset` value and one schema each, in `ingest/datasets/<publisher>.py`.

The schema (dataframely) names the lake's columns, their types, keys and rules. Its numeric columns are measures: each
gets a companion `<measure>_status` saying whether the figure was published, or why not. Everything else that differs
between publications is a field of `Dataset`, so a new source of a known layout is a new value and no new code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

import dataframely as dy
import polars as pl

from ingest.periods import kind_of

if TYPE_CHECKING:
    from polars._typing import PolarsDataType

    from ingest.formats import Layout
    from ingest.periods import Kind, Period
    from ingest.symbols import Symbols

Department = Literal["DfE", "DWP", "DHSC", "MHCLG"]

OGL: Final = "Open Government Licence v3.0"

# A column that some years or releases do not ship: absent, its figures are `missing`.
OPTIONAL: Final[dict[str, Any]] = {"optional": True}

# Part of the key. Not dataframely's `primary_key`, which looks at one batch: `check` compares the rows of a whole file.
KEY: Final[dict[str, Any]] = {"key": True}

# Columns of the lake that are worked out, not read by name.
WORKED_OUT: Final = ("source_row", "coverage", "period", "revision", "area_code")


class PublishedRow(dy.Schema):
    """What every row of the lake has: the row a person sees in the file as sent, and what it is about."""

    source_row = dy.Int64(min=1)
    coverage = dy.String()
    period = dy.String(metadata=KEY)


class AreaRow(PublishedRow):
    """A row about one area."""

    area_code = dy.String(metadata=KEY)


def count(*, optional: bool = False) -> dy.Int64:
    """How many people, plans or households; null with the reason in its status column."""
    return dy.Int64(nullable=True, min=0, metadata=OPTIONAL if optional else None)


def percentage(*, optional: bool = False) -> dy.Float64:
    """A share from 0 to 100."""
    return dy.Float64(nullable=True, min=0, max=100, metadata=OPTIONAL if optional else None)


def number(*, optional: bool = False) -> dy.Float64:
    """Any other figure: a score, a rate, a change that may be negative."""
    return dy.Float64(nullable=True, metadata=OPTIONAL if optional else None)


def text(*, key: bool = False, optional: bool = False) -> dy.String:
    """Words as published, such as a breakdown's label; may be blank unless part of the key."""
    return dy.String(nullable=not key, metadata=(KEY if key else {}) | (OPTIONAL if optional else {}))


@dataclass(frozen=True)
class Areas:
    """Which published columns say what area a row is about.

    Attributes:
        code: the column with the ONS code, or one for each level (lower case), as in DfE's files.
        name: the same for the area's name.
        level: the column with the publisher's word for the kind of area.
        dfe_number: the column with DfE's three-digit number.
        cassr_code: the column with the three-digit code of a council with adult social services responsibilities.
        required: those of the columns without which the file cannot be used.
    """

    code: str | Mapping[str, str] | None = None
    name: str | Mapping[str, str] | None = None
    level: str | None = None
    dfe_number: str | None = None
    cassr_code: str | None = None
    required: tuple[str, ...] = ()

    def columns(self) -> set[str]:
        """Every published column that may be asked."""
        named: set[str] = set()
        for part in (self.code, self.name, self.level, self.dfe_number, self.cassr_code):
            named |= {part} if isinstance(part, str) else set(part.values()) if part else set()
        return named


@dataclass(frozen=True)
class Periods:
    """Which published columns say what period a row is about, and how to read them.

    Attributes:
        columns: the published columns.
        read: the period of their words.
        kinds: the kinds of period that the warehouse can place for this dataset; a row of another is set aside.
            None: `read` sees to it.
        in_name: finds the words in the file's name, where the publisher says the period nowhere else.
        meaning: which period one that is read stands for, where the publication is known to mean another than it says;
            the extract notes each that differs.
    """

    columns: tuple[str, ...]
    read: Callable[..., Period | None]
    kinds: tuple[Kind, ...] | None
    in_name: Callable[[str], str | None] | None = None
    meaning: Callable[[Period], Period] | None = None

    def of(self, *texts: str) -> Period | None:
        """The period that a row's words mean, if it is one of this dataset."""
        said = self.read(*texts)
        period = self.meaning(said) if said and self.meaning else said
        return period if period and (self.kinds is None or kind_of(period.period_id) in self.kinds) else None

    def given_by(self, name: str, columns: Collection[str]) -> str | None:
        """The words of a file's period, if its name says what its columns do not."""
        return self.in_name(name) if self.in_name and self.columns[0] not in columns else None


AS_DECLARED: Final = "as declared"  # what the ledger says of a file that is of no variant


@dataclass(frozen=True)
class Labels:
    """Where rows say which breakdown they are of, in labels that `breakdown_label.csv` knows.

    Attributes:
        column: the lake column of the label.
        topic_column: the lake column of what it is a breakdown by, if rows say that.
        topic: the same in words, if all rows are of one.
        is_closed: whether rows of a label that the list lacks are quarantined; else they are taken, and that is said.
        passed_over: a pattern of "topic: label", in lower case, of what is known and not wanted.
    """

    column: str
    topic_column: str | None = None
    topic: str = ""
    is_closed: bool = False
    passed_over: str | None = None


@dataclass(frozen=True)
class Variant:
    """How the files of some years or releases differ from the contract as declared.

    Attributes:
        name: which years or releases, in words.
        renames: column as named there to column as declared. A file that has them all is of this variant; it may be of
            several, each of which renames its own.
    """

    name: str
    renames: Mapping[str, str]


@dataclass(frozen=True)
class Dataset:
    """What one source promises.

    Attributes:
        name: `<publisher>__<table>`; the lake's folder and the warehouse's raw table.
        publisher: who publishes it, in full.
        department: which of the four departments answers for it.
        title: the publication and the table, as people know it.
        source_url: the publication's page.
        layout: how its files are laid out.
        schema: the lake's columns; see the module.
        periods: how its rows say what period they are about.
        symbols: what its symbols mean.
        expected_every: how often a new file is due.
        areas: how its rows say what area they are about; None: the whole file is about England.
        labels: how its rows say their breakdown; None: they have none, or the columns are the breakdowns.
        coverage: the lake columns that name what a file replaces when it is sent again, joined by a space; text that is
            no column stands for itself. Where rows say their area its level goes before them, as in "region 2024/25":
            a file of regions alone never takes the place of the local authorities.
        unsaid: lake column of words to what it holds where a file has no such column, by the file's name.
        revision: the column that says whether figures are provisional, with the meaning of its words.
        renames: published column to lake column, where the lake has a clearer name.
        variants: dated differences.
        only: published column and the values of which every file of this dataset has at least one; tells files of one
            layout apart.
        passed_over: columns that are known and not wanted, such as those that say an area again.
        never: columns that files of this dataset do not have; tells it from a finer table of the same columns.
        symbol_columns: measure to the column that holds its symbol when the measure itself is blank.
        contract_version: raised when the meaning of a lake column changes.
        licence: of the published data.
    """

    name: str
    publisher: str
    department: Department
    title: str
    source_url: str
    layout: Layout
    schema: type[PublishedRow]
    periods: Periods
    symbols: Symbols
    expected_every: timedelta
    areas: Areas | None = None
    labels: Labels | None = None
    coverage: tuple[str, ...] = ("period",)
    unsaid: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    revision: tuple[str, Mapping[str, str]] | None = None
    renames: Mapping[str, str] = field(default_factory=dict)
    variants: tuple[Variant, ...] = ()
    only: tuple[str, tuple[str, ...]] | None = None
    passed_over: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    symbol_columns: Mapping[str, str] = field(default_factory=dict)
    contract_version: int = 1
    licence: str = OGL

    @property
    def names_periods(self) -> bool:
        """Whether what its files cover says of which period."""
        return "period" in self.coverage

    @cached_property
    def columns(self) -> Mapping[str, dy.Column]:
        """The schema's columns by lake name."""
        return self.schema.columns()

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The lake columns no two rows may share."""
        return tuple(name for name, column in self.columns.items() if self._is(column, "key"))

    @cached_property
    def measures(self) -> dict[str, PolarsDataType]:
        """Lake column and type of each figure."""
        return {
            name: column.dtype
            for name, column in self.columns.items()
            if column.dtype.is_numeric() and not self._is(column, "key") and name not in WORKED_OUT
        }

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """The lake columns of words, and of numbers that are part of the key, read by name."""
        return tuple(name for name in self.columns if name not in (*WORKED_OUT, *self.measures))

    @cached_property
    def unlisted(self) -> list[str]:
        """The lake columns of words that no list bounds: only they could hold an identifier unseen."""
        closed = self.labels.column if self.labels and self.labels.is_closed else None
        return [name for name in self.dimensions if self.columns[name].dtype == pl.String and name != closed]

    def is_optional(self, lake_column: str) -> bool:
        """Whether files may lack the column."""
        return self._is(self.columns[lake_column], "optional")

    @staticmethod
    def _is(column: dy.Column, mark: str) -> bool:
        return bool((column.metadata or {}).get(mark))

    def lake_columns(self) -> dict[str, PolarsDataType]:
        """Every column of the lake's files, in order, with its type; the `extract_id` comes with the extract."""
        lake: dict[str, PolarsDataType] = {}
        for name, column in self.columns.items():
            lake[name] = column.dtype
            if name in self.measures:
                lake[f"{name}_status"] = pl.String()
        return lake

    @cached_property
    def published(self) -> Mapping[str, str]:
        """Lake column to published column (as `normalised`), of those read by name."""
        renamed = {lake: sent for sent, lake in self.renames.items()}
        return {name: renamed.get(name, name) for name in (*self.dimensions, *self.measures)}

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The published columns without which the file cannot be used, in order of importance."""
        read = [sent for lake, sent in self.published.items() if not self.is_optional(lake)]
        areas = self.areas.required if self.areas else ()
        revision = (self.revision[0],) if self.revision else ()
        return tuple(dict.fromkeys((*self.periods.columns, *areas, *read, *revision)))

    @cached_property
    def known(self) -> frozenset[str]:
        """Every published column that the contract reads, or knows and passes over."""
        return frozenset(
            {
                *self.required,
                *self.published.values(),
                *(self.areas.columns() if self.areas else ()),
                *self.symbol_columns.values(),
                *self.passed_over,
            }
        )

    def variants_of(self, headers: Collection[str]) -> tuple[Variant, ...]:
        """The dated variants that a file with these columns is of; none: as declared."""
        return tuple(variant for variant in self.variants if all(column in headers for column in variant.renames))

    def as_declared(self, headers: Collection[str]) -> dict[str, str]:
        """Each of a file's columns to the column as declared; variants never rename over a column that is there."""
        renames: dict[str, str] = {}
        for variant in self.variants_of(headers):
            renames |= {sent: declared for sent, declared in variant.renames.items() if declared not in headers}
        return {column: renames.get(column, column) for column in headers}


@dataclass(frozen=True)
class Described:
    """What the ledger says of an extract: its dataset, who publishes it, and which contract it was checked by."""

    dataset: str
    publisher: str
    contract_version: int
    variant: str
    published_on: date | None = None


def normalised(header: str) -> str:
    """A published column's name without what publishers vary: "Geographical.Code" is "geographical_code"."""
    return re.sub(r"[^0-9a-z]+", "_", header.replace("\ufeff", "").lower()).strip("_")

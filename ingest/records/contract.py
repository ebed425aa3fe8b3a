"""What a record-level return promises: its tables, which of their columns identify a person, how they hang together.

A return is one declared value, in `ingest/datasets/<publisher>_records.py`, with one dataframely schema for each table.
The schema holds what goes on to the lake. What identifies a person is named beside it, and never leaves the identity
zone: the lake holds `record_key`, a keyed pseudonym, and the month of birth in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final, Literal

import dataframely as dy

from ingest.contract import Department

IdentityField = Literal[
    "forename",
    "surname",
    "date_of_birth",
    "sex",
    "postcode",
    "uln",
    "upn",
    "national_insurance_number",
    "nhs_number",
]
GroupField = Literal["ethnicity_5", "sen", "local_authority_code"]
Revision = Literal["provisional", "revised", "not marked"]
DAYS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%Y-%b-%d %H:%M:%S", "%d-%b-%Y", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S")


class RecordRow(dy.Schema):
    """What every row of a record-level table has in the lake.

    `source_row` is the row of a CSV file, or the number of the record in an XML file; `coverage` what the file replaces
    when it is sent again; `record_key` the pseudonym under which its source knows the person.
    """

    source_row = dy.Int64(min=1)
    coverage = dy.String()
    record_key = dy.String()


class PersonRow(RecordRow):
    """A row that says when a person was born: the lake keeps the first day of that month."""

    birth_month = dy.Date(nullable=True, min=date(1900, 1, 1))


WORKED_OUT: Final = ("source_row", "coverage", "record_key", "birth_month")


def words(sent: str, *, required: bool = False) -> dy.String:
    """Text without a code list, such as a reference that means nothing outside its source."""
    return dy.String(nullable=not required, metadata={"sent": sent})


def code(sent: str, code_list: str, *, required: bool = False) -> dy.String:
    """One of the codes of a dated list: `dbt_project/seeds/record_code.csv`."""
    return dy.String(nullable=not required, metadata={"sent": sent, "codes": code_list})


def reference(sent: str, domain: str, *, required: bool = False) -> dy.String:
    """A reference of the source to another record; the lake holds its pseudonym, the `record_key` of that record."""
    return dy.String(nullable=not required, metadata={"sent": sent, "domain": domain})


def area(sent: str, numbering: Literal["area_code", "dfe_number"], *, required: bool = False) -> dy.String:
    """An area by its ONS code or DfE number: one that `dbt_project/seeds/area.csv` lists."""
    return dy.String(nullable=not required, metadata={"sent": sent, "codes": numbering})


def whole(sent: str, *, required: bool = False, low: int | None = None, high: int | None = None) -> dy.Int64:
    """A whole number from `low` to `high`."""
    return dy.Int64(nullable=not required, metadata={"sent": sent}, min=low, max=high)


def amount(sent: str, *, required: bool = False) -> dy.Float64:
    """A number with decimals, such as pay."""
    return dy.Float64(nullable=not required, metadata={"sent": sent})


def day(sent: str, *, required: bool = False, may_come: bool = False) -> dy.Date:
    """A date, in any of the ways departments write one; one that has been, unless it `may_come` yet."""
    return dy.Date(
        nullable=not required,
        metadata={"sent": sent, "may_come": may_come},
        min=date(1900, 1, 1),
        max=date(2100, 1, 1),
    )


@dataclass(frozen=True)
class RecordTable:
    """One table of a return.

    Attributes:
        name: the lake's folder within the return, and the end of the warehouse's name.
        schema: the lake's columns; see the module.
        person: where the text lies that names the person (or the record itself) in this source.
        domain: of the references that name the record; "": the return's `person_domain`.
        identity: which columns identify the person, by what they hold.
        record: in XML, the element of the record.
        rows: in XML, the element of a row from the record down; "." is the record itself.
        groups: which lake columns say to what group the person belongs, for the quality of linkage; text that is no
            column stands for itself.
        is_self_named: a row without a reference is named by all it says, as a log of a letting is nobody's record.
        parent: the table a row belongs to; a row is quarantined with its parent.
        link: lake columns by which a row finds its parent.
        key: lake columns that no two rows of one `record_key` may share; None: only equal rows repeat each other.
    """

    name: str
    schema: type[RecordRow]
    person: tuple[str, ...]
    domain: str = ""
    identity: Mapping[IdentityField, str] = field(default_factory=dict)
    groups: Mapping[GroupField, str] = field(default_factory=dict)
    is_self_named: bool = False
    record: str = ""
    rows: str = "."
    parent: str | None = None
    link: tuple[str, ...] = ("source_row",)
    key: tuple[str, ...] | None = None

    @cached_property
    def columns(self) -> Mapping[str, dy.Column]:
        """The schema's columns by lake name."""
        return self.schema.columns()

    @cached_property
    def read(self) -> Mapping[str, dy.Column]:
        """The columns that are read by name."""
        return {name: column for name, column in self.columns.items() if name not in WORKED_OUT}

    @cached_property
    def sent(self) -> dict[str, str]:
        """Every column that is read, person and identity included, to what the sender calls it."""
        return {
            **{f"person_{place}": sent for place, sent in enumerate(self.person)},
            **{f"identity_{name}": sent for name, sent in self.identity.items()},
            **{name: str(said(column, "sent")) for name, column in self.read.items()},
        }

    @cached_property
    def unlisted(self) -> list[str]:
        """The columns whose values no code list and no limit bounds: only they could hold an identifier unseen."""
        bounded = {
            name
            for name, column in self.read.items()
            if said(column, "codes") or said(column, "domain") or getattr(column, "max", None)
        }
        return [name for name in self.columns if name not in bounded | {"source_row", "record_key"}]

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The columns, as sent, that may not be blank."""
        named = () if self.is_self_named else self.person
        return (*named, *(str(said(column, "sent")) for column in self.read.values() if not column.nullable))


@dataclass(frozen=True)
class XmlReturn:
    """How a return is laid out in XML.

    Attributes:
        root: the root element.
        namespace: a pattern of its namespace, "" where it has none.
    """

    root: str
    namespace: str = ""


@dataclass(frozen=True)
class About:
    """What a file is about.

    Attributes:
        period: as people write it: "2024/25", "2025", "2025-03".
        codes_on: the day whose code lists hold.
        revision: whether the sender calls it provisional or revised; a provisional one never displaces another.
        published_on: the day the sender made it, where it says so.
    """

    period: str
    codes_on: date
    revision: Revision = "not marked"
    published_on: date | None = None


@dataclass(frozen=True)
class Return:
    """What one record-level feed promises.

    Attributes:
        name: `<department>__<return>`; the lake's folder.
        department: which of the four departments sends it.
        publisher: the same in full.
        title: the return, as people know it.
        tables: the parents before their children. A CSV file holds one of them, an XML file all.
        xml: how it is laid out in XML, if it comes so. What is sent is then named by XPath: "../LearnRefNumber" in the
            element around a row's, "/Header/Source/UKPRN" before the records. A column of a CSV file has the last name.
        about: what a file is about, from its name and from what its envelope (XML) or first row (CSV) says; None where
            neither says it.
        coverage: what is sent that says, beside the period, what a row's file replaces when it is sent again.
        person_domain: returns with one domain know people by the same references.
        expected_every: how often a new file is due.
        contract_version: raised when the meaning of a lake column changes.
    """

    name: str
    department: Department
    publisher: str
    title: str
    tables: tuple[RecordTable, ...]
    about: Callable[[str, Mapping[str, str]], About | None]
    person_domain: str
    expected_every: timedelta
    xml: XmlReturn | None = None
    coverage: tuple[str, ...] = ()
    contract_version: int = 1

    def table(self, name: str) -> RecordTable:
        """The table of that name."""
        return next(table for table in self.tables if table.name == name)


def said(column: dy.Column, mark: str) -> Any:
    """What a declaration says of a column beyond its type."""
    return (column.metadata or {}).get(mark)

"""Which dataset a file is of, by its columns and never by its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from ingest import extra_columns
from ingest.contract import AS_DECLARED, Dataset, Described, normalised
from ingest.datasets import DATASETS
from ingest.formats import Headers
from ingest.formats.refusal import KEPT, refusal
from ingest.formats.source import Source, inspect
from ingest.large import is_large
from pathways.errors import RefusedFileError

# A file with more than this share of what only one contract asks for, and so few missing, is of that dataset.
_SURELY = 0.5
_FEW = 2
_NOT_BY_CHANCE = 1 / 3  # of the columns that only one contract asks for


class NotRecognisedError(RefusedFileError):
    """No contract fits the file, or more than one does; its bytes are kept."""


@dataclass(frozen=True)
class Recognised:
    """A file whose dataset is known.

    Attributes:
        dataset: its contract.
        variant: which dated variant of the contract, in words.
        notes: what a person should know, such as columns that were passed over.
        source: how its bytes are to be read.
        breakdowns: unknown columns that split the figures, to the values by which the rows of the total are known.
    """

    dataset: Dataset
    variant: str
    notes: tuple[str, ...]
    source: Source
    breakdowns: Mapping[str, str] = field(default_factory=dict)

    @property
    def described(self) -> Described:
        """For the ledger."""
        return Described(self.dataset.name, self.dataset.publisher, self.dataset.contract_version, self.variant)

    def source_at(self, file: Path) -> Source:
        """The same bytes where they are kept now."""
        return replace(self.source, path=file, changed_at=file.stat().st_mtime_ns)


@dataclass(frozen=True)
class _Fit:
    """How a file's columns compare with what a contract asks for.

    Attributes:
        headers: the file's columns.
        columns: each of them to the column as declared.
        missing: what the contract asks for and the file lacks.
        unwanted: what the file has and no file of the dataset does.
        found: the share, of the columns that only this contract asks for, that the file has.
        period: what the file's name says of its period, where its columns do not.
    """

    dataset: Dataset
    headers: Headers
    columns: Mapping[str, str]
    missing: tuple[str, ...]
    unwanted: tuple[str, ...]
    found: float
    period: str | None

    @property
    def is_whole(self) -> bool:
        return not self.missing and not self.unwanted


def recognise(file: Path, name: str) -> Recognised:
    """Find the dataset that a file is of.

    Args:
        file: the bytes as sent.
        name: what the sender called the file, for messages.

    Raises:
        NotRecognisedError: no contract fits, or two do; says which columns were missing or shared.
        RefusedFileError: the file cannot be a table, or is a file of a known dataset that lacks a column.
    """
    return recognise_source(inspect(file, name))


def recognise_source(source: Source) -> Recognised:
    """As `recognise`, of a file that was looked at before."""
    fits = [fit for dataset in DATASETS.values() if (fit := _fit(dataset, source)) is not None]
    if not fits:
        raise _unknown(source)
    chosen = _chosen(fits, source)
    _refuse_repeated_columns(chosen, source)
    _refuse_no_rows(chosen, source)
    variants = chosen.dataset.variants_of(chosen.headers.sent)
    breakdowns = extra_columns.breakdowns(chosen.dataset, source, _unknown_columns(chosen))
    return Recognised(
        dataset=chosen.dataset,
        variant="; ".join(variant.name for variant in variants) or AS_DECLARED,
        notes=(*source.notes, *_notes(chosen, breakdowns)),
        source=source,
        breakdowns=breakdowns,
    )


def _fit(dataset: Dataset, source: Source) -> _Fit | None:
    headers = dataset.layout.headers(source)
    if headers is None:
        return None
    columns = dataset.as_declared(headers.sent)
    present = set(columns.values())
    period = dataset.periods.given_by(source.name, present)
    if period:
        present.add(dataset.periods.columns[0])
    missing = tuple(column for column in dataset.required if column not in present)
    own = [column for column in dataset.required if column not in _shared()] or list(dataset.required)
    unwanted = tuple(column for column in dataset.never if column in present)
    found = sum(column in present for column in own) / len(own)
    return _Fit(dataset, headers, columns, missing, unwanted, found, period)


@cache
def _shared() -> set[str]:
    """Columns that more than one publication asks for: they say nothing about which dataset a file is of."""
    asked: dict[str, set[tuple[str, ...]]] = {}
    for dataset in DATASETS.values():
        for column in dataset.required:
            asked.setdefault(column, set()).add(dataset.required)
    return {column for column, by in asked.items() if len(by) > 1}


def _chosen(fits: list[_Fit], source: Source) -> _Fit:
    whole = [fit for fit in fits if fit.is_whole]
    told = [fit for fit in whole if _holds_its_values(fit, source)]
    if len(told) == 1:
        return told[0]
    if len(told) > 1:
        shared = set.intersection(*(set(fit.dataset.required) for fit in told))
        raise NotRecognisedError(
            f"{source.name} could be {_either(fit.dataset.name for fit in told)}: all ask for the columns "
            f"{', '.join(sorted(shared))}.",
            why=KEPT,
            fix="Declare in ingest/datasets/ a column or a value that only one of them has.",
        )
    if whole:
        column = whole[0].dataset.only[0] if whole[0].dataset.only else ""
        raise NotRecognisedError(
            f"{source.name} is laid out as {_either(fit.dataset.name for fit in whole)}, but its column `{column}` "
            "holds none of the values by which they are told apart.",
            why=KEPT,
            fix="To load it, declare its values as a dataset in ingest/datasets/ (docs/adding-a-dataset.md).",
        )
    nearest = max(fits, key=lambda fit: (fit.found, -len(fit.missing)))
    if nearest.found > _SURELY and not nearest.unwanted and len(nearest.missing) <= _FEW:
        raise _lacks_columns(nearest, source)
    raise _unknown(source, nearest)


def _holds_its_values(fit: _Fit, source: Source) -> bool:
    if fit.dataset.only is None:
        return True
    declared, values = fit.dataset.only
    column = next(sent for sent, known_as in fit.columns.items() if known_as == declared)
    wanted = {value.lower() for value in values}
    for batch in fit.dataset.layout.batches(source, (column,)):
        held = batch.rows[column].str.strip_chars().str.to_lowercase().unique().to_list()
        if not wanted.isdisjoint(held):
            return True
    return False


def _lacks_columns(fit: _Fit, source: Source) -> RefusedFileError:
    names = ("column " if len(fit.missing) == 1 else "columns ") + ", ".join(f"`{column}`" for column in fit.missing)
    module = fit.dataset.schema.__module__
    unknown = list(_unknown_columns(fit).values())
    in_name = fit.dataset.periods.in_name and set(fit.missing) <= set(fit.dataset.periods.columns)
    hint = f" It has these that the contract does not know: {', '.join(unknown[:8])}." if unknown else ""
    return refusal(
        f"{source.name} is laid out as {fit.dataset.name} but has no {names}.{hint}",
        why="The file was kept but not loaded, so the figures shown stay those of the last file.",
        fix="Send it under a name that says its years, as in ascof-2019-20.csv."
        if in_name
        else f"If {fit.dataset.publisher} renamed the column, add a Variant to its contract in "
        f"{module.replace('.', '/')}.py; if not, ask the sender for the whole file.",
    )


def _refuse_repeated_columns(fit: _Fit, source: Source) -> None:
    twice = [sent for sent in fit.headers.repeated if normalised(sent) in fit.dataset.known]
    if twice:
        raise refusal(
            f"{source.name} has more than one column called {', '.join(f'`{sent}`' for sent in twice)}.",
            fix="It cannot be known which of them is meant: ask the sender for a file in which each name comes once.",
        )


def _refuse_no_rows(fit: _Fit, source: Source) -> None:
    if is_large(source):
        return
    some = fit.dataset.layout.batches(source, (next(iter(fit.headers.sent)),))
    if not any(batch.rows.height or batch.broken.height for batch in some):
        raise refusal(
            f"{source.name} has the columns of {fit.dataset.name} and no rows below them.",
            fix="Ask the sender for the file again; check that its export finished.",
        )


def _notes(fit: _Fit, breakdowns: Mapping[str, str]) -> Iterator[str]:
    if fit.period:
        yield f"The period {fit.period} was taken from the file's name, as no column says it."
    for column, sent in _unknown_columns(fit).items():
        if column in breakdowns:
            yield (
                f"The extra column {sent} splits the figures: only its rows of {breakdowns[column]} were taken,"
                " and the others set aside."
            )
        else:
            yield f"The extra column {sent} was ignored."


def _unknown_columns(fit: _Fit) -> dict[str, str]:
    """Normalised name to name as sent, of the columns that the contract does not know."""
    return {column: sent for column, sent in fit.headers.sent.items() if fit.columns[column] not in fit.dataset.known}


def _unknown(source: Source, nearest: _Fit | None = None) -> NotRecognisedError:
    what = f"{source.name} is not a file of any dataset that has a contract."
    if nearest and nearest.found > _NOT_BY_CHANCE:
        differs = [f"has no column `{column}`" for column in nearest.missing]
        differs += [
            f"has a column `{column}`, as another table of that publication does" for column in nearest.unwanted
        ]
        what += f" The nearest is {nearest.dataset.name}, but the file {', '.join(differs)}."
    return NotRecognisedError(
        what,
        why=KEPT,
        fix="To load such files, declare the dataset in ingest/datasets/ (docs/adding-a-dataset.md).",
    )


def _either(names: Iterable[str]) -> str:
    return " or ".join(names)

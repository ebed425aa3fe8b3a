"""The identity zone: the one folder where what identifies people lies, open to its owner alone."""

from __future__ import annotations

from pathlib import Path

from ingest.formats.source import inspect
from ingest.recognise import recognise_source
from ingest.records.recognise import recognise_records
from pathways.errors import RefusedFileError
from pathways.settings import settings


def quarantine() -> Path:
    """Rows of record-level extracts that broke their contract, as sent."""
    return _folder("quarantine")


def persons() -> Path:
    """Who the accepted rows are about: one Parquet file an extract, `record_key` beside what identifies the person."""
    return _folder("persons")


def landing() -> Path:
    """Record-level files as sent."""
    return _folder("landing")


def is_for_it(file: Path, name: str) -> bool:
    """Whether a file belongs here from the moment it lands: all but what a published dataset's contract knows.

    What nobody can read or recognise may well be about persons, such as a return with a column renamed.
    """
    try:
        source = inspect(file, name)
        if recognise_records(source) is None:
            recognise_source(source)
            return False
    except RefusedFileError:
        pass
    return True


def _folder(name: str) -> Path:
    folder = settings().identity / name
    folder.mkdir(parents=True, exist_ok=True)
    settings().identity.chmod(0o700)
    return folder

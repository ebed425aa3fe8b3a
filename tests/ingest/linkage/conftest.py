"""Extracts about ten thousand made-up people, a model taught on them and their links: made once for all these tests."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import settings

from ingest.linkage.artefact import Model
from ingest.linkage.department_persons import bring_together, department_persons
from ingest.linkage.engine import Bounds, engine
from ingest.linkage.link import Linked, Run, link
from ingest.linkage.newest import newest_records
from ingest.linkage.standardise import standardise
from ingest.linkage.teach import teach

# Each example starts a query or two, which on a busy machine takes longer than hypothesis is ready to wait.
settings.register_profile("linkage", deadline=None, max_examples=40)
settings.load_profile("linkage")

Records = Callable[..., pl.DataFrame]


@pytest.fixture
def identity() -> Records:
    """`identity({"forename": "Ann"}, {...})` gives records of one person, each different only in what is named."""

    def make(*rows: dict[str, Any]) -> pl.DataFrame:
        usual = {
            "department": "DfE",
            "dataset": "dfe__ilr__learner",
            "forename": "Amelia",
            "surname": "Clarke",
            "date_of_birth": dt.date(2004, 3, 17),
            "birth_month": None,
            "sex": "F",
            "postcode": "LS1 4AP",
            "uln": None,
            "upn": None,
            "national_insurance_number": None,
            "nhs_number": None,
        }
        schema = {name: pl.Date if "birth" in name else pl.String for name in ("source_record_key", *usual)}
        return pl.DataFrame([{"source_record_key": f"r{n}"} | usual | row for n, row in enumerate(rows)], schema=schema)

    return make


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Records and the truth, of the synthetic national extracts."""
    folder = tmp_path_factory.mktemp("national")
    command = [sys.executable, "-m", "benchmarks.national", str(folder), "10000", "2020", "2025"]
    subprocess.run(command, check=True, env=os.environ | {"PATHWAYS_HOME": str(folder / "home")})
    files = sorted((folder / "home" / "identity" / "persons").glob("*/*.parquet"), key=lambda file: file.name)
    rows = [pl.scan_parquet(file).with_columns(source=pl.lit(place)) for place, file in enumerate(files)]
    return newest_records(rows), pl.read_parquet(folder / "truth.parquet")


@pytest.fixture(scope="session")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with engine(Bounds(memory="1GB", temporary="1GB", threads=1)) as opened:
        yield opened


@pytest.fixture(scope="session")
def model(people: tuple[pl.DataFrame, pl.DataFrame], connection: duckdb.DuckDBPyConnection) -> Model:
    standardised = standardise(people[0])
    persons = department_persons(standardised, bring_together(standardised))
    return teach(connection, persons.filter(department="DfE"), persons.filter(department="DWP"))


@pytest.fixture(scope="session")
def run(connection: duckdb.DuckDBPyConnection, model: Model) -> Run:
    return Run(connection, model, "first", dt.date(2026, 1, 1), b"a key of the tests")


@pytest.fixture(scope="session")
def linked(run: Run, people: tuple[pl.DataFrame, pl.DataFrame]) -> Linked:
    return link(run, standardise(people[0]))

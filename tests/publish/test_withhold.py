from types import ModuleType

import polars as pl
import pytest

from publish.gates import no_identifier_is_present
from publish.withhold import WITHHELD, texts_withheld, withhold

NHS_NUMBER = "943 476 5919"


@pytest.fixture
def tables(made_up: ModuleType) -> dict[str, pl.DataFrame]:
    return made_up.tables_of()


def test_what_holds_no_identifier_is_left_as_it_was(tables):
    assert all(frame.equals(withhold(tables)[name]) for name, frame in tables.items())


@pytest.mark.parametrize("column", ["file_name", "notes"])
def test_a_text_of_a_sender_that_holds_an_identifier_is_withheld_and_the_extract_named(tables, made_up, column: str):
    tables = {**tables, "extract": tables["extract"].with_columns(pl.lit(f'["{NHS_NUMBER}"]').alias(column))}
    assert no_identifier_is_present(tables)
    kept = withhold(tables)
    assert no_identifier_is_present(kept) == []
    assert WITHHELD in kept["extract"][column][0]
    assert texts_withheld(kept) == [f"extract.{column} of extract {made_up.EXTRACT} is {WITHHELD}."]


def test_reasons_that_are_the_same_once_withheld_become_one_and_their_rows_are_kept(tables):
    reasons = pl.concat(
        tables["quarantine"].with_columns(reason=pl.lit(f"“{number}” is no area"), rows_quarantined=pl.lit(rows))
        for number, rows in ((NHS_NUMBER, 2), ("401 023 2137", 3), ("Atlantis", 4))
    )
    kept = withhold({**tables, "quarantine": reasons.cast({"rows_quarantined": pl.Int64})})["quarantine"]
    assert dict(kept.select("reason", "rows_quarantined").iter_rows()) == {WITHHELD: 5, "“Atlantis” is no area": 4}


def test_elsewhere_an_identifier_is_not_withheld_but_stops_the_release(tables):
    tables = {**tables, "source": tables["source"].with_columns(caveat=pl.lit(NHS_NUMBER))}
    assert no_identifier_is_present(withhold(tables))

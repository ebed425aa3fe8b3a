"""Made-up files in the true layout of DfE's work-based placements, for tests of how files are taken in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

Placements = Callable[..., Path]


@pytest.fixture
def placements() -> Placements:
    """`placements(file, year="202425", rows=3, ...)` writes a file about England and returns its path.

    A keyword takes the place of a column: `open_wbp=["5", "x", "many"]`.
    """

    def write(file: Path, *, year: str = "202425", rows: int = 3, **columns: object) -> Path:
        number = pl.int_range(rows, eager=True)
        pl.DataFrame(
            {
                "time_period": [year] * rows,
                "time_identifier": "Academic year",
                "geographic_level": "National",
                "country_code": "E92000001",
                "country_name": "England",
                "region_code": "",
                "region_name": "",
                "new_la_code": "",
                "old_la_code": "",
                "la_name": "",
                "breakdown_topic": "Made up",
                "breakdown": "Group " + number.cast(pl.String),
                "open_supp_intern": (number % 7).cast(pl.String),
                "open_apprentice": "2",
                "open_trainee": "1",
                "open_wbp": (number % 7 + 3).cast(pl.String),
            }
        ).with_columns(
            **{name: pl.lit(value) if isinstance(value, str) else pl.Series(value) for name, value in columns.items()}
        ).write_csv(file)
        return file

    return write

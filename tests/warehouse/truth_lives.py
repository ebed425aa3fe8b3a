"""What made-up people truly did, month by month, by the answers about them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl

FIRST, LAST = 2018, 2025
LEARNING = ("education", "supported_internship")
SCHOOLS = ("special", "school_sixth_form")


def year_of(day: str) -> pl.Expr:
    """The calendar year in which the academic year of a day begins, in August as the definitions' months do."""
    return pl.col(day).dt.offset_by("-7mo").dt.year().cast(pl.Int64)


def months(spells: pl.DataFrame, kind: str) -> pl.DataFrame:
    """One row per person, academic year (from August) and month in which any day of a spell lies."""
    last_day = datetime(LAST, 10, 30, tzinfo=UTC).date()
    return (
        spells.with_columns(pl.col("end").fill_null(last_day))
        .with_columns(
            month=pl.date_ranges(pl.col("start").dt.month_start(), pl.col("end").dt.month_start(), interval="1mo")
        )
        .explode("month")
        .select(
            "person_id",
            year_of("month").alias("year"),
            ((pl.col("month").dt.month() + 4) % 12).cast(pl.Int64).alias("place"),
        )
        .unique()
        .with_columns(kind=pl.lit(kind))
    )


def lived(truth: Path) -> pl.DataFrame:
    """Every month of learning, apprenticeship, work and benefit that the departments can know of."""
    spells = pl.read_parquet(truth / "spells.parquet")
    found = pl.read_parquet(truth / "records.parquet").filter(source="leo").select("person_id")
    learning = months(
        spells.filter(pl.col("kind").is_in(LEARNING), ~pl.col("detail").is_in(["he", *SCHOOLS])), "learning"
    )
    people = pl.read_parquet(truth / "people.parquet").filter("in_ks4").select("person_id", "ks4_year")
    at_school = months(spells.filter(pl.col("kind").is_in(LEARNING), pl.col("detail").is_in(SCHOOLS)), "learning")
    in_census = at_school.join(people, on="person_id").filter(pl.col("year") <= pl.col("ks4_year") + 2).drop("ks4_year")
    return pl.concat(
        [
            learning,
            in_census,
            months(spells.filter(kind="apprenticeship"), "apprenticeship"),
            months(pl.read_parquet(truth / "jobs.parquet"), "work"),
            months(spells.filter(kind="benefit").join(found, on="person_id", how="semi"), "benefit"),
        ]
    )


def counted(lives: pl.DataFrame, people: pl.DataFrame, kinds: tuple[str, ...], places: range) -> pl.Series:
    """In how many months of these places each person (`person_id`, `year`) did any of these things."""
    of = lives.filter(pl.col("kind").is_in(kinds) & pl.col("place").is_in(list(places)))
    totals = of.unique(["person_id", "year", "place"]).group_by("person_id", "year").len("n")
    return people.join(totals, on=["person_id", "year"], how="left", maintain_order="left")["n"].fill_null(0)

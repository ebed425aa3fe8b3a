"""Every period that ingest lets through has its place in the warehouse, on either engine."""

from __future__ import annotations

from pathlib import Path

import duckdb
import jinja2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest import periods
from ingest.datasets import DATASETS
from ingest.seeds import seed
from pathways.database import Role, connect

PROJECT = Path(__file__).parents[2] / "dbt_project"
ODD = [
    *(
        "2011-12",
        "2014-16",
        "1999/00",
        "1999-00",
        "2025-13",
        "0000",
        "1700",
        "2024/26",
        "٢٠٢٥",
        "2024\n",
        "",
        "Mar 2026",
    ),
    *("Autumn 2025", "2016 - 18", "2024/25 (Aug to Jul)", "2024/25 (Jan to Mar)", "2025/26 (Aug to Aug)", "9999"),
    *("2023-25", "2014-24", "2008-10", "1998-00", "2024-07 to 2025-06", "2024-07 to 2025-07", "2024-07 to 2026-06"),
    *("2024-01 to 2024-12", "2024-12 to 2025-11"),
    *("2018 Q2", "2018 Q5", "2025-05", "1 year after KS4", "100 years after KS4", "2019/20 to 2021/22"),
]
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
years = st.integers(1890, 2105)
two_years = st.builds(
    lambda first, joined, ahead: f"{first}{joined}{(first + ahead) % 100:02d}",
    years,
    st.sampled_from(["/", "-", "", " to ", "/20"]),
    st.integers(0, 3),
)
labels = st.one_of(
    years.map(str),
    two_years,
    st.builds("{} ({} to {})".format, two_years, st.sampled_from(MONTHS), st.sampled_from(MONTHS)),
    st.builds("{} {}".format, st.sampled_from([*MONTHS, "Autumn", "Q1", "Q4", "Apr-Jun"]), years),
    st.builds("{}-{:02d}-01".format, years, st.integers(0, 13)),
    st.builds("{}-{:02d}-01/P1Y".format, years, st.integers(0, 13)),
    st.builds("{} Q{}".format, years, st.integers(0, 5)),
    st.integers(0, 120).map(str),
    st.sampled_from(ODD),
    st.text(max_size=12),
)
IDENTIFIERS = (
    "Academic year",
    "Calendar year",
    "Financial year",
    "Reporting year",
    "January",
    "December",
    "Q2",
    "Week 5",
)
words = st.sampled_from([*IDENTIFIERS, *seed("lait_measure")["measure"]])


def read_by_every_contract(label: str, word: str) -> set[str]:
    """The ids that some dataset's rows would be accepted with."""
    ids = set()
    for dataset in DATASETS.values():
        asked = (label, word)[: len(dataset.periods.columns)]
        period = dataset.periods.of(*asked)
        if period and periods.kind_of(period.period_id):
            ids.add(period.period_id)
        assert not period or dataset.periods.kinds is None or periods.kind_of(period.period_id)
    return ids


def sql(engine: str, template: str) -> str:
    """A piece of the dbt project as that engine is given it."""
    macros = (PROJECT / "macros" / "portable.sql").read_text()
    stand_ins = {"int_statistic__chosen": "placed", "indicator_break": "placed"}
    environment = jinja2.Environment(autoescape=False, trim_blocks=True, extensions=["jinja2.ext.do"])
    return environment.from_string(macros + template).render(target={"type": engine}, ref=stand_ins.__getitem__)


def run(engine: str, statements: list[str]) -> list[tuple[object, ...]]:
    """The rows of the last statement."""
    if engine == "duckdb":
        with duckdb.connect() as connection:
            for statement in statements:
                rows = connection.execute(statement)
            return rows.fetchall()
    with connect(Role.BUILD) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return list(cursor.fetchall())


def table_of(ids: set[str]) -> str:
    quoted = ", ".join("('" + period.replace("'", "''") + "')" for period in sorted(ids))
    return f"create temporary table ids as select * from (values {quoted}) as given (period_id)"


def place(engine: str, ids: set[str]) -> dict[str, tuple[object, ...]]:
    """Each id with its kind, first day, last day and place in the order, of those that `dim_period` holds."""
    placed = sql(engine, "select period_id, {{ period_kind('period_id') }} as period_kind from ids")
    statements = [
        table_of(ids),
        f"create temporary table placed as select * from ({placed}) as p where period_kind is not null",
    ]
    dim_period = sql(engine, (PROJECT / "models" / "marts" / "dim_period.sql").read_text())
    wanted = f"select period_id, period_kind, starts_on, ends_on, sort_key from ({dim_period}) as dim_period"
    rows = run(engine, [*statements, wanted])
    assert len({row[0] for row in rows}) == len(rows)
    return {str(row[0]): row[1:] for row in rows}


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_the_warehouse_and_ingest_agree_on_what_kind_of_period_an_id_is(engine: str, module_home: Path):
    some = {f"{first}{joined}{second:02d}" for first in range(1998, 2031) for joined in "/-" for second in range(100)}
    ids = some | set(ODD) | {f"2024/25 (Aug to {month})" for month in MONTHS}
    found = place(engine, ids)
    assert {period: row[0] for period, row in found.items()} == {
        period: kind for period in ids if (kind := periods.kind_of(period))
    }
    for period, (kind, starts_on, ends_on, sort_key) in found.items():
        assert sort_key is not None, period
        assert kind == "years_after_ks4" or starts_on < ends_on, period


@settings(deadline=None, max_examples=300)
@given(labels, words)
@example("Mar 2026", "KS4_DES_Apprentice")
@example("Autumn 2025", "16-17 NEET")
@example("2026", "January")
@example("0000", "Calendar year")
def test_every_period_that_a_contract_accepts_has_its_place(label: str, word: str):
    ids = read_by_every_contract(label, word)
    if ids:
        assert set(place("duckdb", ids)) == ids


@pytest.mark.parametrize(
    ("years", "period"),
    [("2017", "2016/17"), ("2016/17", "2016/17"), ("2016-17", "2016/17"), ("2014-16", "2014-16"), ("Mar 2026", None)],
)
def test_a_year_of_an_academic_measure_is_one_period_however_it_is_written(years: str, period: str | None):
    read = DATASETS["dfe__lait_post16_send"].periods.of(years, "KS4_DES_Apprentice")
    assert (read.period_id if read else None) == period


@pytest.mark.parametrize(
    ("said", "when"), [("2025", "Reporting year"), ("2025", "January"), ("202425", "Academic year")]
)
def test_a_census_in_january_is_of_one_academic_year_however_it_is_named(said: str, when: str):
    read = DATASETS["dfe__work_based_placements"].periods.of(said, when)
    assert read is not None
    assert read.period_id == "2024/25"

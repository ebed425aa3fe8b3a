"""Outcomes when an extract comes late or anew: today's figures follow it, and those of an earlier day do not."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import polars as pl
import pytest

from ingest import pipeline
from ingest.synthetic.plan import Plan
from ingest.synthetic.run import synthesise
from tests.warehouse.truth_links import link_by_truth
from warehouse.build import Built, build
from warehouse.marts import read_mart

pytestmark = pytest.mark.slow

FIRST_SENT = (
    *("dfe/ks4", "dfe/ilr/2022-23", "dfe/ilr/2023-24", "dfe/ilr/2024-25/r04", "dwp/leo"),
    *("dfe/nccis/2024-25/nccis-2025-01.xml", "dhsc/cld/cld-r1-2024-03-31.csv", "dhsc/cld/cld-r1-2025-03-31.csv"),
)


def receive(*files: Path) -> None:
    assert {outcome.status for outcome in pipeline.receive(list(files))} == {"accepted"}


def sent_anew(file: Path, text: str, published_on: str) -> Path:
    """The same file with other content and a later date, as a department would send it."""
    again = file.with_name(f"again-{file.name}")
    again.write_text(text, encoding="utf-8")
    sent = again.read_bytes()
    said = {"synthetic": True, "sha256": hashlib.sha256(sent).hexdigest(), "size_bytes": len(sent)}
    manifest = again.with_name(f"{again.name}.manifest.json")
    manifest.write_text(json.dumps({**said, "published_on": published_on}), encoding="utf-8")
    return again


def counted(outcome_id: str, **where: object) -> pl.DataFrame:
    mart = pl.from_arrow(read_mart("fct_outcome", "duckdb"))
    assert isinstance(mart, pl.DataFrame)
    return mart.filter(outcome_id=outcome_id, **where)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made-up") / "out"
    synthesise(Plan(people=2_000, seed=5, first=2022, last=2025, defects=False), folder)
    return folder


@pytest.fixture(scope="module")
def before(module_home: Path, folder: Path) -> Built:
    receive(*(folder / part for part in FIRST_SENT))
    link_by_truth(folder / "truth")
    return build("duckdb")


def test_a_year_s_destinations_wait_for_its_whole_return(before: Built, folder: Path):
    assert counted("ks4_sustained_destination", academic_year="2022/23").height > 300
    assert counted("ks4_sustained_destination", academic_year="2023/24").is_empty()
    started = counted("apprenticeship_start", academic_year="2024/25")["records"].sum()
    assert started > 0
    receive(folder / "dfe/ilr/2024-25/r14")
    build("duckdb")
    assert counted("ks4_sustained_destination", academic_year="2023/24").height > 300
    assert counted("apprenticeship_participation", academic_year="2024/25")["records"].sum() >= started
    assert build("duckdb", before.as_known_on).hashes["fct_outcome"] == before.hashes["fct_outcome"]


def test_a_history_of_work_that_is_restated_changes_the_destinations_of_earlier_years(before: Built, folder: Path):
    file = folder / "dwp/leo/employment-2025-08.csv"
    works = counted("ks4_sustained_destination", academic_year="2022/23", category="employment").height
    assert works > 0
    receive(sent_anew(file, "\n".join(file.read_text().splitlines()[:2]) + "\n", "2025-12-30"))
    build("duckdb")
    assert counted("ks4_sustained_destination", academic_year="2022/23", category="employment").height < works
    assert build("duckdb", before.as_known_on).hashes["fct_outcome"] == before.hashes["fct_outcome"]


def test_a_council_that_sends_its_month_again_is_put_right_alone(before: Built, folder: Path):
    file = folder / "dfe/nccis/2024-25/nccis-2025-01.xml"
    text = file.read_text()
    people = re.findall(r"<YoungPerson>.*?</YoungPerson>", text)
    number = re.findall(r"<LACode>(\d+)<", text)[0]
    theirs = [person for person in people if f"<LACode>{number}<" in person]
    lost = [re.sub(r"<CurrentActivityCode>\d+<", "<CurrentActivityCode>810<", person) for person in theirs]
    start, end = text.index("<YoungPerson>"), text.rindex("</YoungPerson>") + len("</YoungPerson>")
    unknown = counted("neet_or_not_known", academic_year="2024/25", category="not_known")["records"].sum()
    everyone = counted("neet_or_not_known", academic_year="2024/25")["records"].sum()
    receive(sent_anew(file, text[:start] + "\n".join(lost) + text[end:], "2025-04-30"))
    build("duckdb")
    assert counted("neet_or_not_known", academic_year="2024/25", category="not_known")["records"].sum() > unknown
    assert counted("neet_or_not_known", academic_year="2024/25")["records"].sum() == everyone
    assert build("duckdb", before.as_known_on).hashes["fct_outcome"] == before.hashes["fct_outcome"]


def test_twelve_months_of_social_care_that_are_sent_again_stand_alone(before: Built, folder: Path):
    file = folder / "dhsc/cld/cld-r1-2025-03-31.csv"
    asked = {"academic_year": "2024-25", "definition_version": "2e_cld"}
    settled = counted("settled_accommodation", **asked)
    assert settled["is_met"].any()
    rows = pl.read_csv(file, infer_schema=False).with_columns(Accommodation_Status=pl.lit("Registered care home"))
    receive(sent_anew(file, rows.write_csv(), "2025-06-30"))
    build("duckdb")
    assert counted("settled_accommodation", **asked).height == settled.height
    assert not counted("settled_accommodation", **asked)["is_met"].any()
    assert build("duckdb", before.as_known_on).hashes["fct_outcome"] == before.hashes["fct_outcome"]

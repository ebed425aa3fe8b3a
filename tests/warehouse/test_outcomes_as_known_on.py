"""Outcomes when an extract comes late or anew: today's figures follow it, and those of an earlier day do not."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from ingest import pipeline
from ingest.synthetic.plan import Plan
from ingest.synthetic.run import synthesise
from tests.warehouse.truth_links import link_by_truth
from warehouse.build import build
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


@dataclass(frozen=True)
class History:
    """`fct_outcome` before anything was sent again, after, and rebuilt as known before."""

    before: pl.DataFrame
    after: pl.DataFrame
    rebuilt: pl.DataFrame


def built(as_known_on: datetime | None = None) -> tuple[datetime, pl.DataFrame]:
    known = build("duckdb", as_known_on).as_known_on
    mart = pl.from_arrow(read_mart("fct_outcome", "duckdb"))
    assert isinstance(mart, pl.DataFrame)
    return known, mart


@pytest.fixture(scope="module")
def history(module_home: Path, tmp_path_factory: pytest.TempPathFactory) -> History:
    folder = tmp_path_factory.mktemp("made-up") / "out"
    synthesise(Plan(people=2_000, seed=5, first=2022, last=2025, defects=False), folder)
    receive(*(folder / part for part in FIRST_SENT))
    link_by_truth(folder / "truth")
    known, before = built()
    receive(
        folder / "dfe/ilr/2024-25/r14",
        restated_work(folder / "dwp/leo/employment-2025-08.csv"),
        council_sent_again(folder / "dfe/nccis/2024-25/nccis-2025-01.xml"),
        social_care_sent_again(folder / "dhsc/cld/cld-r1-2025-03-31.csv"),
    )
    _, after = built()
    return History(before, after, built(known)[1])


def restated_work(file: Path) -> Path:
    """All but one job is gone."""
    return sent_anew(file, "\n".join(file.read_text().splitlines()[:2]) + "\n", "2025-12-30")


def council_sent_again(file: Path) -> Path:
    """One council no longer knows what its young people do; the file holds its rows alone."""
    text = file.read_text()
    number = re.findall(r"<LACode>(\d+)<", text)[0]
    people = re.findall(r"<YoungPerson>.*?</YoungPerson>", text)
    lost = [
        re.sub(r"<CurrentActivityCode>\d+<", "<CurrentActivityCode>810<", person)
        for person in people
        if f"<LACode>{number}<" in person
    ]
    start, end = text.index("<YoungPerson>"), text.rindex("</YoungPerson>") + len("</YoungPerson>")
    return sent_anew(file, text[:start] + "\n".join(lost) + text[end:], "2025-04-30")


def social_care_sent_again(file: Path) -> Path:
    """Everybody lives in a registered care home."""
    rows = pl.read_csv(file, infer_schema=False).with_columns(Accommodation_Status=pl.lit("Registered care home"))
    return sent_anew(file, rows.write_csv(), "2025-06-30")


def test_what_was_known_before_stays_as_it_was(history: History):
    assert history.rebuilt.equals(history.before)
    assert not history.after.equals(history.before)


def test_a_year_s_destinations_wait_for_its_whole_return(history: History):
    cohort = {"outcome_id": "ks4_sustained_destination", "academic_year": "2023/24"}
    assert history.before.filter(**cohort).is_empty()
    assert history.after.filter(**cohort).height > 300
    participation = {"outcome_id": "apprenticeship_participation", "academic_year": "2024/25"}
    assert 0 < history.before.filter(**participation).height <= history.after.filter(**participation).height


def test_a_history_of_work_that_is_restated_changes_the_destinations_of_earlier_years(history: History):
    worked = {"outcome_id": "ks4_sustained_destination", "academic_year": "2022/23", "category": "employment"}
    assert history.before.filter(**worked).height > 1
    assert history.after.filter(**worked).height <= 1
    cohort = {name: worked[name] for name in ("outcome_id", "academic_year")}
    assert history.after.filter(**cohort).height == history.before.filter(**cohort).height


def test_a_council_that_sends_its_month_again_is_put_right_alone(history: History):
    known = {"outcome_id": "neet_or_not_known", "academic_year": "2024/25"}
    changed = history.after.filter(**known).join(history.before.filter(**known), on=history.before.columns, how="anti")
    assert changed["category"].unique().to_list() == ["not_known"]
    assert changed["local_authority_code"].n_unique() == 1
    assert history.after.filter(**known)["records"].sum() == history.before.filter(**known)["records"].sum()


def test_twelve_months_of_social_care_that_are_sent_again_stand_alone(history: History):
    asked = {"outcome_id": "settled_accommodation", "academic_year": "2024-25"}
    assert history.before.filter(**asked)["is_met"].any()
    assert not history.after.filter(**asked)["is_met"].any()
    assert history.after.filter(**asked).height == history.before.filter(**asked).height
    earlier = {"outcome_id": "own_tenancy", "academic_year": "2023-24"}
    assert history.after.filter(**earlier).equals(history.before.filter(**earlier))

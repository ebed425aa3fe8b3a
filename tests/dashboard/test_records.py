"""Made-up records of four departments, linked twice: what came, what was set aside and how well they are linked.

The last test brings in a file that nobody marked as made up.
"""

from __future__ import annotations

import csv
import io
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import psycopg2
import pytest

from dashboard.queries import records
from dashboard.releases import catalogue, load
from ingest import pipeline
from ingest.linkage.runs import link_known
from ingest.samples import write_samples
from ingest.synthetic.plan import Plan
from ingest.synthetic.run import synthesise
from pathways.database import Role, connect, dsn
from pathways.settings import settings
from publish.release import publish
from tests.dashboard.served.conftest import appears
from warehouse.build import Built, build

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PEOPLE = 2_000
DEPARTMENTS = ("dfe", "dwp", "dhsc", "mhclg")
SINCE_LATER = (
    "strict_link_rate",
    "imputed_link_rate",
    "imputed_link_rate_low",
    "imputed_link_rate_high",
    "named_threshold",
    "nameless_threshold",
    "strict_threshold",
)
MARTS = ("dim_record_feed", "fct_record_quarantine", "fct_link_quality", "fct_link_rate")


@dataclass(frozen=True)
class Site:
    address: str
    built: Built
    made: Path


@pytest.fixture(scope="module")
def site(module_home: Path, serving) -> Iterator[Site]:
    """The same people linked on two days, the first forty days ago by a version that did not record as much."""
    made = module_home / "made-up"
    synthesise(Plan(people=PEOPLE, seed=5, first=2024, last=2025), made)
    pipeline.receive([*write_samples(module_home / "samples"), *(made / name for name in DEPARTMENTS)])
    assert link_known() is not None
    with connect(Role.OWNER) as owner, owner.cursor() as cursor:
        cursor.execute("update identity.linkage_run set finished_at = finished_at - interval '40 days'")
    (told,) = (settings().lake / "linkage__link_quality").glob("*/*.parquet")
    pl.read_parquet(told).drop(SINCE_LATER).write_parquet(told)
    assert link_known() is not None
    built = build("postgres")
    published = publish()
    assert (published.state, published.reasons) == ("released", [])
    with serving() as address:
        yield Site(address, built, made)


def text(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as response:
        return str(response.read().decode())


def downloaded(site: Site, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(f"{site.address}/download/{name}.csv"))))


@pytest.mark.parametrize("size", [(1280, 900), (375, 800)], ids=["wide", "narrow"])
@pytest.mark.parametrize("asked", ["", "?pair=MHCLG-DfE&group=ethnicity_5", "?pair=DfE-DWP&group=local_authority_code"])
def test_the_page_is_accessible_and_says_that_the_data_are_made_up(site: Site, browser, looking, asked: str, size):
    with looking.opened(browser, f"{site.address}/records{asked}", size) as (page, faults):
        assert page.locator(".dash-graph .main-svg").count()
        assert page.locator("#returns ~ .app-banner", has_text="Made-up data.").first.is_visible()
        assert page.locator("#links ~ .app-banner", has_text="Made-up data.").first.is_visible()
        looking.open_everything(page)
        assert looking.violations(page) == []
        assert looking.sideways(page) == 0
        assert faults == []


@pytest.mark.parametrize("size", [(1280, 900), (375, 800)], ids=["wide", "narrow"])
@pytest.mark.parametrize("asked", ["", "?sen=none"])
def test_pathways_are_accessible_and_say_that_the_data_are_made_up(site: Site, browser, looking, asked: str, size):
    with looking.opened(browser, f"{site.address}/pathways{asked}", size) as (page, faults):
        assert page.locator("h1", has_text="Pathways").count() == 1
        assert page.locator(".dash-graph .main-svg").count()
        assert page.locator(".app-banner", has_text="Made-up data.").first.is_visible()
        looking.open_everything(page)
        assert looking.violations(page) == []
        assert looking.sideways(page) == 0
        assert faults == []


@pytest.mark.parametrize("size", [(1280, 900), (375, 800)], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    "asked", ["", "?outcome=neet_or_not_known.1&by=ethnicity_5", "?outcome=apprenticeship_start.1"]
)
def test_outcomes_are_accessible_and_say_who_answers_for_them(site: Site, browser, looking, asked: str, size):
    with looking.opened(browser, f"{site.address}/outcomes{asked}", size) as (page, faults):
        assert page.locator("h1", has_text="Outcomes").count() == 1
        assert page.get_by_text("Who answers for it: the Department for Education.").is_visible()
        assert page.get_by_role("heading", name="Every council").is_visible()
        looking.open_everything(page)
        assert looking.violations(page) == []
        assert looking.sideways(page) == 0
        assert faults == []


def test_an_outcome_is_shown_as_it_was_released(site: Site, browser, looking):
    asked = "outcome=neet_or_not_known.1&area=E92000001&by=sen_at_ks4"
    rows = list(csv.DictReader(io.StringIO(text(f"{site.address}/download/outcomes.csv?{asked}"))))
    with connect(Role.PUBLISH) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select period, breakdown, numerator, denominator from published.indicator_figure"
            " where outcome_id = 'neet_or_not_known' and definition_version = '1' and period_kind = 'one_year'"
            " and area_code = 'E92000001' and breakdown_topic = 'sen_at_ks4' and release_id = %s",
            (catalogue()[0].release_id,),
        )
        released = {tuple(map(str, row)) for row in cursor.fetchall()}
    assert {(row["period"], row["breakdown"], row["numerator"], row["denominator"]) for row in rows} == released
    assert len(rows) == len(released) > 0
    last = max(row["period"] for row in rows)
    (none,) = (row for row in rows if (row["period"], row["breakdown"]) == (last, "none"))
    told = f"{float(none['rate']):.1f}% ({int(none['numerator']):,} of {int(none['denominator']):,})"
    with looking.opened(browser, f"{site.address}/outcomes?{asked}") as (page, _):
        assert page.locator(".app-banner", has_text="Made-up data.").first.is_visible()
        looking.open_everything(page)
        assert page.locator("figure tbody tr", has_text=last).get_by_text(told).is_visible()
        page.select_option("select[name=area]", label="Isles of Scilly (counted as Cornwall and Isles of Scilly)")
        page.get_by_role("button", name="Show").click()
        page.wait_for_url("**area=E06000053**")
        looking.wait(page)
        chosen = page.locator(".app-row--chosen")
        assert chosen.get_by_role("rowheader").inner_text() == "Cornwall and Isles of Scilly"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("outcome=happiness.1", "There is no outcome called happiness.1, so"),
        ("area=E99", "There is no area called E99, so England is shown."),
        ("area=E08000035&by=sen_now", "There is no characteristic of this area called sen_now, so"),
        (
            "by=ethnicity_18",
            "No figure of this outcome leaves for councils, by ethnicity (18 groups).",
        ),
    ],
)
def test_outcomes_that_there_are_not_are_said_not_to_be(site: Site, asked: str, words: str):
    assert words in text(f"{site.address}/outcomes?{asked}")


def test_counts_of_people_leave_rounded_and_with_their_reliability(site: Site):
    rows = downloaded(site, "pathway-shares")
    assert {int(row["young_people"]) % 5 for row in rows} == {0}
    assert {row["rate_status"] for row in rows} >= {"published", "low_reliability", "nearly_all"}
    assert all((row["rate"] == "") == (row["rate_status"] not in ("published", "low_reliability")) for row in rows)


def test_pages_say_how_people_are_protected(site: Site):
    for page in ("outcomes", "pathways", "records"):
        assert "each count of people has a small random change" in text(f"{site.address}/{page}")


def test_what_came_and_what_was_set_aside_is_that_of_the_ledger(site: Site):
    with connect(Role.INGEST) as ledger, ledger.cursor() as cursor:
        cursor.execute(
            "select count(*), sum(rows_received), sum(rows_quarantined) from ledger.extract"
            " where dataset like 'dfe\\_\\_sen2\\_\\_%'"
        )
        counts = cursor.fetchone()
    (feed,) = (row for row in downloaded(site, "record-feeds") if row["feed"] == "dfe__sen2")
    assert tuple(int(feed[name]) for name in ("extracts", "rows_received", "rows_quarantined")) == counts
    assert counts[2] > 0, "the made-up senders make mistakes"
    assert feed["latest_period"] == "2025"
    assert "SEN2 person level return" in text(f"{site.address}/records")


def test_neither_a_sender_nor_an_area_goes_with_a_count_of_rows(site: Site):
    with connect(Role.PUBLISH) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select distinct latest_period from published.record_feed union"
            " select distinct coverage_period from published.record_quarantine"
        )
        periods = {period for (period,) in cursor.fetchall()}
    with connect(Role.INGEST) as ledger, ledger.cursor() as cursor:
        cursor.execute("select distinct coverage from ledger.extract_coverage where coverage ~ ' [0-9]{3,8}$'")
        with_a_sender = {coverage for (coverage,) in cursor.fetchall()}
    assert with_a_sender
    assert periods.isdisjoint(with_a_sender)


def test_link_rates_are_those_of_the_run_that_holds_and_the_trend_has_both(site: Site, browser, looking):
    snapshot = load(catalogue()[0])
    everyone = records.pairs(snapshot)["DfE", "DWP"]
    assert everyone["link_rate"] > 90
    assert everyone["persons"] > 0.9 * PEOPLE
    by_sex = sum(group["persons"] for group in records.groups(snapshot, ("DfE", "DWP"), "sex"))
    assert abs(by_sex - everyone["persons"]) <= 4 * 7  # of each of four counts noise and rounding move up to seven
    (true,) = (
        row for row in records.details(snapshot) if (row["department"], row["other_department"]) == ("DfE", "DWP")
    )
    assert abs(true["persons"] - everyone["persons"]) <= 7
    assert abs(true["link_rate"] - everyone["link_rate"]) < 1
    assert records.trend_line(snapshot, ("DfE", "DWP")).rows.height == 2
    with looking.opened(browser, f"{site.address}/records") as (page, _):
        page.select_option("select[name=pair]", "DWP-DfE")
        page.select_option("select[name=group]", "ethnicity_5")
        page.get_by_role("button", name="Show").click()
        page.wait_for_url("**pair=DWP-DfE**")
        looking.wait(page)
        assert page.evaluate("document.activeElement.textContent").startswith("DWP to DfE: ")
        assert f"linkage model {everyone['model_version']}" in page.inner_text("main")


def test_link_rates_leave_rounded_and_worked_out_from_what_is_shown(site: Site):
    rows = downloaded(site, "link-rates")
    counts = ("persons", "linked", "linked_strict")
    assert {int(row[name]) % 5 for row in rows for name in counts} == {0}
    shown = [row for row in rows if row["link_rate"] and row["group_kind"] != "local_authority_code"]
    assert shown
    for row in shown:
        assert float(row["link_rate"]) == pytest.approx(100 * int(row["linked"]) / int(row["persons"]), abs=0.051)
    assert {row["department"] for row in rows if row["group_kind"] == "ethnicity_5"}.isdisjoint({"DWP"})
    small = {"E06000017", "E06000053", "E09000001"}  # Rutland, the Isles of Scilly and the City of London
    assert small.isdisjoint(row["group_value"] for row in rows)


def test_councils_that_are_counted_together_are_named_beside_their_rates(site: Site):
    page = text(f"{site.address}/records?pair=DfE-DWP&group=local_authority_code")
    assert "counted with a neighbour: Cornwall and Isles of Scilly; Hackney and City of London" in page
    assert "counted with a neighbour" not in text(f"{site.address}/records?pair=DfE-DWP&group=sex")


def test_what_the_first_run_did_not_record_is_absent_and_said_so(site: Site, browser, looking):
    rows = [row for row in downloaded(site, "link-quality") if row["group_kind"] == "everyone"]
    before, after = ([row for row in rows if row["holds"] == holds] for holds in ("false", "true"))
    assert not any(row[name] for row in before for name in SINCE_LATER)
    assert all(row["strict_link_rate"] and row["strict_threshold"] for row in after)
    (pair,) = (row for row in after if (row["department"], row["other_department"]) == ("DfE", "DWP"))
    with looking.opened(browser, f"{site.address}/records?pair=DfE-DWP") as (page, _):
        looking.open_everything(page)
        by_day = page.locator("figure", has_text="Link rate by day of linkage").locator("tbody tr")
        strict = [by_day.nth(day).locator("td").nth(1).inner_text() for day in (0, 1)]
    assert strict == [f"{float(pair['strict_link_rate']):.1f}%", "not recorded"]


def test_a_rate_that_uncertain_links_move_has_its_range_below_it(site: Site, browser, looking):
    moved = [row for row in downloaded(site, "link-quality") if row["imputed_link_rate"]]
    assert moved
    with looking.opened(browser, f"{site.address}/records") as (page, _):
        ranges = page.locator("table:has(caption:text('linked to another')) .app-words").all_inner_texts()
    assert ranges == [
        f"between {float(row['imputed_link_rate_low']):.1f}% and {float(row['imputed_link_rate_high']):.1f}%"
        for row in moved
        if row["group_kind"] == "everyone"
    ]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("pair=DfE-HMRC", "There is no pair of departments called DfE-HMRC, so DfE to DWP is shown."),
        ("group=shoe-size", "There is no group called shoe-size, so sex is shown."),
    ],
)
def test_link_rates_that_there_are_not_are_said_not_to_be(site: Site, asked: str, words: str):
    assert words in text(f"{site.address}/records?{asked}")


def test_both_engines_say_the_same_of_records(site: Site):
    on_duckdb = build("duckdb", site.built.as_known_on)
    assert {name: on_duckdb.hashes[name] for name in MARTS} == {name: site.built.hashes[name] for name in MARTS}


def test_nothing_of_a_person_can_be_read_by_the_page(site: Site):
    reader = psycopg2.connect(dsn(Role.DASHBOARD))
    with reader, reader.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.columns where table_schema = 'published'"
        )
        columns = {
            column
            for table, column in cursor.fetchall()
            if table in ("record_feed", "record_quarantine", "link_rate", "link_quality")
        }
    assert columns.isdisjoint({"record_key", "source_record_key", "person_id", "birth_month", "reason", "coverage"})
    for relation in (
        "marts.fct_link_quality",
        "marts.fct_link_rate",
        "raw.linkage__department_person",
        "raw.linkage__person_link",
        "identity.linkage_run",
        "ledger.linkage_run",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege), reader, reader.cursor() as cursor:
            cursor.execute(f"select * from {relation}")
    reader.close()


def test_one_file_that_nobody_marked_as_made_up_leaves_only_what_is_protected_of_links(site: Site, module_home: Path):
    made_up = max(site.made.glob("dfe/ks4/*.csv"))
    real = module_home / made_up.name
    lines = made_up.read_text(encoding="utf-8").splitlines(keepends=True)
    real.write_text("".join(lines[:-1]), encoding="utf-8")
    (outcome,) = pipeline.receive([real])
    assert outcome.status == "accepted"
    build("postgres")
    published = publish()
    assert (published.state, published.reasons) == ("released", [])
    assert any("not marked synthetic, of dfe__key_stage_4" in warning for warning in published.warnings)
    snapshot = load(catalogue()[0])
    assert snapshot.tables["link_quality"].is_empty()
    everyone = records.pairs(snapshot)["DfE", "DWP"]
    assert (everyone["link_rate"] > 90, everyone["is_synthetic"], everyone["expected_precision"]) == (True, False, None)
    assert records.groups(snapshot, ("DfE", "DWP"), "local_authority_code")
    appears(site.address, published.release_id)
    page = text(f"{site.address}/records?pair=DfE-DWP")
    assert f"DfE to DWP: {everyone['link_rate']:.1f}% of the" in page
    assert "How each pair was linked" not in page
    assert "are shown only where all records are made up" in page
    assert not snapshot.tables["official_statistic"].is_empty()
    assert not snapshot.tables["record_feed"].is_empty()


def test_a_release_from_before_records_were_shown_can_still_be_read(site: Site):
    with connect(Role.OWNER) as owner, owner.cursor() as cursor:
        cursor.execute("drop table published.link_quality, published.link_rate")
    snapshot = load(catalogue()[0])
    assert snapshot.tables["link_quality"].is_empty()
    assert records.pairs(snapshot) == {}

"""The equality review on the page: the numbers of its files, at any size of screen, and why there is none."""

from __future__ import annotations

import csv
import html
import io
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest

from publish.review.extract import extract
from tests.pathways.equality.made_up import LONDON, WINDOW
from tests.publish import made_up
from tests.publish.review.release import publish_review

pytestmark = [pytest.mark.slow, pytest.mark.browser]
STARTS = "?taken=apprenticeship_starts"


@pytest.fixture(scope="module")
def official_only(module_home: Path) -> str:
    """A release without linked figures."""
    return made_up.publish_tables(made_up.tables_of()).release_id


@pytest.fixture(scope="module")
def review(official_only: str) -> str:
    return publish_review().release_id


@pytest.fixture(scope="module")
def files(review: str) -> dict[str, list[dict[str, str]]]:
    """The review's own files, by table."""
    folder = extract(WINDOW).folder
    names = ("representation", "by_characteristic", "characteristics_together", "unknown_rates")
    return {name: list(csv.DictReader(io.StringIO((folder / f"{name}.csv").read_text()))) for name in names}


@pytest.fixture(scope="module")
def address(review: str, serving) -> Iterator[str]:
    with serving() as found:
        yield found


@pytest.mark.parametrize("by", ["sex", "ethnicity_5", "ethnicity_18", "lldd", "primary_need", "age_band"])
@pytest.mark.parametrize("taken", ["apprenticeship_starts", "supported_internship_paid_work"])
def test_the_page_shows_the_numbers_of_the_files(address: str, files, taken: str, by: str):
    titles = {
        "apprenticeship_starts": "Apprenticeship starts",
        "supported_internship_paid_work": "Paid work after a supported internship",
    }
    shown = {
        row["group"]: row
        for row in _rows(f"{address}/download/equality-review.csv?taken={taken}&by={by}")
        if row["review"] == WINDOW.label
    }
    characteristic = next(iter(shown.values()))["characteristic"]
    wanted = {"measure": titles[taken], "period": WINDOW.label, "characteristic": characteristic}
    compared = [row for row in files["representation"] if wanted.items() <= row.items()]
    assert compared
    for row in compared:
        on_page = shown[row["group"]]
        for name in ("people", "base", "representation_ratio", "rate", "rate_low", "gap", "gap_high", "ratio"):
            assert on_page[name].strip("[]") == row[name], (row["group"], name)
    page = _text(f"{address}/equality?taken={taken}&by={by}")
    cells = re.findall(r'data-label="([^"]*)"[^>]*><div>([^<]*)<', page)
    assert {row["people"] for row in compared} <= {
        words.replace(",", "").strip("[]") for label, words in cells if label == "Number"
    }
    ratios = {words.split(" ")[0].strip("[]") for label, words in cells if label.startswith("Ratio of rates")}
    assert {row["ratio"] for row in compared} <= ratios


def test_shares_of_a_region_and_of_two_characteristics_are_those_of_the_files(address: str, files):
    region = _rows(f"{address}/download/equality-review.csv{STARTS}&by=sex&area={LONDON}")
    wanted = {"measure": "Apprenticeship starts", "period": WINDOW.label, "area_code": LONDON, "characteristic": "Sex"}
    of_files = [row for row in files["by_characteristic"] if wanted.items() <= row.items()]
    assert {
        (row["group"], row["people"], row["share"].strip("[]")) for row in region if row["review"] == WINDOW.label
    } == {(row["group"], row["people"], row["share"]) for row in of_files}
    several = _rows(f"{address}/download/equality-review.csv{STARTS}&by=sex_by_ethnicity_5")
    pairs = [
        row
        for row in files["characteristics_together"]
        if row["measure"] == "Apprenticeship starts"
        and row["characteristic_2"].startswith("Ethnicity (5")
        and not row["group_3"]
    ]
    assert {
        (row["group_1"], row["group_2"], row["people"], row["share"].strip("[]"))
        for row in several
        if row["review"] == WINDOW.label
    } == {(row["group_1"], row["group_2"], row["people"], row["share"]) for row in pairs}


def test_a_gap_is_told_in_words_and_the_reviews_stand_side_by_side(address: str):
    page = html.unescape(_text(f"{address}/equality{STARTS}&by=sex"))
    assert re.search(
        r"Women start an apprenticeship 0\.\d\d times as often as men \(95% interval 0\.\d\d to 0\.\d\d\)\.", page
    )
    assert "Made-up data." in page
    assert "need not add up to its total" in page
    assert re.search(r"Sex is not known of \d+\.\d%: [\d,]+ of [\d,]+ in England\.", page)
    for window in (WINDOW, WINDOW.before):
        assert f">{window.label}</th>" in page
    assert WINDOW.before.before.label not in page  # this release has no figures of it


def test_a_characteristic_that_is_seldom_known_says_so_and_nothing_absent_is_zero(address: str):
    rows = _rows(f"{address}/download/equality-review.csv{STARTS}&by=lldd_category")
    absent = [row for row in rows if row["ratio"].startswith("[")]
    assert absent
    assert {row["ratio"] for row in absent} <= {"[c]", "[u]", "[x]", "[z]"}


def test_a_release_without_linked_figures_says_why_there_is_no_review(address: str, official_only: str):
    page = _text(f"{address}/equality?release={official_only}")
    assert "There is no equality review in this release yet" in page
    assert 'id="review"' not in page
    with pytest.raises(HTTPError, match="404"):
        _text(f"{address}/download/equality-review.csv{STARTS}&by=sex&release={official_only}")


def test_what_the_address_asks_and_is_not_there_is_said(address: str):
    page = _text(f"{address}/equality?taken=nothing&by=sex_by_lldd&area={LONDON}")
    assert "There is no measure of the review called nothing" in page
    assert "There are none of regions for characteristics together." in page


@pytest.mark.parametrize("size", [(1280, 900), (375, 800)], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    "asked", [f"{STARTS}&by=ethnicity_18", f"{STARTS}&by=sex&area={LONDON}", f"{STARTS}&by=sex_by_ethnicity_5_by_lldd"]
)
def test_the_review_is_accessible_and_whole_in_the_window(address: str, browser, looking, asked: str, size):
    with looking.opened(browser, f"{address}/equality{asked}", size) as (page, faults):
        assert page.locator("h2#review").count() == 1
        assert bool(page.locator(".dash-graph .main-svg").count()) == ("_by_" not in asked)
        looking.open_everything(page)
        assert looking.violations(page) == []
        assert looking.sideways(page) == 0
        assert faults == []


def test_a_recommendation_stands_below_the_review_whose_figures_it_rests_on(address: str, browser, looking):
    with looking.opened(browser, f"{address}/equality") as (page, _):
        page.get_by_role("table", name="Recommendations for government policy").get_by_role("link").click()
        assert page.url.endswith("#review")
        assert page.locator("h2#review").is_visible()


def test_the_keyboard_reaches_the_footer(address: str, browser, looking):
    with looking.opened(browser, f"{address}/equality{STARTS}&by=sex") as (page, _):
        assert looking.walk_to_the_footer(page) is None


def _text(address: str) -> str:
    with urllib.request.urlopen(address, timeout=60) as response:
        return str(response.read().decode())


def _rows(address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_text(address))))

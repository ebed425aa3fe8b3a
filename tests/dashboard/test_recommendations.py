"""The register on the page, from its seed by way of the warehouse and a release; and what is said of an empty one."""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

import warehouse.project
from ingest import pipeline
from publish.release import publish
from warehouse import dbt
from warehouse.build import build
from warehouse.sources import PROJECT

pytestmark = [pytest.mark.slow, pytest.mark.browser]

FILES = ("dfe/ehcp-work-based-placements-202425.csv", "dfe/ehcp-sen-needs-all-plans-202425.csv")
FOR = "government_policy"
HEADER = (
    "recommendation_id,review,audience,recommendation,evidence_table,owner,response,response_on,due_on,done_on,source"
)
REGISTER = (
    f'2025-1,2024/25,{FOR},"Fund travel to work, in full",official_figures,DfE,accepted,2025-03-04,2025-06-30,,E',
    f"2025-2,2024/25,{FOR},Publish starts by need,change,DWP,not_accepted,2025-03-05,,,E",
    f"2022-1,2021/22,{FOR},Count interns once,unknown_rates,DfE,accepted_in_part,2023-01-09,2023-12-31,2023-11-30,E",
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse's definitions with a register of recommendations to government alone."""
    project = tmp_path_factory.mktemp("dbt") / "project"
    shutil.copytree(PROJECT, project)
    (project / "seeds" / "equality_recommendation.csv").write_text("\n".join((HEADER, *REGISTER, "")))
    return project


@pytest.fixture(scope="module")
def releases(module_home: Path, shared_data: Path, project: Path) -> tuple[str, str]:
    """Two releases: before any recommendation, and with some."""
    pipeline.receive([shared_data / name for name in FILES])
    build()
    before = publish()
    with pytest.MonkeyPatch.context() as other:
        for module in (dbt, warehouse.project):
            other.setattr(module, "PROJECT", project)
        build()
    after = publish()
    assert (before.state, before.reasons, after.state, after.reasons) == ("released", [], "released", [])
    return before.release_id, after.release_id


@pytest.fixture(scope="module")
def address(releases: tuple[str, str], serving) -> Iterator[str]:
    with serving() as found:
        yield found


def test_the_page_says_in_words_that_there_is_no_recommendation_yet(address: str, releases: tuple[str, str]):
    page = _text(f"{address}/equality?release={releases[0]}")
    assert "No review has recommended anything yet, neither to government nor to employers." in page
    assert "Recommendations for government policy" not in page
    assert "/download/recommendations.csv" not in page


def test_each_stands_with_its_evidence_owner_response_and_status(address: str):
    rows = _rows(_text(f"{address}/equality"))
    assert rows == {
        "Fund travel to work, in full Number 2025-1, review to 2024/25": {
            "Evidence": "Official figures",
            "Owner": "DfE",
            "Response": "Accepted on 4 March 2025",
            "Status": "Overdue Due on 30 June 2025",
        },
        "Publish starts by need Number 2025-2, review to 2024/25": {
            "Evidence": "Change since the review before In the review's files: change",
            "Owner": "DWP",
            "Response": "Not accepted on 5 March 2025",
            "Status": "Not accepted",
        },
        "Count interns once Number 2022-1, review to 2021/22": {
            # This release has no review, so nothing of the page shows how often a characteristic is not known.
            "Evidence": "How often a characteristic is not known In the review's files: unknown_rates",
            "Owner": "DfE",
            "Response": "Accepted in part on 9 January 2023",
            "Status": "Done Done on 30 November 2023",
        },
    }


def test_an_audience_to_whom_nothing_was_recommended_is_said_to_have_none(address: str):
    page = _text(f"{address}/equality")
    assert re.search(r"For employer practice</h3><p[^>]*>None has been made\.</p>", page)


def test_the_register_is_the_mart_s_in_the_file(address: str):
    found = list(csv.DictReader(io.StringIO(_text(f"{address}/download/recommendations.csv"))))
    assert {row["recommendation_id"]: (row["audience"], row["status"]) for row in found} == {
        "2022-1": ("government_policy", "done"),
        "2025-1": ("government_policy", "overdue"),
        "2025-2": ("government_policy", "not_accepted"),
    }


@pytest.mark.parametrize("size", [(1280, 900), (375, 800)], ids=["wide", "narrow"])
def test_the_register_is_accessible_and_whole_in_the_window(address: str, browser, looking, size):
    with looking.opened(browser, f"{address}/equality", size) as (page, faults):
        assert page.get_by_role("table", name="Recommendations for government policy").count() == 1
        looking.open_everything(page)
        assert looking.violations(page) == []
        assert looking.sideways(page) == 0
        assert faults == []


def test_official_evidence_is_one_click_away(address: str, browser, looking):
    with looking.opened(browser, f"{address}/equality") as (page, _):
        page.get_by_role("table", name="Recommendations for government policy").get_by_role("link").click()
        assert page.url.endswith("#official")
        assert page.locator("h2#official").is_visible()


def _rows(page: str) -> dict[str, dict[str, str]]:
    """Each recommendation with its cells by column, as words."""
    (body,) = re.findall(
        r"Recommendations for government policy</caption>.*?<tbody[^>]*>(.*?)</tbody>", page, re.DOTALL
    )
    return {
        _words(re.findall(r"<th[^>]*>(.*?)</th>", row)[0]): {
            name: _words(cell) for name, cell in re.findall(r'<td[^>]*data-label="([^"]*)"[^>]*>(.*?)</td>', row)
        }
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    }


def _words(cell: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", cell)).split())


def _text(address: str) -> str:
    with urllib.request.urlopen(address, timeout=60) as response:
        return str(response.read().decode())

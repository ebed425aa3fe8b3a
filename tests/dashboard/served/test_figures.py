"""The figures of a release on its pages and in its files, an earlier one's, and where they come from."""

import re
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_a_new_release_is_on_the_page_within_seconds_and_without_a_restart(site):
    assert site.seconds_to_page < 5


def test_sources_name_the_latest_period_they_hold_beside_the_day_of_receipt(site):
    assert "Latest period: 2024/25." in site.text("/sources")


def test_published_figures_of_england_are_on_the_overview(site):
    words = site.text("/")
    assert ">2,673<" in words
    assert ">13.8%<" in words
    assert ">17.4%<" in words
    assert "No figures yet" in words


def test_an_earlier_release_can_be_shown_and_says_that_it_is(site):
    latest = site.text("/")
    assert ">10.4%<" in latest
    assert "earlier release" not in latest
    earlier = site.text(f"/?release={site.first}")
    assert ">10.1%<" in earlier
    assert ">10.4%<" not in earlier
    assert "You are looking at an earlier release" in earlier
    links = re.findall(r'href="(/(?:indicators|local-areas|figures|download)[^"]*)"', earlier)
    assert links
    assert all(f"release={site.first}" in link for link in links)


def test_one_click_leads_from_a_figure_to_the_rows_of_its_file(site, browser, looking, shared_data: Path):
    with looking.opened(browser, site.address) as (page, faults):
        page.get_by_role("link", name="13.8%").click()
        page.wait_for_url("**/figures?id=**")
        looking.wait(page)
        words = page.locator("main").inner_text()
        assert "4,045 of 29,209" in words
        assert "employ" in words
        assert "ehcp-ceased-plans-2022-2024.csv" in words
        assert re.search(r"\b[0-9a-f]{64}\b", words)
        assert page.get_by_role("table").get_by_role("row").count() > 2
        assert faults == []


def test_a_withheld_figure_says_so_and_is_never_zero(site):
    frame = site.rows("/download/councils.csv?indicator=participation_16_17")
    withheld = [row for row in frame if row["value_status"] == "confidential"]
    assert withheld
    assert {row["value"] for row in withheld} == {""}
    page = site.text(f"/local-areas?area={withheld[0]['area_code']}&indicator=participation_16_17")
    assert "[c] withheld to protect people" in page


def test_a_file_holds_the_figures_of_its_chart_with_their_lineage(site):
    rows = site.rows(f"/download/indicator.csv?id=neet_or_not_known&release={site.first}")
    assert {row["release_id"] for row in rows} == {site.first}
    (figure,) = (row for row in rows if row["period_id"] == "2025" and row["breakdown"] == "ehc_plan")
    assert float(figure["value"]) == pytest.approx(10.1)
    assert figure["extract_id"].startswith("dfe__neet_and_participation-")

"""The pages over a release made from the publishers' own files, then over a correction, in a real browser."""

from __future__ import annotations

import csv
import io
import re
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboard.queries import areas, equality, series
from dashboard.ready import councils_linked
from dashboard.releases import Releases
from ingest import pipeline
from publish.release import publish
from warehouse.build import build

pytestmark = [pytest.mark.slow, pytest.mark.browser]

FILES = (
    "dfe/neet-nccis-la-2023.csv",
    "dfe/neet-nccis-la-2025.csv",
    "dfe/ehcp-work-based-placements-202425.csv",
    "dfe/ehcp-sen-needs-all-plans-202425.csv",
    "dfe/ehcp-ceased-plans-2022-2024.csv",
    "dfe/ks4-destinations-national-201011-202223.csv",
    "dfe/lait-post16-send-la-timeseries.csv",
    "dfe/apprenticeships-lldd-all-providers-plus-national.csv",
    "dfe/leo-post16-main-activity-sen.csv",
    "mhclg/indices-of-deprivation-2025-lad.csv",
)
LEEDS = "E08000035"
ENDED_IN_WORK = "ehc_plan_ended_in_paid_work%7CE92000001%7C2024%7Ctotal%7Ctotal"
PAGES = {
    "/": True,
    "/?indicator=employment_after_ks4": True,
    "/local-areas": True,
    f"/local-areas?area={LEEDS}": True,
    "/local-areas?area=E06000053&indicator=supported_internships_per_1000": True,
    "/equality": True,
    "/equality?measure=apprenticeship_starts": True,
    "/sources": False,
    "/indicators/neet_or_not_known": True,
    "/indicators/supported_internship_to_paid_work": False,
    f"/figures?id={ENDED_IN_WORK}": False,
    "/releases": False,
    "/accessibility": False,
}  # and whether the page has a chart


@dataclass(frozen=True)
class Site:
    address: str
    first: str
    second: str
    seconds_to_page: float


@pytest.fixture(scope="module")
def site(module_home: Path, shared_data: Path, serving):
    """Served from before the first release; a correction of one figure then makes a second."""
    with serving() as address:
        assert "No release yet" in text(address)
        pipeline.receive([shared_data / name for name in FILES])
        build()
        first = publish()
        assert (first.state, first.reasons) == ("released", [])
        appears(address, first.release_id)
        pipeline.receive([corrected(shared_data / "dfe" / "neet-nccis-la-2025.csv", module_home)])
        build()
        second = publish()
        seconds = appears(address, second.release_id)
        yield Site(address, first.release_id, second.release_id, seconds)


def corrected(file: Path, folder: Path) -> Path:
    """The same file with another figure for young people in England with an EHC plan."""
    with file.open(newline="", encoding="utf-8-sig") as source:
        rows = list(csv.DictReader(source))
    (england,) = (row for row in rows if row["geographic_level"] == "National")
    england["NEET_NK_EHCP_percent"] = "10.4"
    with (folder / file.name).open("w", newline="", encoding="utf-8") as target:
        writer = csv.DictWriter(target, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return folder / file.name


def text(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as response:
        return str(response.read().decode())


def appears(address: str, release_id: str) -> float:
    """Seconds until every worker's page shows a release."""
    start = time.monotonic()
    streak = 0
    while streak < 8:
        streak = streak + 1 if release_id in text(address) else 0
        assert time.monotonic() - start < 20, f"{release_id} is not on the page"
        time.sleep(0.05)
    return time.monotonic() - start


def test_a_new_release_is_on_the_page_within_seconds_and_without_a_restart(site: Site):
    assert site.seconds_to_page < 5


def test_sources_name_the_latest_period_they_hold_beside_the_day_of_receipt(site: Site):
    assert "Latest period: 2024/25." in text(f"{site.address}/sources")


def test_the_pages_made_ahead_are_those_the_filter_asks_for(site: Site, browser, looking):
    ahead = councils_linked(text(f"{site.address}/local-areas"))
    assert len(ahead) == 153
    with looking.opened(browser, f"{site.address}/local-areas") as (page, _):
        page.select_option("select[name=area]", LEEDS)
        page.get_by_role("button", name="Show").click()
        page.wait_for_url("**area=E08000035**")
        assert page.url.removeprefix(site.address) in ahead


@pytest.mark.parametrize("size", [(1280, 900), (375, 800)], ids=["wide", "narrow"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_keeps_to_its_host_and_does_not_scroll_sideways(site: Site, browser, looking, path, size):
    with looking.opened(browser, site.address + path, size) as (page, faults):
        assert page.locator("h1").count() == 1
        assert bool(page.locator(".dash-graph .main-svg").count()) == PAGES[path]
        assert looking.violations(page) == []
        assert looking.sideways(page) == 0
        looking.open_everything(page)
        assert looking.violations(page) == []
        assert looking.sideways(page) == 0
        assert faults == []


@pytest.mark.parametrize("path", ["/", f"/local-areas?area={LEEDS}", "/sources"])
def test_on_a_phone_a_wide_table_is_cards_whole_in_the_window_and_still_a_table(site: Site, browser, looking, path):
    with looking.opened(browser, site.address + path, looking.NARROW) as (page, _):
        found = page.locator(".app-table--wide").first
        assert found.evaluate("table => table.parentElement.scrollWidth <= table.parentElement.clientWidth")
        assert found.evaluate("table => getComputedStyle(table.querySelector('tbody tr')).display") == "block"
        names = found.get_by_role("columnheader").all_inner_texts()
        row = found.get_by_role("row").nth(1)
        assert row.get_by_role("rowheader").count() == 1
        labels = row.get_by_role("cell").evaluate_all("cells => cells.map((cell) => cell.dataset.label)")
        assert labels == names[1:]
        assert len(labels) >= 4


def test_the_list_of_files_is_read_without_scrolling_inside_it(site: Site, browser, looking):
    with looking.opened(browser, f"{site.address}/sources") as (page, _):
        box = page.get_by_role("region", name="Table: Files")
        assert box.evaluate("box => box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth")
        box.get_by_text("Kind, rows, notes and hash").first.click()
        assert re.search(r"\b[0-9a-f]{64}\b", box.inner_text())


def test_the_first_screen_of_the_overview_holds_the_first_indicators(site: Site, browser, looking):
    with looking.opened(browser, site.address) as (page, _):
        rows = page.get_by_role("table", name="The indicators that have figures").get_by_role("row")
        assert "years old" in rows.nth(1).inner_text()
        assert rows.nth(5).bounding_box()["y"] < looking.WIDE[1]
        assert page.evaluate("document.documentElement.scrollHeight") < 3500


@pytest.mark.parametrize("path", ["/", f"/local-areas?area={LEEDS}", "/equality", "/sources"])
def test_the_keyboard_reaches_the_footer_and_is_always_seen(site: Site, browser, looking, path):
    with looking.opened(browser, site.address + path) as (page, _):
        for _step in range(400):
            page.keyboard.press("Tab")
            assert page.evaluate(looking.SHOWS_FOCUS), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
            if page.evaluate("!!document.activeElement.closest('footer')"):
                break
        else:
            pytest.fail("the footer was not reached")


def test_choosing_a_council_changes_the_address_says_so_and_can_be_undone(site: Site, browser, looking):
    with looking.opened(browser, f"{site.address}/local-areas") as (page, faults):
        page.get_by_label("Council", exact=True).select_option(label="Leeds")
        page.get_by_label("Indicator for the map and charts").select_option("supported_internships_per_1000")
        page.get_by_role("button", name="Show").press("Enter")
        page.wait_for_url(f"**/local-areas?area={LEEDS}&indicator=supported_internships_per_1000")
        looking.wait(page)
        assert page.locator("h1").inner_text() == "Leeds"
        assert page.evaluate("document.activeElement.getAttribute('role')") == "status"
        assert "Leeds" in page.evaluate("document.activeElement.innerText")
        page.go_back()
        looking.wait(page)
        assert page.locator("h1").inner_text() == "Local areas"
        assert page.locator("select[name=area]").input_value() == ""
        assert faults == []


def test_a_page_brought_back_as_it_was_left_has_its_filters_set_to_its_address_again(site: Site, browser, looking):
    with looking.opened(browser, f"{site.address}/local-areas") as (page, _):
        page.select_option("select[name=area]", LEEDS)
        page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
        assert page.locator("select[name=area]").input_value() == ""


def test_the_words_are_there_before_and_without_any_script(site: Site, browser, looking):
    with_scripts_off = browser.new_context(java_script_enabled=False)
    page = with_scripts_off.new_page()
    page.goto(site.address)
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.get_by_text("2,673").first.is_visible()
    with_scripts_off.close()


def test_nothing_moves_and_little_is_sent(site: Site, browser, looking):
    watch = (
        "window.moved = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => {"
        " window.moved += entry.value; })).observe({type: 'layout-shift', buffered: true});"
    )
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(watch)
    looking.visit(page, f"{site.address}/local-areas?area={LEEDS}")
    sizes = page.evaluate(
        "performance.getEntriesByType('resource').filter((entry) => entry.initiatorType === 'script')"
        ".map((entry) => entry.transferSize)"
    )
    assert len(sizes) > 5
    assert sum(sizes) <= 750_000
    assert page.evaluate("window.moved") <= 0.05
    context.close()


def test_published_figures_of_england_are_on_the_overview(site: Site):
    words = text(site.address)
    assert ">2,673<" in words
    assert ">13.8%<" in words
    assert ">17.4%<" in words
    assert "No figures yet" in words


def test_an_earlier_release_can_be_shown_and_says_that_it_is(site: Site):
    latest = text(site.address)
    assert ">10.4%<" in latest
    assert "earlier release" not in latest
    earlier = text(f"{site.address}/?release={site.first}")
    assert ">10.1%<" in earlier
    assert ">10.4%<" not in earlier
    assert "You are looking at an earlier release" in earlier
    links = re.findall(r'href="(/(?:indicators|local-areas|figures|download)[^"]*)"', earlier)
    assert links
    assert all(f"release={site.first}" in link for link in links)


def test_a_release_that_never_was_is_said_to_be_unknown(site: Site):
    assert "There is no release called 1999-01-01.1" in text(f"{site.address}/?release=1999-01-01.1")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/local-areas?area=E99", "There is no council with the code E99, so all of England is shown."),
        ("/local-areas?area=E10000021", "Northamptonshire (E10000021) is not a council in force"),
        ("/local-areas?indicator=zzz", "There is no indicator with figures for councils called zzz"),
        ("/?indicator=zzz", "There is no indicator with figures for England called zzz"),
        ("/equality?measure=zzz", "There is no measure by characteristic called zzz"),
        ("/equality?period=1066", "There is no period called 1066"),
        ("/indicators/neet_or_not_known?topic=zzz", "There is no breakdown called zzz"),
    ],
)
def test_what_an_address_asks_for_in_vain_is_said(site: Site, path: str, words: str):
    assert words in text(site.address + path)


def test_a_code_that_a_council_had_before_leads_to_the_council(site: Site):
    page = text(f"{site.address}/local-areas?area=E08000016")  # the files of the departments still say so
    assert re.search(r"<h1[^>]*>Barnsley</h1>", page)
    assert "There is no council" not in page
    rows = downloaded(f"{site.address}/download/over-time.csv?area=E08000016&indicator=neet_or_not_known")
    assert "Barnsley" in {row["area_name"] for row in rows}


def test_one_click_leads_from_a_figure_to_the_rows_of_its_file(site: Site, browser, looking, shared_data: Path):
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


def test_a_withheld_figure_says_so_and_is_never_zero(site: Site):
    frame = downloaded(f"{site.address}/download/councils.csv?indicator=participation_16_17")
    withheld = [row for row in frame if row["value_status"] == "confidential"]
    assert withheld
    assert {row["value"] for row in withheld} == {""}
    page = text(f"{site.address}/local-areas?area={withheld[0]['area_code']}&indicator=participation_16_17")
    assert "[c] withheld to protect people" in page


def test_a_file_holds_the_figures_of_its_chart_with_their_lineage(site: Site):
    rows = downloaded(f"{site.address}/download/indicator.csv?id=neet_or_not_known&release={site.first}")
    assert {row["release_id"] for row in rows} == {site.first}
    (figure,) = (row for row in rows if row["period_id"] == "2025" and row["breakdown"] == "ehc_plan")
    assert float(figure["value"]) == pytest.approx(10.1)
    assert figure["extract_id"].startswith("dfe__neet_and_participation-")


def downloaded(address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(address))))


@pytest.fixture(scope="module")
def snapshot(site: Site):
    releases = Releases()
    releases.look()
    assert releases.latest is not None
    return releases.snapshot(releases.latest)


def test_there_are_153_councils_and_each_is_like_ten_others(snapshot):
    assert len(snapshot.local_authorities) == 153
    for code in snapshot.local_authorities:
        others = areas.alike(snapshot, code)
        assert len(others) == 10
        assert code not in others


def test_a_council_keeps_its_series_when_only_its_code_changes(snapshot):
    indicator = snapshot.indicators["neet_or_not_known"]
    rows = series.headline(snapshot, indicator, "E08000039")  # Sheffield; the files say E08000019
    assert rows["period_id"].to_list() == ["2023", "2025"]
    assert set(rows["area_code"]) <= {"E08000019", "E08000039"}


def test_a_council_is_set_beside_its_region_england_and_those_like_it(snapshot):
    rows = areas.councils(snapshot, snapshot.indicators["ehc_plan_ended_in_paid_work"])
    found = areas.comparison(snapshot, rows, LEEDS)
    assert rows.period_label == "2024"
    assert found.own["area_code"] == LEEDS
    assert found.region["area_code"] == "E12000003"
    assert found.england["value"] == pytest.approx(100 * 4045 / 29209)
    assert found.alike_count > 5
    assert found.position in ("within", "above", "below", "far above", "far below")


def test_every_young_person_of_a_breakdown_is_in_one_of_its_groups_the_unknown_too(snapshot):
    indicator = snapshot.indicators["supported_internships"]
    for topic in equality.breakdowns(snapshot, indicator, "2024/25"):
        if topic.topic != "placement_type":  # its groups stand beside their own sums
            assert sum(group.row["value"] for group in topic.groups) == 2673
            assert any("unknown" in group.row["breakdown"] for group in topic.groups)


def test_an_address_that_is_not_there_answers_404(site: Site):
    for path in (
        "/nowhere",
        "/download/nothing.csv",
        "/assets/nothing.js",
        "/figures?id=zzz",
        "/figures",
        "/indicators/zzz",
        "/indicators/zzz",  # once more, from what is kept
    ):
        with pytest.raises(urllib.error.HTTPError) as refused:
            text(site.address + path)
        assert refused.value.code == 404


def test_every_answer_carries_the_headers_that_keep_it_to_itself(site: Site):
    for path in ("/", "/assets/plotly.js", "/_dash-layout", "/download/extracts.csv"):
        with urllib.request.urlopen(site.address + path, timeout=20) as response:
            policy = response.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy
            assert "'unsafe-eval'" not in policy
            assert "script-src 'self' 'sha256-" in policy
            assert "frame-ancestors 'none'" in policy
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Referrer-Policy"] == "same-origin"


def test_a_page_asked_for_again_is_not_sent_again(site: Site):
    with urllib.request.urlopen(site.address, timeout=20) as response:
        tag = response.headers["ETag"]
    again = urllib.request.Request(site.address, headers={"If-None-Match": tag})
    with pytest.raises(urllib.error.HTTPError) as unchanged:
        urllib.request.urlopen(again, timeout=20)
    assert unchanged.value.code == 304

"""Every page at two widths: accessible, whole in the window, usable by keyboard and without scripts, and still."""

import re

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]

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
    "/records": False,
    "/indicators/neet_or_not_known": True,
    "/indicators/supported_internship_to_paid_work": False,
    f"/figures?id={ENDED_IN_WORK}": False,
    "/releases": False,
    "/accessibility": False,
}  # and whether the page has a chart


@pytest.mark.parametrize("size", [(1280, 900), (375, 800)], ids=["wide", "narrow"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_keeps_to_its_host_and_does_not_scroll_sideways(site, browser, looking, path, size):
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
def test_on_a_phone_a_wide_table_is_cards_whole_in_the_window_and_still_a_table(site, browser, looking, path):
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


def test_the_list_of_files_is_read_without_scrolling_inside_it(site, browser, looking):
    with looking.opened(browser, f"{site.address}/sources") as (page, _):
        box = page.get_by_role("region", name="Table: Files")
        assert box.evaluate("box => box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth")
        box.get_by_text("Kind, rows, notes and hash").first.click()
        assert re.search(r"\b[0-9a-f]{64}\b", box.inner_text())


def test_the_first_screen_of_the_overview_holds_the_first_indicators(site, browser, looking):
    with looking.opened(browser, site.address) as (page, _):
        rows = page.get_by_role("table", name="The indicators that have figures").get_by_role("row")
        assert "years old" in rows.nth(1).inner_text()
        assert rows.nth(5).bounding_box()["y"] < looking.WIDE[1]
        assert page.evaluate("document.documentElement.scrollHeight") < 3500


@pytest.mark.parametrize("path", ["/", f"/local-areas?area={LEEDS}", "/equality", "/sources", "/downloads"])
def test_the_keyboard_reaches_the_footer_and_is_always_seen(site, browser, looking, path):
    with looking.opened(browser, site.address + path) as (page, _):
        assert looking.walk_to_the_footer(page) is None


def test_the_words_are_there_before_and_without_any_script(site, browser, looking):
    with_scripts_off = browser.new_context(java_script_enabled=False)
    page = with_scripts_off.new_page()
    page.goto(site.address)
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.get_by_text("2,673").first.is_visible()
    with_scripts_off.close()


def test_nothing_moves_and_little_is_sent(site, browser, looking):
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

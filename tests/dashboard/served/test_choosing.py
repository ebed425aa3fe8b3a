"""What a reader chooses, and what an address asks for: shown, said and undone."""

import re

import pytest

from dashboard.ready import councils_linked

pytestmark = [pytest.mark.slow, pytest.mark.browser]

LEEDS = "E08000035"


def test_the_pages_made_ahead_are_those_the_filter_asks_for(site, browser, looking):
    ahead = councils_linked(site.text("/local-areas"))
    assert len(ahead) == 153
    with looking.opened(browser, f"{site.address}/local-areas") as (page, _):
        page.select_option("select[name=area]", LEEDS)
        page.get_by_role("button", name="Show").click()
        page.wait_for_url("**area=E08000035**")
        assert page.url.removeprefix(site.address) in ahead


def test_choosing_a_council_changes_the_address_says_so_and_can_be_undone(site, browser, looking):
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


def test_a_page_brought_back_as_it_was_left_has_its_filters_set_to_its_address_again(site, browser, looking):
    with looking.opened(browser, f"{site.address}/local-areas") as (page, _):
        page.select_option("select[name=area]", LEEDS)
        page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
        assert page.locator("select[name=area]").input_value() == ""


def test_a_release_that_never_was_is_said_to_be_unknown(site):
    assert "There is no release called 1999-01-01.1" in site.text("/?release=1999-01-01.1")


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
def test_what_an_address_asks_for_in_vain_is_said(site, path: str, words: str):
    assert words in site.text(path)


def test_a_code_that_a_council_had_before_leads_to_the_council(site):
    page = site.text("/local-areas?area=E08000016")  # the files of the departments still say so
    assert re.search(r"<h1[^>]*>Barnsley</h1>", page)
    assert "There is no council" not in page
    rows = site.rows("/download/over-time.csv?area=E08000016&indicator=neet_or_not_known")
    assert "Barnsley" in {row["area_name"] for row in rows}

"""Samples are made up, and every page that shows them says so. This needs no file of the publishers."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import pipeline
from ingest.samples import write_samples
from publish.release import publish
from warehouse.build import build

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PAGES = ("/", "/local-areas?area=E08000035", "/equality", "/sources", "/indicators/neet_or_not_known")


@pytest.fixture(scope="module")
def address(module_home: Path, serving):
    pipeline.receive(write_samples(module_home / "samples"))
    build()
    published = publish()
    assert (published.state, published.reasons) == ("released", [])
    with serving() as found:
        yield found


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_made_up_figures_says_so(address: str, browser, looking, path: str):
    with looking.opened(browser, address + path) as (page, faults):
        assert page.locator("h1").count() == 1
        assert page.get_by_text("Made-up figures.").is_visible()
        assert looking.violations(page) == []
        assert faults == []

"""Whole files of releases: listed with what proves them, and sent with the bytes that were released or not at all."""

from __future__ import annotations

import hashlib
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.error import HTTPError

import pytest

from dashboard.queries import files
from dashboard.queries.files import File
from pathways.database import Role, connect
from pathways.settings import settings
from publish.release import withdraw
from tests.publish import made_up

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def releases(module_home: Path) -> list[str]:
    """Three releases, the newest first; the oldest is withdrawn."""
    ids = [
        made_up.publish_tables(made_up.tables_of(change), made_up.RECEIVED + timedelta(days=change)).release_id
        for change in range(3)
    ]
    withdraw(ids[0])
    return ids[:0:-1]


@pytest.fixture(scope="module")
def listed(releases: list[str]) -> list[File]:
    return files.files(releases)


@pytest.fixture(scope="module")
def address(releases: list[str], serving) -> Iterator[str]:
    with serving() as found:
        yield found


def test_every_file_is_made_again_with_the_bytes_that_were_released(releases: list[str], listed: list[File]):
    assert {file.release_id for file in listed} == set(releases)
    for file in listed:
        written = (settings().releases / file.release_id / file.path).read_bytes()
        assert file.is_served, file.path
        assert files.content(file) == written, file.path


def test_files_of_made_up_figures_are_named_so_and_no_others(address: str, listed: list[File]):
    page = _text(f"{address}/downloads")
    assert {file.table for file in listed if file.is_synthetic} >= {"indicator_figure", "pathway_share", "record_feed"}
    assert "Indicator figure (made-up data)" in page
    assert "Area (made-up data)" not in page


def test_councils_that_linked_figures_count_together_are_named(address: str, browser, looking):
    with looking.opened(browser, f"{address}/downloads") as (page, _):
        rows = page.get_by_role("table", name="Councils that are counted together").get_by_role("row")
        assert rows.nth(1).inner_text().split("\t") == [
            "Blackpool",
            "Blackburn with Darwen and Blackpool",
            "E06000008",
        ]


def test_a_file_and_its_hash_are_on_the_page_and_it_is_sent_as_released(address: str, listed: list[File]):
    page = _text(f"{address}/downloads")
    for file in listed:
        assert file.sha256 in page
        assert f'href="/files/{file.release_id}/{file.path}"' in page
    file = next(each for each in listed if each.table == "area")
    with urllib.request.urlopen(f"{address}/files/{file.release_id}/{file.path}") as response:
        assert hashlib.sha256(response.read()).hexdigest() == file.sha256
        assert response.headers["ETag"] == f'"{file.sha256}"'
        assert response.headers["Content-Disposition"] == f'attachment; filename="{file.path}"'
    again = urllib.request.Request(
        f"{address}/files/{file.release_id}/{file.path}", headers={"If-None-Match": f'"{file.sha256}"'}
    )
    with pytest.raises(HTTPError, match="304"):
        urllib.request.urlopen(again)


@pytest.mark.parametrize("path", ["manifest.json", "..%2Fmanifest.json", "nothing.csv"])
def test_what_is_no_file_of_a_release_that_is_out_is_not_there(address: str, releases: list[str], path: str):
    with pytest.raises(HTTPError, match="404"):
        urllib.request.urlopen(f"{address}/files/{releases[0]}/{path}")
    with pytest.raises(HTTPError, match="404"):
        urllib.request.urlopen(f"{address}/files/2000-01-01.1/area.csv")


def test_a_table_that_was_changed_in_the_database_is_not_sent(address: str, listed: list[File]):
    file = next(each for each in listed if each.table == "source")
    with connect(Role.PUBLISH) as connection, connection.cursor() as cursor:
        cursor.execute("update published.source set title = title || '!' where release_id = %s", (file.release_id,))
    with pytest.raises(HTTPError, match="503") as refused:
        urllib.request.urlopen(f"{address}/files/{file.release_id}/{file.path}")
    assert "in the folder of that release" in refused.value.read().decode()


def test_a_file_that_cannot_be_served_says_where_it_is(address: str, releases: list[str]):
    file = next(each for each in files.files(releases) if each.release_id == releases[1] and each.table == "period")
    with connect(Role.PUBLISH) as connection, connection.cursor() as cursor:
        cursor.execute(f'drop table published."period@{file.release_id}"')
    (changed,) = (each for each in files.files(releases) if (each.release_id, each.path) == (releases[1], file.path))
    assert not changed.is_served
    with pytest.raises(HTTPError, match="404"):
        urllib.request.urlopen(f"{address}/files/{file.release_id}/{file.path}")


@pytest.mark.parametrize("size", [(1280, 900), (375, 800)], ids=["wide", "narrow"])
def test_the_page_is_accessible_and_whole_in_the_window(address: str, releases: list[str], browser, looking, size):
    with looking.opened(browser, f"{address}/downloads", size) as (page, faults):
        assert page.locator("h1", has_text="Downloads").count() == 1
        looking.open_everything(page)
        assert page.get_by_role("table").count() == len(releases) + 1
        assert looking.violations(page) == []
        assert looking.sideways(page) == 0
        assert faults == []


def test_the_keyboard_reaches_the_footer(address: str, browser, looking):
    with looking.opened(browser, f"{address}/downloads") as (page, _):
        assert looking.walk_to_the_footer(page) is None


def _text(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as response:
        return str(response.read().decode())

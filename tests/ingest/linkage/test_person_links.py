"""Every record says how it came to its person, and since when."""

from __future__ import annotations

import datetime as dt

import polars as pl

from ingest.linkage.person_links import PERSON_LINK, versions

DAY = [dt.date(2026, month, 1) for month in (1, 2, 3)]


def links(day: dt.date, **persons: str) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "source_record_key": key, "person_id": person, "link_tier": 1, "match_weight": 20.0,
                "match_probability": 0.9, "method": "exact identifier", "match_key": "uln", "model_version": "v1",
                "run_id": f"{day}", "valid_from": day, "valid_to": None,
            }
            for key, person in persons.items()
        ],
        schema=PERSON_LINK,
    )  # fmt: skip


def test_every_record_has_one_link(linked, people):
    assert linked.person_link.schema == pl.Schema(PERSON_LINK)
    assert linked.person_link["source_record_key"].to_list() == sorted(people[0]["source_record_key"])


def test_a_pair_of_exact_identifiers_has_tier_1_and_names_it(linked):
    exact = linked.person_link.filter(method="exact identifier")
    assert exact["link_tier"].unique().to_list() == [1]
    assert set(exact["match_key"]) == {"uln", "national_insurance_number"}


def test_the_tier_follows_the_method(linked):
    told = dict(linked.person_link.select("method", "link_tier").unique().iter_rows())
    assert {method: told[method] for method in ("own record", "demographic key", "probabilistic")} == {
        "own record": 1,
        "demographic key": 2,
        "probabilistic": 3,
    }


def test_a_link_that_stays_keeps_its_first_day():
    history = versions(links(DAY[0], a="p1"), links(DAY[1], a="p1"), DAY[1])
    assert history.select("valid_from", "valid_to").rows() == [(DAY[0], None)]


def test_a_link_that_changes_is_closed_and_opened_anew():
    history = versions(links(DAY[0], a="p1", b="p2"), links(DAY[1], a="p1", b="p1"), DAY[1])
    assert history.filter(source_record_key="b").select("person_id", "valid_from", "valid_to").rows() == [
        ("p2", DAY[0], DAY[1]),
        ("p1", DAY[1], None),
    ]


def test_a_record_that_is_no_longer_sent_ends_and_may_come_back():
    gone = versions(links(DAY[0], a="p1", b="p2"), links(DAY[1], a="p1"), DAY[1])
    back = versions(gone, links(DAY[2], a="p1", b="p2"), DAY[2])
    assert back.filter(source_record_key="b")["valid_to"].to_list() == [DAY[1], None]

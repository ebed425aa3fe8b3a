"""Every record says how it came to its person, and since when."""

from __future__ import annotations

import datetime as dt

import polars as pl

from ingest.linkage.person_links import PERSON_LINK, held_since

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
    assert held_since(links(DAY[1], a="p1"), links(DAY[0], a="p1").lazy())["valid_from"].to_list() == [DAY[0]]


def test_a_link_that_changes_holds_from_the_day_of_the_change():
    now = held_since(links(DAY[1], a="p1", b="p1"), links(DAY[0], a="p1", b="p2").lazy())
    assert now.select("source_record_key", "valid_from", "valid_to").rows() == [
        ("a", DAY[0], None),
        ("b", DAY[1], None),
    ]


def test_a_record_that_had_no_link_holds_from_its_own_day():
    assert held_since(links(DAY[1], a="p1"), links(DAY[0], b="p2").lazy())["valid_from"].to_list() == [DAY[1]]

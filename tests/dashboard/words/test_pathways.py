import polars as pl

from dashboard.queries.pathways import Activity
from dashboard.words import pathways as words

ACTIVITIES = [Activity("school", "At school", "School"), Activity("work", "In paid work", "Work")]


def shares(*rows: tuple[int, str, int, float | None, str]) -> pl.DataFrame:
    schema = ["academic_age", "pathway_activity", "young_people", "share", "status"]
    return pl.DataFrame(rows, schema=schema, orient="row")


def flows(*rows: tuple[int, int, str, str, int]) -> pl.DataFrame:
    return pl.DataFrame(
        rows, schema=["from_age", "to_age", "from_activity", "to_activity", "young_people"], orient="row"
    )


def bands(**people: int) -> pl.DataFrame:
    everyone = sum(people.values())
    return pl.DataFrame({"band": list(people), "young_people": list(people.values())}).with_columns(
        everyone=pl.lit(everyone)
    )


def test_the_commonest_activities_are_told_at_the_first_and_the_last_age():
    rows = shares(
        (16, "school", 90, 90.0, "published"),
        (16, "work", 5, 5.0, "low_reliability"),
        (20, "school", 0, None, "hardly_any"),
        (20, "work", 100, None, "nearly_all"),
    )
    assert (
        words.shares(rows, ACTIVITIES)
        == "At 16: at school 90% and in paid work 5% [u]. At 20: in paid work nearly all."
    )


def test_one_age_is_told_once():
    assert words.shares(shares((16, "school", 60, 60.0, "published")), ACTIVITIES) == "At 16: at school 60%."


def test_of_too_few_people_nothing_is_told():
    assert words.shares(shares((16, "school", 5, None, "confidential")), ACTIVITIES) == (
        "There are no figures for this group."
    )
    assert words.flows(flows((16, 17, "school", "work", 25)), ACTIVITIES).startswith("Too few")


def test_ribbons_tell_who_stayed_and_the_largest_change():
    rows = flows((16, 17, "school", "school", 60), (16, 17, "school", "work", 30), (16, 17, "work", "work", 10))
    assert words.flows(rows, ACTIVITIES) == (
        "From one age to the next, 70% kept their main activity. "
        "The largest change: 30 from school at 16 to work at 17."
    )


def test_paid_work_within_a_year_is_told_beside_those_without_send():
    own, other = bands(within_3_months=10, within_a_year=10, not_yet=80), bands(within_6_months=60, not_yet=40)
    assert words.first_paid_work(own, other) == (
        "20% were in paid work within a year of leaving education, against 60% of those without SEND."
    )


def test_nothing_is_told_of_nobody():
    nobody = bands().with_columns(pl.col("band").cast(pl.String))
    assert words.first_paid_work(nobody, nobody) == "There are no figures for this group."

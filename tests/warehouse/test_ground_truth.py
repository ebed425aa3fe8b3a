"""The outcomes of made-up people, worked out a second time from what they truly did.

Linked by the truth, the mart and the answers agree person by person. Left out, because a writer blurs them by design:
months before 2018 (out-of-work benefits ended in scans six weeks apart until 2017, and jobs of before April 2014 may
bear the first day of a tax year); higher education, of which no department's extract tells; and schools that are in no
census: those of pupils who were not in a state-funded school at key stage 4, and any school after year 14.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from ingest import pipeline
from ingest.synthetic.plan import Plan
from ingest.synthetic.run import synthesise
from tests.warehouse.truth_links import link_by_truth
from tests.warehouse.truth_lives import FIRST, LAST, LEARNING, SCHOOLS, counted, lived, months, year_of
from warehouse.build import build
from warehouse.marts import read_mart

pytestmark = pytest.mark.slow

RECEIVED = ("dfe/census", "dfe/ks4", "dfe/ilr", "dfe/nccis", "dfe/sen2", "dhsc/cld", "dwp/leo")
OCTOBER_TO_MARCH = range(2, 8)  # counted from August
NEET = (540, 610, 615, 616, 619, 620, 630, 640, 650, 660, 670, 680)
PEOPLE = 8_000


@pytest.fixture(scope="module")
def truth(module_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The answers about people whose extracts were received, linked by the answers, and built."""
    folder = tmp_path_factory.mktemp("made-up") / "out"
    synthesise(Plan(people=PEOPLE, seed=12, first=FIRST, last=LAST, defects=False), folder)
    outcomes = pipeline.receive([folder / part for part in RECEIVED])
    assert {outcome.status for outcome in outcomes} == {"accepted"}
    link_by_truth(folder / "truth")
    build("duckdb")
    return folder / "truth"


def outcomes(outcome_id: str, version: str = "1") -> pl.DataFrame:
    mart = pl.from_arrow(read_mart("fct_outcome", "duckdb"))
    assert isinstance(mart, pl.DataFrame)
    return mart.filter(outcome_id=outcome_id, definition_version=version).select(
        (pl.col("young_person_id") - 1).alias("person_id"),
        pl.col("academic_year").str.slice(0, 4).cast(pl.Int64).alias("first_year"),
        "category",
        "is_met",
        "records",
    )


def test_every_pupil_s_destination_is_what_they_did(truth: Path):
    people = pl.read_parquet(truth / "people.parquet").filter(pl.col("in_ks4") & (pl.col("ks4_year") < LAST))
    people = people.select("person_id", pl.col("ks4_year").cast(pl.Int64).alias("year"))
    lives = lived(truth)
    runs = [counted(lives, people, ("apprenticeship",), range(first, first + 6)) == 6 for first in range(7)]
    sustained = {
        "apprenticeship": pl.DataFrame({str(place): run for place, run in enumerate(runs)})
        .select(pl.any_horizontal(pl.all()))
        .to_series(),
        "education": counted(lives, people, ("learning",), OCTOBER_TO_MARCH) == 6,
        "employment": counted(lives, people, ("work",), OCTOBER_TO_MARCH) >= 5,
        "combination": counted(lives, people, ("learning", "apprenticeship", "work"), OCTOBER_TO_MARCH) == 6,
    }
    active = counted(lives, people, ("learning", "apprenticeship", "work"), range(12)) > 0
    heard = pl.read_parquet(truth / "council_activity.parquet").filter(pl.col("activity").is_in(NEET))
    neet = people.join(heard.select("person_id", "year", neet=True), on=["person_id", "year"], how="left")
    benefit = (counted(lives, people, ("benefit",), range(12)) > 0) | neet["neet"].fill_null(value=False)
    facts = {**sustained, "notsust_beneet": active & benefit, "notsust": active, "only_beneet": benefit}
    category = pl.lit("not_captured")
    for name in reversed(facts):
        category = pl.when(name).then(pl.lit(name)).otherwise(category)
    expected = people.with_columns(**facts).select(
        "person_id", (pl.col("year") - 1).alias("first_year"), category.alias("expected")
    )
    both = outcomes("ks4_sustained_destination").join(expected, on=["person_id", "first_year"], how="full")
    assert both.height > 2_000
    assert both.filter(pl.col("category").ne_missing(pl.col("expected"))).is_empty()
    assert set(both["category"]) >= {"apprenticeship", "education", "employment", "only_beneet", "not_captured"}
    assert both.filter(pl.col("is_met") != pl.col("expected").is_in(list(sustained))).is_empty()


def test_apprentices_of_each_year_are_those_who_were_one(truth: Path):
    lives = lived(truth)
    expected = (
        lives.filter((pl.col("kind") == "apprenticeship") & (pl.col("year") < LAST))
        .select("person_id", pl.col("year").alias("first_year"))
        .unique()
    )
    spells = pl.read_parquet(truth / "spells.parquet").filter(kind="apprenticeship")
    found = outcomes("apprenticeship_participation")
    missing = expected.join(found, on=["person_id", "first_year"], how="anti")
    # Who ends in August is in the year that begins by those days alone, and the provider does not return them again.
    august = spells.filter(pl.col("end").dt.month() == 8).select(
        "person_id", pl.col("end").dt.year().cast(pl.Int64).alias("first_year")
    )
    assert missing.join(august, on=["person_id", "first_year"], how="anti").is_empty()
    assert found.join(expected, on=["person_id", "first_year"], how="anti").is_empty()
    assert found["records"].unique().to_list() == [1]


def test_what_followed_an_achievement_is_what_learners_did(truth: Path):
    found = outcomes("fe_positive_destination").with_columns(year=pl.col("first_year") + 1)
    lives = lived(truth).filter(pl.col("place").is_in(list(OCTOBER_TO_MARCH)))
    both = ("learning", "apprenticeship", "work")
    held = lives.group_by("person_id", "year", "kind").agg(pl.col("place"))
    of = {
        kind: {(person, year): set(places) for person, year, _, places in held.filter(kind=kind).iter_rows()}
        for kind in both
    }
    wrong = []
    for person, _, category, is_met, _, year in found.iter_rows():
        months_of = {kind: of[kind].get((person, year), set()) for kind in both}
        learning, work = months_of["learning"] | months_of["apprenticeship"], months_of["work"]
        switches = any(
            set(range(2, at)) <= one and set(range(at, 8)) <= other
            for at in range(2, 9)
            for one, other in ((learning, work), (work, learning))
        )
        if is_met != (len(work) >= 5 or len(learning) == 6 or switches):
            wrong.append((person, year, category, learning, work))
    assert found.height > 1_000
    assert wrong == []


def test_the_main_activity_of_those_who_do_not_learn_is_what_filled_most_months(truth: Path):
    """A course's summers are not told of, so months of learning are fewer on paper; who learned is left out."""
    found = outcomes("employment_after_ks4_5_years").with_columns(year=pl.col("first_year") + 5)
    lives = lived(truth)
    asked = found.select("person_id", "year")
    learning, work, benefit = (
        counted(lives, asked, kinds, range(12)) for kinds in (("learning", "apprenticeship"), ("work",), ("benefit",))
    )
    expected = found.with_columns(
        learning=learning, expected=(work > 0) & (work >= benefit), benefit=(benefit > work)
    ).filter(learning=0)
    assert expected.height > 100
    assert expected.filter(pl.col("is_met") != pl.col("expected")).is_empty()
    assert expected.filter((pl.col("category") == "out_of_work_benefit") != pl.col("benefit")).is_empty()


def plain_birthdays(truth: Path) -> pl.DataFrame:
    """Whose day and month of birth cannot be swapped: a source that swaps them has somebody at another age."""
    people = pl.read_parquet(truth / "people.parquet")
    day, month = pl.col("birth_date").dt.day(), pl.col("birth_date").dt.month()
    return people.filter((day > 12) | (day == month))


def agree(found: pl.DataFrame, expected: pl.DataFrame, at_least: int, of: pl.DataFrame) -> None:
    """Row by row and as many, of these people, in the columns that `expected` has."""
    columns = expected.columns
    counts = [
        rows.join(of.select("person_id").unique(), on="person_id", how="semi").group_by(columns).len(name)
        for rows, name in ((found, "found"), (expected, "expected"))
    ]
    assert counts[1].height >= at_least
    both = counts[0].join(counts[1], on=columns, how="full", nulls_equal=True, coalesce=True)
    wrong = both.filter(pl.col("found").ne_missing(pl.col("expected")))
    assert wrong.is_empty(), str(wrong)


def test_who_is_not_in_education_or_not_known_is_as_the_council_heard(truth: Path):
    people = plain_birthdays(truth)
    told = pl.read_parquet(truth / "council_activity.parquet").join(
        people.select("person_id", "ks4_year"), on="person_id"
    )
    told = told.filter((pl.col("year") - pl.col("ks4_year")).is_in([0, 1]), pl.col("activity") != 710)
    standing = (
        pl.when(pl.col("activity").is_in(NEET))
        .then(pl.lit("neet"))
        .when(pl.col("activity").is_in([810, 820, 830]))
        .then(pl.lit("not_known"))
    )
    neet = told.select("person_id", first_year="year", category=standing.otherwise(pl.lit("neither")), records=3)
    neet = neet.with_columns(is_met=pl.col("category") != "neither")
    learns = pl.col("activity").is_between(210, 289) | pl.col("activity").is_in([310, 320, 340, 410, 430, 460])
    participation = told.select("person_id", first_year="year", is_met=learns, records=1)
    agree(outcomes("neet_or_not_known"), neet.cast({"records": pl.Int64}), 5_000, people)
    assert set(neet["category"]) == {"neet", "not_known", "neither"}
    agree(outcomes("participation_16_17"), participation.cast({"records": pl.Int64}), 5_000, people)


def test_where_people_with_long_term_support_live_and_work_is_as_their_council_knew(truth: Path):
    people = plain_birthdays(truth)
    care = pl.read_parquet(truth / "social_care.parquet").with_columns(first_year=pl.col("year").cast(pl.Int64) - 1)
    care = care.filter(pl.col("year").is_in([2024, 2025]), pl.col("supported_since") <= pl.date(pl.col("year"), 3, 31))
    home, own = pl.col("accommodation"), ("owner", "tenant_social", "tenant_private", "supported", "shared_lives")
    settled = home.is_in([*own, "family"])
    disabled = care.filter("has_learning_disability")
    versions = {
        # Where nobody said where they live, help at home was the only service, so they are presumed to live there.
        ("settled_accommodation", "2e_cld"): care.filter(first_year=2024).with_columns(
            is_met=settled | (home == "unknown")
        ),
        ("settled_accommodation_learning_disability", "2e_cld"): disabled.filter(first_year=2024).with_columns(
            is_met=settled | (home == "unknown")
        ),
        ("settled_accommodation_learning_disability", "2e_salt"): disabled.filter(first_year=2023).with_columns(
            is_met=settled
        ),
        ("own_tenancy", "1"): care.with_columns(is_met=home.is_in(own)),
        ("learning_disability_paid_work", "1"): disabled.with_columns(
            is_met=pl.col("employment").str.starts_with("paid")
        ),
    }
    for (outcome_id, version), expected in versions.items():
        agree(outcomes(outcome_id, version), expected.select("person_id", "first_year", "is_met"), 10, people)


def test_plans_end_and_their_holders_do_what_councils_recorded(truth: Path):
    people = plain_birthdays(truth)
    born = people.select("person_id", "birth_date", "ks4_year")
    ceased = pl.read_parquet(truth / "plans_ceased.parquet").join(born, on="person_id")
    month = pl.col("ceased").dt.year() * 12 + pl.col("ceased").dt.month()
    age = month - pl.col("birth_date").dt.year() * 12 - pl.col("birth_date").dt.month()
    ended = ceased.filter(age >= 192, pl.col("reason") != 5).select(
        "person_id", first_year=pl.col("ceased").dt.year().cast(pl.Int64), is_met=pl.col("reason") == 4
    )
    agree(outcomes("ehc_plan_ended_in_paid_work"), ended, 50, people)
    open_plans = pl.read_parquet(truth / "plans_on_census_day.parquet").join(born, on="person_id")
    grown = open_plans.filter((pl.col("census_year") - 1 - pl.col("ks4_year")).is_between(0, 9))
    agree(
        outcomes("ehc_plan_neet"),
        grown.select("person_id", first_year="census_year", is_met="is_neet"),
        100,
        people,
    )
    interns = open_plans.filter(work_based_activity="supported_internship")
    agree(
        outcomes("supported_internship", "sen2"),
        interns.select("person_id", first_year=pl.col("census_year") - 1),
        3,
        people,
    )


def test_apprenticeships_begin_and_are_achieved_as_they_were(truth: Path):
    told = pl.read_parquet(truth / "apprenticeships.parquet")
    began = told.group_by("person_id", "start").agg(pl.col("is_restart").any()).filter(~pl.col("is_restart"))
    year = year_of("start")
    began = began.group_by("person_id", first_year=year).agg(records=pl.len().cast(pl.Int64))
    achieved = (
        told.filter("is_achieved").select("person_id", "start", first_year=pl.col("year").cast(pl.Int64)).unique()
    )
    achieved = achieved.group_by("person_id", "first_year").agg(records=pl.len().cast(pl.Int64))
    everyone = pl.read_parquet(truth / "people.parquet")
    agree(outcomes("apprenticeship_start"), began.filter(pl.col("first_year") >= FIRST), 200, everyone)
    agree(outcomes("apprenticeship_achievement"), achieved, 100, everyone)


def test_interns_find_paid_work_as_they_did(truth: Path):
    interns = pl.read_parquet(truth / "spells.parquet").filter(kind="supported_internship")
    everyone = pl.read_parquet(truth / "people.parquet")
    heard = pl.read_parquet(truth / "council_activity.parquet").filter(activity=460)
    agree(outcomes("supported_internship", "nccis"), heard.select("person_id", first_year="year"), 5, everyone)
    year = year_of("start")
    agree(outcomes("supported_internship", "ilr"), interns.select("person_id", first_year=year), 5, everyone)
    apprentices = pl.read_parquet(truth / "spells.parquet").filter(kind="apprenticeship")
    jobs = pl.read_parquet(truth / "jobs.parquet")
    in_apprenticeship = (
        jobs.join(apprentices, on="person_id", suffix="_of")
        .filter(pl.col("start").is_between(pl.col("start_of"), pl.col("end_of").fill_null(pl.date(2100, 1, 1))))
        .select("person_id", "start")
    )
    found = interns.join(
        jobs.join(in_apprenticeship, on=["person_id", "start"], how="anti"), on="person_id", suffix="_of"
    )
    found = found.filter(pl.col("start_of").is_between("end", pl.col("end").dt.offset_by("6mo")))
    began = found.group_by("person_id", "start").agg(began=pl.col("start_of").min())
    ended = interns.join(began, on=["person_id", "start"], how="left").filter(pl.col("end") < pl.date(LAST, 2, 1))
    agree(
        outcomes("supported_internship_paid_work"),
        ended.select("person_id", first_year=year, is_met=pl.col("began").is_not_null()),
        5,
        everyone,
    )
    worked = months(jobs, "work").with_columns(number=pl.col("year") * 12 + pl.col("place"))
    first = year_of("began") * 12 + (pl.col("began").dt.month() + 4) % 12
    held = (
        ended.select("person_id", "start", first=first)
        .join(worked, on="person_id")
        .filter(pl.col("number").is_between(pl.col("first") + 1, pl.col("first") + 6))
        .group_by("person_id", "start")
        .agg(held=pl.col("number").n_unique())
    )
    kept = ended.filter(pl.col("end").dt.offset_by("13mo") <= pl.date(LAST, 8, 31))
    kept = kept.join(held, on=["person_id", "start"], how="left")
    sustained = (pl.col("held") >= 5).fill_null(value=False)
    agree(
        outcomes("supported_internship_sustained_work"),
        kept.select("person_id", first_year=year, is_met=sustained),
        4,
        everyone,
    )


def test_the_time_to_the_first_paid_work_is_what_passed(truth: Path):
    """Of those who last learned at a college: the end of a school's year stands for the day on which a pupil left."""
    learning = pl.read_parquet(truth / "spells.parquet").filter(
        pl.col("kind").is_in(LEARNING), pl.col("detail") != "he"
    )
    still = learning.filter(pl.col("end").is_null())
    left = learning.join(still, on="person_id", how="anti").sort("end").group_by("person_id").last()
    left = left.filter(~pl.col("detail").is_in(SCHOOLS)).select("person_id", left_on="end")
    jobs = pl.read_parquet(truth / "jobs.parquet").join(left, on="person_id")
    jobs = jobs.filter(pl.col("end").is_null() | (pl.col("end") >= pl.col("left_on")))
    days = (pl.col("start") - pl.col("left_on")).dt.total_days().clip(0)
    waited = left.join(jobs.group_by("person_id").agg(days=days.min()), on="person_id", how="left")
    category = pl.lit("not_yet")
    for name, most in {
        "later": 100_000,
        "within_a_year": 365,
        "within_6_months": 182,
        "within_3_months": 91,
        "in_work_already": 0,
    }.items():
        category = pl.when(pl.col("days") <= most).then(pl.lit(name)).otherwise(category)
    expected = waited.select(
        "person_id",
        first_year=year_of("left_on"),
        category=category,
        is_met=(pl.col("days") <= 365).fill_null(value=False),
    ).filter(pl.col("first_year").is_between(FIRST, LAST - 2))
    agree(outcomes("first_paid_work"), expected, 500, left)

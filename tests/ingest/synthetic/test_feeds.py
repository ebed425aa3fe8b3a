"""Feeds that need few words each: NCCIS, schools, LEO, benefits, care, lettings and homelessness."""

from __future__ import annotations

import polars as pl
import pytest
from lxml import etree

from publish.identifiers import scan


def people_of(folder, month):
    root = etree.parse(folder / f"dfe/nccis/2024-25/nccis-{month}.xml").getroot()
    return {e.findtext("{*}YoungPersonID"): e for e in root.iterfind("{*}YoungPerson")}


def test_nccis_holds_sixteen_and_seventeen_year_olds_and_others_only_with_a_plan(clean):
    answers = clean.answers("records").filter(pl.col("source") == "nccis").join(clean.answers("people"), on="person_id")
    group = dict(answers.select(pl.col("record_id").str.split("/").list.last(), "ks4_year").iter_rows())
    for record, element in people_of(clean.folder, "2025-03").items():
        years_on = 2025 - group[record]
        assert 1 <= years_on <= 9
        assert years_on <= 2 or element.findtext("{*}SENDLevel") == "EHCP"


def test_only_september_tells_of_the_guarantee(clean):
    assert any(e.find("{*}SeptemberGuarantee") is not None for e in people_of(clean.folder, "2024-09").values())
    assert all(e.find("{*}SeptemberGuarantee") is None for e in people_of(clean.folder, "2024-10").values())


def test_every_month_of_the_last_two_years_is_there_and_of_others_the_months_that_measures_use(clean):
    months = {d.name: len(list(d.glob("*.xml"))) for d in sorted(clean.folder.glob("dfe/nccis/*"))}
    assert months["2024-25"] == months["2023-24"] == 12
    assert months["2022-23"] == months["2013-14"] == 4


def test_a_statement_becomes_a_plan_in_the_census(clean):
    assert {"S", "K", "N"} == set(clean.csv("dfe/census/2014-spring.csv")["SENProvision"])
    assert {"E", "K", "N"} == set(clean.csv("dfe/census/2025-spring.csv")["SENProvision"])


def test_pupils_of_the_census_and_ks4_are_all_in_the_linkers_file(clean):
    linker = set(clean.csv("dfe/census/identity.csv")["PupilMatchingRefAnonymous"])
    for file in [*clean.folder.glob("dfe/census/*-spring.csv"), *clean.folder.glob("dfe/ks4/*.csv")]:
        rows = clean.csv(file.relative_to(clean.folder))
        assert set(rows["PupilMatchingRefAnonymous"]) <= linker
        assert rows["PupilMatchingRefAnonymous"].n_unique() == len(rows)


@pytest.mark.parametrize(
    ("feed", "extracts_", "token"),
    [
        ("dwp/leo", ["employment", "earnings", "self_assessment", "benefits"], "edukey"),
        ("dwp/uc", ["claims"], "person_token"),
        ("dwp/pip", ["awards"], "person_token"),
        ("dwp/atw", ["awards"], "person_token"),
    ],
)
def test_tokens_of_an_extract_are_in_its_identity_file_and_on_the_answer_sheet(clean, feed, extracts_, token):
    linker = clean.csv(f"{feed}/identity.csv")[token]
    assert linker.n_unique() == len(linker)
    answers = clean.answers("records").filter(pl.col("source") == feed.split("/")[1])["record_id"]
    assert set(answers) == set(linker)
    for name in extracts_:
        assert set(clean.csv(f"{feed}/{name}-2025-08.csv")[token]) <= set(linker)


def test_jobs_end_after_they_begin_and_begin_before_the_records_end(clean):
    jobs = clean.csv("dwp/leo/employment-2025-08.csv")
    assert jobs["StartDate"].max() <= "2025-08-31"
    assert jobs.filter(pl.col("EndDate") < pl.col("StartDate")).is_empty()


def test_people_in_work_have_a_job_from_october_to_march(clean):
    jobs = clean.csv("dwp/leo/employment-2025-08.csv").rename({"edukey": "record_id"})
    keys = clean.answers("records").filter(pl.col("source") == "leo")
    work = (
        clean.answers("spells")
        .filter((pl.col("kind") == "work") & (pl.col("start").dt.year() == 2020))
        .join(keys, on="person_id")
    )
    held = jobs.filter(
        (pl.col("StartDate") <= "2020-10-31") & (pl.col("EndDate").is_null() | (pl.col("EndDate") >= "2021-03-01"))
    )
    assert len(work) > 50
    assert len(work.join(held, on="record_id", how="semi")) > 0.9 * len(work)


def test_a_claim_of_universal_credit_is_covered_by_its_regimes(clean):
    claims, regimes = clean.csv("dwp/uc/claims-2025-08.csv"), clean.csv("dwp/uc/regime-2025-08.csv")
    assert claims["claim_id"].n_unique() == len(claims)
    first = regimes.group_by("claim_id").agg(pl.col("regime_start").min())
    assert claims.join(first, on="claim_id").filter(pl.col("claim_start") != pl.col("regime_start")).is_empty()
    assert set(regimes["health_group"].drop_nulls()) == {"LCW", "LCWRA"}


def test_the_two_releases_of_care_data_spell_their_values_differently(clean):
    one, two = (clean.csv(f"dhsc/cld/cld-{r}.csv") for r in ("r1-2025-03-31", "r2-2025-06-30"))
    assert one.columns == two.columns
    assert "Not in Paid Employment (not actively seeking work / retired)" in set(one["Employment_Status"])
    assert "Not in paid employment: Not actively seeking work / retired" in set(two["Employment_Status"])
    assert set(one["Accommodation_Status"]).isdisjoint(
        set(two["Accommodation_Status"]) - {"Unknown"} - set(one["Accommodation_Status"])
    )


def test_care_data_carries_a_token_in_the_place_of_numbers_and_names(clean):
    rows, linker = clean.csv("dhsc/cld/cld-r1-2024-12-31.csv"), clean.csv("dhsc/cld/identity-2024-12-31.csv")
    assert not {"NHS_Number", "First_Name", "Last_Name", "Date_of_Birth", "Postcode"} & set(rows.columns)
    assert set(rows["person_token"]) == set(linker["person_token"])


def test_lettings_have_two_header_rows_and_the_codes_of_their_year(clean):
    text = (clean.folder / "mhclg/core/lettings-2024.csv").read_text()
    assert text.startswith("Log ID,Status of log,")
    before, after = (clean.csv(f"mhclg/core/lettings-{y}.csv", 1) for y in (2023, 2024))
    assert set(before["layear"]) <= {"1", "5", "7"}
    assert "5" not in set(after["layear"])
    assert after["age1"].cast(pl.Int64).is_between(16, 25).all()


def test_homelessness_cases_are_in_the_quarter_of_their_file(clean):
    for file in sorted(clean.folder.glob("mhclg/hclic/*.xml")):
        root = etree.parse(file).getroot()
        quarter = file.stem.removeprefix("hclic-").upper()
        assert root.findtext("{*}Header/{*}Quarter") == quarter
        for case in root.iterfind("{*}Case"):
            year, month, _ = case.findtext("{*}AssessmentDate").split("-")
            assert f"{year}-Q{(int(month) + 2) // 3}" == quarter


@pytest.mark.parametrize(
    ("file", "column", "kind"),
    [
        ("dfe/census/identity.csv", "UPN", "unique pupil number"),
        ("dfe/census/identity.csv", "ULN", "unique learner number"),
        ("dwp/leo/identity.csv", "NINO", "national insurance number"),
        ("dhsc/cld/identity-2025-06-30.csv", "NHS_Number", "nhs number"),
    ],
)
def test_leak_detection_finds_every_made_up_identifier(clean, file, column, kind):
    column_ = clean.csv(file)[column]
    found = {f.kind.lower(): f.values for f in scan(column_)}
    assert found[kind] == column_.drop_nulls().n_unique()


@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("dwp/leo/employment-2025-08.csv", "edukey"),
        ("dwp/uc/claims-2025-08.csv", "person_token"),
        ("dhsc/cld/cld-r1-2024-12-31.csv", "person_token"),
        ("dfe/census/2025-spring.csv", "PupilMatchingRefAnonymous"),
        ("dfe/sen2/2025/sen2-2025-person.csv", "persontableid"),
        ("dfe/ilr/2024-25/r14/learner.csv", "LearnRefNumber"),
    ],
)
def test_a_token_is_not_taken_for_an_identifier(clean, file, column):
    assert scan(clean.csv(file)[column]) == []

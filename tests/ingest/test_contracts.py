"""The contracts against the extracts as published: every row accounted for, and figures the departments state."""

from functools import cache
from pathlib import Path

import polars as pl
import pytest

from ingest.check import Checked, check
from ingest.recognise import NotRecognisedError, Recognised, recognise

ENGLAND = "E92000001"

# File, dataset, variant, and the rows accepted, quarantined and duplicate.
FILES = [
    ("dfe/ehcp-work-based-placements-202425.csv", "dfe__work_based_placements", "as declared", (9917, 0, 0)),
    ("dfe/ehcp-ceased-plans-2022-2024.csv", "dfe__ceased_ehc_plans", "as declared", (21112, 0, 0)),
    ("dfe/ehcp-sen-needs-all-plans-202425.csv", "dfe__sen_needs_all_plans", "as declared", (13939, 0, 0)),
    ("dfe/neet-nccis-la-2023.csv", "dfe__neet_and_participation", "to 2024", (160, 0, 0)),
    ("dfe/neet-nccis-la-2025.csv", "dfe__neet_and_participation", "from 2025", (161, 0, 0)),
    ("dfe/care-leavers-activity-la-2025.csv", "dfe__care_leavers_activity", "as declared", (20040, 0, 0)),
    ("dfe/ks4-destinations-national-201011-202223.csv", "dfe__ks4_destinations", "as declared", (5846, 0, 0)),
    ("dfe/ks4-destinations-national-202122-prov.csv", "dfe__ks4_destinations", "to 2021/22", (3932, 0, 0)),
    ("dfe/lait-post16-send-la-timeseries.csv", "dfe__lait_post16_send", "as declared", (44030, 0, 0)),
    (
        "dfe/apprenticeships-lldd-all-providers-plus-national.csv",
        "dfe__apprenticeships_demographics",
        "as declared",
        (43544, 0, 0),
    ),
    (
        "dfe/apprenticeships-provider-demographics-202223-202526q3.parquet",
        "dfe__apprenticeships_demographics",
        "as declared",
        (195444, 0, 0),
    ),
    ("dfe/leo-post16-main-activity-sen.csv", "dfe__leo_main_activity_sen", "as declared", (360, 0, 0)),
    ("dfe/leo-post16-main-activity.xlsx", "dfe__leo_main_activity_sen", "as declared", (360, 0, 0)),
    ("dhsc/ascof-1e-1f-1g-1h-2014-15-to-2018-19.csv", "dhsc__ascof", "as declared", (36834, 0, 0)),
    # Two rows of the workbook are not areas: households whose area is not known, and the total of what was asked for.
    ("dwp/statxplore-uc-households-by-la-202505.xlsx", "dwp__uc_households", "as declared", (350, 2, 0)),
    ("dwp/employment-rate-inactivity-la-aps-ons-els.csv", "dwp__employment_rate", "as declared", (16080, 0, 0)),
    # 12 years and quarters by 27 headings.
    (
        "mhclg/statutory-homelessness-A3-support-needs-england.csv",
        "mhclg__homelessness_support_needs",
        "as declared",
        (324, 0, 0),
    ),
    (
        "mhclg/statutory-homelessness-england-tables-2018q2-2020q3.xls",
        "mhclg__homelessness_support_needs",
        "as declared",
        (324, 0, 0),
    ),
    ("mhclg/indices-of-deprivation-2025-lad.csv", "mhclg__indices_of_deprivation", "as declared", (2960, 0, 0)),
]


@cache
def checked(path: Path) -> tuple[Recognised, list[Checked]]:
    """What a published file is, and its batches; each file is read once."""
    recognised = recognise(path, path.name)
    return recognised, list(check(path, recognised))


def accepted(shared_data: Path, name: str) -> pl.DataFrame:
    """The good rows of a published file."""
    return pl.concat(batch.accepted for batch in checked(shared_data / name)[1])


@pytest.mark.parametrize(("name", "dataset", "variant", "rows"), FILES, ids=[file[0] for file in FILES])
def test_every_row_of_a_published_file_is_accounted_for(
    shared_data: Path, name: str, dataset: str, variant: str, rows: tuple[int, int, int]
):
    good, bad, again = rows
    recognised, batches = checked(shared_data / name)
    assert (recognised.dataset.name, recognised.variant, recognised.notes) == (dataset, variant, ())
    assert sum(batch.accepted.height for batch in batches) == good
    assert sum(batch.rows_quarantined for batch in batches) == bad
    assert sum(batch.rows_duplicate for batch in batches) == again
    assert sum(batch.rows_received for batch in batches) == good + bad + again
    for batch in batches:
        assert dict(batch.accepted.schema) == recognised.dataset.lake_columns()
        assert batch.coverages["rows"].sum() == batch.accepted.height


@pytest.mark.parametrize(
    "name",
    [
        "dfe/16-18-destinations-lad.csv",
        "dfe/ks4-destinations-lad.csv",
        "dfe/leo-post16-main-activity-nongrads-sen.csv",
        "dfe/leo-post16-earnings.xlsx",
        "dfe/fe-skills-participation-rate-la-ons-els.csv",
        "dhsc/fingertips-1-18i-social-contact-data.csv",
        "dwp/statxplore-pip-esa-overlap-2013-2018.xlsx",
        "mhclg/core-local-authorities-initial.csv",
        "reference/dfe-lait-la-code-list.xlsx",
        "reference/mye-0-17-la-2012-2024.csv",
        "record-samples/core-lettings-bulk-upload-2023-24.csv",
        "record-samples/ilr-2018-19-example.xml",
    ],
)
def test_a_table_that_is_none_of_ours_is_not_taken_for_one(shared_data: Path, name: str):
    with pytest.raises(NotRecognisedError):
        recognise(shared_data / name, Path(name).name)


def test_supported_internships_of_the_2025_census(shared_data: Path):
    rows = accepted(shared_data, "dfe/ehcp-work-based-placements-202425.csv")
    england = rows.filter(area_code=ENGLAND, breakdown="All work based placements").row(0, named=True)
    assert england["supported_internships"] == 2673
    assert england["apprenticeships"] == 1017
    assert england["traineeships"] == 686
    ages = rows.filter(area_code=ENGLAND, breakdown_topic="Young persons age")
    assert ages["supported_internships"].sum() == 2673
    # Some councils could not say: absent, with the reason, and never nought.
    assert rows.filter(supported_internships_status="not_available")["supported_internships"].null_count() == 76


def test_plans_that_ended_in_paid_employment_in_2024(shared_data: Path):
    rows = accepted(shared_data, "dfe/ehcp-ceased-plans-2022-2024.csv")
    # Of plans that ended at 16 and over, those that moved to another council left out.
    ages = [f"age {age}" for age in range(16, 20)] + ["age 20 and over"]
    england = rows.filter(pl.col("breakdown").is_in(ages), area_code=ENGLAND, period="2024")
    assert england.height == 5
    assert england["employ"].sum() == 4045
    assert england["total_ceased"].sum() - england["transfer"].sum() == 29209


def test_neet_or_not_known_by_sen_in_2025(shared_data: Path):
    rows = accepted(shared_data, "dfe/neet-nccis-la-2025.csv")
    england = rows.filter(area_code=ENGLAND).row(0, named=True)
    assert england["neet_not_known_percent"] == 5.6
    assert england["neet_nk_ehcp_percent"] == 10.1
    assert england["neet_nk_sendsupport_percent"] == 9.6
    assert england["neet_nk_nosen_percent"] == 4.9
    luton = rows.filter(area_code="E06000032").row(0, named=True)
    assert luton["apprenticeship_percent_status"] == "confidential"


def test_key_stage_4_destinations_of_the_provisional_release(shared_data: Path):
    rows = accepted(shared_data, "dfe/ks4-destinations-national-202122-prov.csv").filter(
        period="2021/22",
        breakdown_topic="SEN Provision",
        data_type="Percentage",
        institution_group="State-funded mainstream & special schools",
    )
    assert rows["revision"].unique().to_list() == ["provisional"]
    overall = dict(rows.select("breakdown", "overall").iter_rows())
    assert {90.1, 88.5, 94.4} <= set(overall.values())


def test_main_activity_after_key_stage_4_with_a_statement(shared_data: Path):
    rows = accepted(shared_data, "dfe/leo-post16-main-activity-sen.csv").filter(sen_status="With statement of SEN")
    share = {(row["years_after_ks4"], row["activity"]): row["percentage"] for row in rows.iter_rows(named=True)}
    assert round(share[5, "Employment"], 1) == 17.4
    assert round(share[10, "Employment"], 1) == 29.4
    assert round(share[5, "Out of work benefits"], 1) == 39.9
    assert rows.filter(years_after_ks4=5)["period"].unique().to_list() == ["5 years after KS4"]


def test_adults_with_a_learning_disability_in_paid_employment(shared_data: Path):
    rows = accepted(shared_data, "dhsc/ascof-1e-1f-1g-1h-2014-15-to-2018-19.csv").filter(
        area_code=ENGLAND, ascof_measure_code="1E", disaggregation_level="Total", measure_type="Outcome"
    )
    outcome = dict(rows.select("period", "measure_value").iter_rows())
    assert (outcome["2017-18"], outcome["2018-19"]) == (6.0, 5.9)


def test_blank_and_symbol_alike_are_absent_in_adult_social_care(shared_data: Path):
    rows = accepted(shared_data, "dhsc/ascof-1e-1f-1g-1h-2014-15-to-2018-19.csv")
    statuses = dict(rows["measure_value_status"].value_counts().iter_rows())
    assert statuses["confidential"] == 51
    assert statuses["not_available"] == 9
    assert statuses["missing"] == 15936 + 2042
    assert (
        rows.filter(pl.col("measure_value_status") != "published")["measure_value"].null_count()
        == 51 + 9 + 15936 + 2042
    )


def test_a_small_count_of_apprentices_is_neither_nought_nor_a_number(shared_data: Path):
    rows = accepted(shared_data, "dfe/apprenticeships-lldd-all-providers-plus-national.csv")
    low = rows.filter(count_status="low")
    assert low.height == 16528
    assert low["count"].null_count() == 16528
    assert "2025/26 (Aug to Apr)" in rows["period"].to_list()


def test_local_areas_of_lait_are_found_by_number_and_name(shared_data: Path):
    rows = accepted(shared_data, "dfe/lait-post16-send-la-timeseries.csv")
    assert rows["area_code"].n_unique() == 170
    assert {ENGLAND, "E13000001", "E12000003", "E08000035"} <= set(rows["area_code"])
    assert rows["coverage"].str.contains(rows["measure"][0], literal=True).any()


def test_a_month_of_universal_credit_is_provisional_and_finds_each_council_by_name(shared_data: Path):
    rows = accepted(shared_data, "dwp/statxplore-uc-households-by-la-202505.xlsx")
    assert set(rows["period"]) == {"2025-05"}
    assert set(rows["revision"]) == {"provisional"}
    durham = rows.filter(area_code="E06000047").row(0, named=True)
    assert (durham["source_row"], durham["households"]) == (9, 61236)


def test_an_estimate_withheld_is_absent_with_the_reason_from_its_own_column(shared_data: Path):
    rows = accepted(shared_data, "dwp/employment-rate-inactivity-la-aps-ons-els.csv")
    absent = rows.filter(pl.col("observation").is_null())
    assert absent.height == 63
    assert set(absent["observation_status"]) == {"not_available"}


def test_the_workbook_of_homelessness_and_its_sheet_as_csv_say_the_same(shared_data: Path):
    sheet = accepted(shared_data, "mhclg/statutory-homelessness-A3-support-needs-england.csv")
    book = accepted(shared_data, "mhclg/statutory-homelessness-england-tables-2018q2-2020q3.xls")
    assert sheet.equals(book)
    learning = sheet.filter(support_need="Learning disability")
    assert dict(learning.select("period", "households").iter_rows())["2018-19"] == 11030
    assert learning.filter(period="2019 Q1")["source_row"].to_list() == [12]
    assert dict(learning.select("period", "revision").iter_rows())["2020 Q3"] == "provisional"
    assert "Households with unknown support needs" in sheet["support_need"].to_list()
    assert "Households with one or more support needs: 3+" in sheet["support_need"].to_list()

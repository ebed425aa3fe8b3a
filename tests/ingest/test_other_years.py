"""The next file of a series, or the last: what publishers change from year to year is read without a change here."""

from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from ingest.check import check
from ingest.recognise import recognise
from pathways.errors import RefusedFileError

EES = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,"
    "new_la_code,la_name"
)
ENGLAND = "National,E92000001,England,,,,,"
SHEFFIELD = "Local authority,E92000001,England,E12000003,Yorkshire and The Humber,373,E08000039,Sheffield"


def read(path: Path) -> pl.DataFrame:
    """Every row of a file, all of them good."""
    batches = list(check(path, recognise(path, path.name)))
    assert [batch.quarantined.rows() for batch in batches if batch.rows_quarantined] == []
    return pl.concat(batch.accepted for batch in batches)


def csv(folder: Path, *lines: str) -> Path:
    path = folder / "next.csv"
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig")
    return path


@pytest.mark.parametrize(
    "absence", ["enrolments_pa_10_exact_percent", "sess_overall_percent_pa_10_exact", "Newly_named_percent"]
)
def test_columns_of_the_neet_file_come_and_go(tmp_path: Path, absence: str):
    core = "Age,Cohort_DJFavg,NEET_not_known_percent,NEET_percent,Notknown_percent"
    sen = "NEET_NK_noSEN_percent,NEET_NK_EHCP_percent,NEET_NK_SENDsupport_percent"
    rows = read(
        csv(
            tmp_path,
            f"{EES},{core},{sen},{absence}",
            f"2026,Calendar year,{ENGLAND},16-17,1340000.5,5.5,3.3,2.2,4.8,10.0,9.5,25.6",
            f"2026,Calendar year,{SHEFFIELD},16-17,13000,5.5,3.3,2.2,c,z,x,25.6",
        )
    )
    assert rows["period"].to_list() == ["2026", "2026"]
    assert rows["area_code"].to_list() == ["E92000001", "E08000039"]
    assert rows["neet_nk_ehcp_percent_status"].to_list() == ["published", "not_applicable"]
    # Not in the file: absent, and not nought.
    assert rows["apprenticeship_percent"].null_count() == 2
    assert rows["apprenticeship_percent_status"].to_list() == ["missing", "missing"]
    expected = 25.6 if absence != "Newly_named_percent" else None
    assert rows["persistent_absence_percent"].to_list() == [expected, expected]


def test_plans_that_ceased_may_get_a_new_reason(tmp_path: Path):
    header = (
        f"{EES},breakdown_topic,breakdown,max_age,needs_met,he,employ,transfer,no_engage,moved_to_wales,total_ceased"
    )
    rows = read(
        csv(
            tmp_path, header, f"2025,Calendar year,{ENGLAND},All ceased EHC plans,All ceased EHC plans,1,2,3,4,5,6,7,28"
        )
    )
    assert rows.select("period", "employ", "total_ceased", "deceased_status").rows() == [("2025", 4, 28, "missing")]


def test_work_based_placements_outlive_traineeships(tmp_path: Path):
    header = f"{EES},breakdown_topic,breakdown,open_supp_intern,open_apprentice,open_wbp"
    rows = read(csv(tmp_path, header, f'202526,Academic year,{ENGLAND},All,All,"3,001",1200,"4,201"'))
    assert rows.select("period", "supported_internships", "traineeships_status").rows() == [
        ("2025/26", 3001, "missing")
    ]


@pytest.mark.parametrize(
    ("time_period", "identifier", "noted"),
    [
        ("202526", "Academic year", ()),
        ("2026", "January", ("the period 2026-01 was read as 2025/26, as this publication means it",)),
        ("2026", "Calendar year", ("the period 2026 was read as 2025/26, as this publication means it",)),
    ],
)
def test_a_census_of_january_is_of_one_academic_year_however_its_release_names_the_year(
    tmp_path: Path, time_period: str, identifier: str, noted: tuple[str, ...]
):
    header = f"{EES},breakdown_topic,breakdown,open_supp_intern,open_apprentice,open_wbp"
    path = csv(tmp_path, header, f"{time_period},{identifier},{ENGLAND},All,All,3001,1200,4201")
    [batch] = check(path, recognise(path, path.name))
    assert batch.accepted.select("period", "coverage").rows() == [("2025/26", "country 2025/26")]
    assert batch.notes == noted


def test_plans_that_ceased_in_a_calendar_year_stay_in_it(tmp_path: Path):
    header = f"{EES},breakdown_topic,breakdown,max_age,needs_met,he,employ,transfer,no_engage,total_ceased"
    rows = read(csv(tmp_path, header, f"2025,Calendar year,{ENGLAND},All,All,1,2,3,4,5,6,21"))
    assert rows["period"].to_list() == ["2025"]


def test_a_final_release_of_destinations_is_revised(tmp_path: Path):
    columns = "institution_group,institution_type,breakdown_topic,breakdown,data_type,version"
    figures = "cohort,overall,education,appren,all_work,all_notsust,all_unknown"
    header = f"time_period,time_identifier,geographic_level,country_code,country_name,{columns},{figures}"
    group = "Total,Total,SEN Provision,SEN support,Percentage,Final"
    row = f"202324,Academic year,National,E92000001,England,{group},100,88.5,79,3.7,5.6,9.9,low"
    rows = read(csv(tmp_path, header, row))
    assert rows.select("period", "revision", "overall", "all_unknown_status").rows() == [
        ("2023/24", "revised", 88.5, "low")
    ]


def test_destinations_may_come_with_the_columns_of_local_areas_empty_or_filled(tmp_path: Path):
    columns = "institution_group,institution_type,breakdown_topic,breakdown,data_type,version"
    figures = "cohort,overall,education,appren,all_work,all_notsust,all_unknown"
    group = "Total,Total,SEN Provision,SEN support,Percentage,Provisional"
    rows = read(
        csv(
            tmp_path,
            f"{EES},lad_code,lad_name,{columns},{figures}",
            f"202324,Academic year,{ENGLAND},,,{group},100,88.5,79,3.7,5.6,9.9,low",
            f"202324,Academic year,{SHEFFIELD},,,{group},100,80.5,71,3.7,5.6,9.9,1",
        )
    )
    assert rows.select("area_code", "overall").rows() == [("E92000001", 88.5), ("E08000039", 80.5)]


def test_the_whole_of_lait_comes_as_parquet_with_every_kind_of_year(tmp_path: Path):
    years = ["2016/17", "2014-16", "2024 (Rev)", "2025 (prov)", "2025", "Mar 2024"]
    path = tmp_path / "bds_long_0.parquet"
    pl.DataFrame(
        {
            "Short Desc": [f"measure {number}" for number in range(len(years))],
            "Data item": [None] * len(years),
            "Years": years,
            "LA and Regions": [
                "Leeds",
                "England",
                "London (Inner)",
                "Yorkshire and the Humber",
                "South East",
                "Bedford Borough",
            ],
            "Values": ["1.5", "-", "c", "12", "", "0"],
            "LA Number": [383.0, 970.0, float("nan"), float("nan"), float("nan"), 822.0],
            "Region": ["NA"] * len(years),
        }
    ).write_parquet(path)
    rows = read(path)
    assert rows["period"].to_list() == ["2016/17", "2014-16", "2024", "2025", "2025", "Mar 2024"]
    assert rows["revision"].to_list() == [None, None, "revised", "provisional", None, None]
    assert rows["value_status"].to_list() == [
        "published",
        "missing",
        "confidential",
        "published",
        "missing",
        "published",
    ]
    assert rows["area_code"].to_list() == ["E08000035", "E92000001", "E13000001", "E12000003", "E12000008", "E06000055"]
    assert rows["coverage"][3] == "region measure 3 2025"


@pytest.mark.parametrize(
    ("code", "disaggregation"),
    [
        ("ONS Area Code", "Disaggregation Level"),
        ("ONS Code", "Disaggregation"),
        ("ONS.Area.Code", "Disaggregation.Level"),
    ],
)
def test_adult_social_care_spells_its_columns_in_several_ways(tmp_path: Path, code: str, disaggregation: str):
    header = (
        f"Return Year,Geographical Code,Geographical Description,Geographical Level,{code},ASCOF Measure Code,"
        f"{disaggregation},Measure Type,Measure Value,Measure Group,Measure Group Description"
    )
    path = tmp_path / "ascof.csv"
    # As it is shipped: Windows-1252.
    path.write_bytes(
        "\r\n".join(  # noqa: FLY002 - one row, one line
            [
                header,
                "2019-20,212,Leeds,Council,E08000035,1E,Total,OUTCOME,5.6,1E,Working age – in employment",
                "2019-20,U,Unitary Authorities,Council Type,,1E,Total,Outcome,[c],1E,Working age – in employment",
                "2019-20,902,Cornwall,Council,0,1E,Total,Outcome,,1E,Working age – in employment",
            ]
        ).encode("cp1252")
    )
    rows = read(path)
    assert rows["measure_value_status"].to_list() == ["published", "confidential", "missing"]
    assert rows["measure_group_description"][0] == "Working age – in employment"
    assert rows["area_code"][0] == "E08000035"
    assert rows["area_code"][2] == "E06000052"


def test_a_file_of_one_year_may_say_which_in_its_name_alone(tmp_path: Path):
    header = (
        "Geographical Code,Geographical Description,Geographical Level,ONS Area Code,ASCOF Measure Code,"
        "Disaggregation Level,Measure Type,Measure Value,Measure Group,Measure Group Description"
    )
    path = tmp_path / "meas-from-asc-of-eng-1920-open-data-csv.csv"
    path.write_text(f"{header}\nEngland,England,England,E92000001,1E,Total,Outcome,5.6,1E,In paid employment\n")
    assert read(path).select("period", "coverage", "measure_value").rows() == [("2019-20", "country 2019-20", 5.6)]
    assert "2019-20 was taken from the file's name" in recognise(path, path.name).notes[0]
    with pytest.raises(RefusedFileError, match="has no column `return_year`"):
        recognise(path, "ascof.csv")


def test_the_indices_of_2019_speak_of_the_districts_of_2019(tmp_path: Path):
    header = (
        "area_code,area_name,area_type,deprivation_data_year,index_domain,"
        "average_rank,rank_average_rank,average_score,rank_average_score"
    )
    rows = read(
        csv(
            tmp_path,
            header,
            "E07000004,Aylesbury Vale,Local Authority District (2019),2019,Income Deprivation,1.5,2,0.1,2",
            "E08000016,Barnsley,Local Authority District (2019),2019,Income Deprivation,1.5,2,0.1,2",
        )
    )
    assert rows["period"].to_list() == ["2019", "2019"]


def test_apprenticeships_of_a_later_part_year_stay_a_part_year(tmp_path: Path):
    rows = read(
        csv(
            tmp_path,
            "year,provider_name,characteristic_type,characteristic,measure,count",
            "2026/27 (Aug to Oct),Total (All providers),Sex,Female,Starts,low",
        )
    )
    assert rows.select("coverage", "count", "count_status").rows() == [("2026/27 (Aug to Oct)", None, "low")]


def test_the_school_leavers_that_are_followed_are_those_the_file_names(tmp_path: Path):
    header, row = "Years after KS4,Activity,SEN_status,Percentage", "5,Employment,No SEN,60"
    assert read(csv(tmp_path, header, row))["coverage"].to_list() == ["cohorts not stated"]
    named = csv(tmp_path, header, row).rename(tmp_path / "main-activity-2003-04-to-2008-09.csv")
    assert read(named)["coverage"].to_list() == ["cohorts 2003/04 to 2008/09"]
    by_cohort = csv(tmp_path, f"KS4 cohort,{header}", f"2001/02,{row}", f"2002/03,{row}.5")
    assert read(by_cohort).select("coverage", "percentage").rows() == [
        ("cohorts 2001/02", 60),
        ("cohorts 2002/03", 60.5),
    ]


def test_a_part_year_that_does_not_say_its_months_waits_and_says_why(tmp_path: Path):
    header = "year,provider_name,characteristic_type,characteristic,measure,count"
    path = csv(tmp_path, header, "2025/26 (reported to date),Total (All providers),Sex,Female,Starts,10")
    [batch] = check(path, recognise(path, path.name))
    assert batch.accepted.is_empty()
    assert batch.quarantined["reason"].to_list() == [
        "the period is given as '2025/26 (reported to date)', which does not say plainly of which months it is"
    ]


def test_destinations_to_2020_21_call_breakdowns_characteristics(tmp_path: Path):
    columns = "institution_group,institution_type,characteristic_group,characteristic,data_type,version"
    figures = "cohort,overall,education,appren,all_work,all_notsust,notsust_beneet,only_beneet,all_unknown"
    header = f"time_period,time_identifier,geographic_level,country_code,country_name,{columns},{figures}"
    group = "State-funded mainstream schools,Total,Gender,Female,Number of pupils,Revised"
    row = f"202021,Academic year,National,E92000001,England,{group},272271,258448,249304,4573,4571,11313,3335,1914,c"
    rows = read(csv(tmp_path, header, row))
    assert rows.select("period", "breakdown_topic", "breakdown", "notsust_ben", "all_unknown_status").rows() == [
        ("2020/21", "Gender", "Female", 3335, "confidential")
    ]


def test_the_indices_were_tidied_under_other_names_in_2019_and_with_fewer_measures_in_2015(tmp_path: Path):
    domain = "E06000001,Hartlepool,Index of Multiple Deprivation"
    of_2019 = "lad19cd,lad19nm,index_domain,average_rank,rank_average_rank,average_score,rank_average_score,year"
    rows = read(csv(tmp_path, of_2019, f"{domain},22581.98,25,35.036999999999999,10,2019"))
    assert rows.select("period", "area_code", "average_rank").rows() == [("2019", "E06000001", 22581.98)]
    rows = read(csv(tmp_path, "lad19cd,lad19nm,index_domain,rank_average_score,year", f"{domain},18,2015"))
    assert rows.select("period", "rank_average_score", "average_score_status").rows() == [("2015", 18, "missing")]


def test_adult_social_care_of_one_year_says_the_year_in_its_name_alone(tmp_path: Path):
    columns = "Geographical Code,Geographical Description,Geographical Level,ONS Code,ASCOF Measure Code"
    header = f"{columns},Disaggregation Level,Measure Type,Measure Value,Measure Group,Measure Group Description"
    path = tmp_path / "meas-from-asc-of-eng-1920-open-data-csv.csv"
    path.write_text(f"{header}\n212,Leeds,Council,E08000035,1E,Total,Outcome,5.6,1E,In employment\n")
    assert read(path).select("coverage", "period", "measure_value").rows() == [
        ("local_authority 2019-20", "2019-20", 5.6)
    ]
    with pytest.raises(RefusedFileError, match="has no column `return_year`") as refused:
        read(path.rename(tmp_path / "ascof.csv"))
    assert "name that says its years" in refused.value.fix


@pytest.mark.parametrize("label", ["Return Year", "Year", "Financial Year", "Reporting Year"])
def test_adult_social_care_calls_its_year_by_several_names(tmp_path: Path, label: str):
    columns = "Geographical Code,Geographical Description,Geographical Level,ONS Code,ASCOF Measure Code"
    header = f"{label},{columns},Disaggregation Level,Measure Type,Measure_Value,Measure Group"
    assert read(csv(tmp_path, header, "202324,212,Leeds,Council,E08000035,1E,Total,Outcome,5.6,1E"))[
        "period"
    ].to_list() == ["2023-24"]


def test_a_mark_on_an_estimate_without_an_interval_costs_nothing(tmp_path: Path):
    header = "areacd,areanm,geography,indicator,period,observation,measure,unit,lci_95,uci_95,status,notes"
    area = "E92000001,England,Nation,Employment rate"
    rows = read(
        csv(tmp_path, header, f"{area},2024-01-01/P1Y,75.3,Percentage,%,,,p,", f"{area},2023,,Percentage,%,,,x,")
    )
    assert rows.select("period", "observation", "observation_status", "lci_95_status").rows() == [
        ("2024", 75.3, "published", "missing"),
        ("2023", None, "not_available", "not_available"),
    ]


def test_a_workbook_holds_its_data_beside_sheets_of_contents_and_notes(tmp_path: Path):
    path = tmp_path / "apprenticeships.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notes").write_row(0, 0, ["Apprenticeships by provider"])
        data = book.add_worksheet("Data")
        data.write_row(0, 0, ["year", "provider_name", "characteristic_type", "characteristic", "measure", "count"])
        data.write_row(1, 0, ["2024/25", "Total (All providers)", "Sex", "Female", "Starts", 1234])
    assert read(path).select("period", "count").rows() == [("2024/25", 1234)]

from pathlib import Path

import polars as pl
import pytest

from ingest.datasets import DATASETS
from ingest.recognise import NotRecognisedError, recognise
from pathways.errors import RefusedFileError

EES = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,new_la_code,"
    "old_la_code,la_name"
)
ENGLAND = "202425,Academic year,National,E92000001,England,,,,,"
CEASED = "max_age,needs_met,he,employ,transfer,no_engage,moved_outside_eng,deceased,not_rec,other,total_ceased"
ELS = "areacd,areanm,geography,indicator,period,observation,measure,unit,lci_95,uci_95,status,notes"


def file(folder: Path, *lines: str) -> Path:
    path = folder / "sent.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_file_is_known_by_its_columns_in_any_order_and_never_by_its_name(tmp_path: Path):
    columns = [*f"{EES},breakdown_topic,breakdown,{CEASED}".split(",")]
    values = dict(zip(columns, [*f"{ENGLAND},All,All".split(","), *"11111111111"], strict=True))
    order = sorted(columns, reverse=True)
    path = file(tmp_path, ",".join(order), ",".join(values[column] for column in order))
    assert recognise(path, "care-leavers.csv").dataset.name == "dfe__ceased_ehc_plans"


def test_an_extra_column_is_passed_over_and_said_so(tmp_path: Path):
    path = file(tmp_path, f"{EES},breakdown_topic,breakdown,{CEASED},new_reason", f"{ENGLAND},All,All" + ",1" * 12)
    recognised = recognise(path, "sent.csv")
    assert recognised.dataset.name == "dfe__ceased_ehc_plans"
    assert recognised.notes == ("The extra column new_reason was ignored.",)


@pytest.mark.parametrize("column", ["employ", "new_la_code", "time_period", "breakdown_topic"])
def test_a_known_file_that_lacks_a_column_says_which_and_where_to_mend_the_contract(tmp_path: Path, column: str):
    header = f"{EES},breakdown_topic,breakdown,{CEASED}".replace(column, f"renamed_{column[:3]}", 1)
    path = file(tmp_path, header, f"{ENGLAND},All,All" + ",1" * 11)
    with pytest.raises(RefusedFileError) as refused:
        recognise(path, "sent.csv")
    assert not isinstance(refused.value, NotRecognisedError)
    assert refused.value.what.startswith(f"sent.csv is laid out as dfe__ceased_ehc_plans but has no column `{column}`.")
    assert f"renamed_{column[:3]}" in refused.value.what
    assert "stay those of the last file" in refused.value.why
    assert "ingest/datasets/dfe_ehc_plans.py" in refused.value.fix


def test_a_file_of_no_contract_names_the_nearest_and_what_it_lacks(tmp_path: Path):
    path = file(tmp_path, "Years after KS4,Activity,region", "1,Employment,London")
    with pytest.raises(NotRecognisedError, match=r"nearest is dfe__leo_main_activity_sen.*`sen_status`.*`percentage`"):
        recognise(path, "sent.csv")


def test_a_file_without_a_column_of_ours_is_simply_not_known(tmp_path: Path):
    with pytest.raises(NotRecognisedError, match="not a file of any dataset") as refused:
        recognise(file(tmp_path, "a,b", "1,2"), "sent.csv")
    assert "nearest" not in refused.value.what
    assert "docs/adding-a-dataset.md" in refused.value.fix


def test_a_finer_table_of_the_same_columns_is_not_taken_for_the_coarser(tmp_path: Path):
    path = file(
        tmp_path, "Years after KS4,Activity,non_grad_status,SEN_status,Percentage", "1,KS5,Achieving level 2,With,3.9"
    )
    with pytest.raises(NotRecognisedError, match="`non_grad_status`"):
        recognise(path, "sent.csv")


def test_destinations_of_local_authorities_do_not_take_the_place_of_the_nation_s(tmp_path: Path):
    columns = "institution_group,institution_type,breakdown_topic,breakdown,data_type,version"
    figures = "cohort,overall,education,appren,all_work,all_notsust,all_unknown"
    row = (
        "202425,Academic year,Local authority,E92000001,England,E12000003,Yorkshire and The Humber,E08000035,383,Leeds"
    )
    path = file(tmp_path, f"{EES},{columns},{figures}", f"{row},a,b,c,d,Percentage,Revised" + ",1" * 7)
    with pytest.raises(NotRecognisedError, match=r"dfe__ks4_destinations.*`geographic_level` holds none"):
        recognise(path, "sent.csv")


def test_files_of_one_layout_are_told_apart_by_their_values(tmp_path: Path):
    known = file(tmp_path, ELS, "E92000001,England,Nation,employment RATE,2023-01-01/P1Y,75,Percentage,%,74,76,,")
    assert recognise(known, "sent.csv").dataset.name == "dwp__employment_rate"
    unknown = file(tmp_path, ELS, "E92000001,England,Nation,Life expectancy,2023-01-01/P1Y,75,Years,,74,76,,")
    with pytest.raises(NotRecognisedError, match="column `indicator` holds none of the values"):
        recognise(unknown, "sent.csv")


def test_accommodation_of_care_leavers_is_not_taken_for_their_activity(tmp_path: Path):
    header = f"{EES},care_leaver_age,breakdown,care_leaver_count,care_leaver_percent"
    path = file(
        tmp_path, header, f"{ENGLAND.replace('202425,Academic', '2025,Reporting')},19 to 21 years,Semi-independent,5,5"
    )
    with pytest.raises(NotRecognisedError, match="care_leavers_activity"):
        recognise(path, "sent.csv")


def test_the_columns_of_earlier_years_are_a_dated_variant(tmp_path: Path):
    header = f"{EES},age,activity,number,percentage"
    path = file(
        tmp_path,
        header,
        f"{ENGLAND.replace('202425,Academic', '2023,Reporting')},19 to 21 years,In an apprenticeship,5,5",
    )
    recognised = recognise(path, "sent.csv")
    assert (recognised.dataset.name, recognised.variant) == ("dfe__care_leavers_activity", "to 2024")


def test_a_column_that_comes_twice_is_refused_only_if_it_is_needed(tmp_path: Path):
    header = f"{EES},breakdown_topic,breakdown,{CEASED}"
    with pytest.raises(RefusedFileError, match="more than one column called `employ`"):
        recognise(file(tmp_path, f"{header},employ", f"{ENGLAND},All,All" + ",1" * 12), "sent.csv")
    assert recognise(file(tmp_path, f"{header},note,note", f"{ENGLAND},All,All" + ",1" * 13), "sent.csv")


def test_a_header_without_rows_is_refused(tmp_path: Path):
    with pytest.raises(RefusedFileError, match="no rows below"):
        recognise(file(tmp_path, f"{EES},breakdown_topic,breakdown,{CEASED}", "", ",,"), "sent.csv")


def test_every_dataset_says_what_people_need_to_know_of_it():
    for name, dataset in DATASETS.items():
        assert name == dataset.name
        assert name.partition("__")[0] in ("dfe", "dhsc", "dwp", "mhclg")
        assert dataset.key
        assert dataset.measures
        assert dataset.source_url.startswith("https://")
        assert set(dataset.lake_columns()) >= {"source_row", "coverage", "period"}
        assert (dataset.areas is None) == ("area_code" not in dataset.lake_columns())


def test_a_parquet_file_cut_short_is_refused(tmp_path: Path):
    path = tmp_path / "cut.parquet"
    pl.DataFrame({"year": ["2024/25"] * 100}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(RefusedFileError, match="Parquet file that was cut short"):
        recognise(path, "cut.parquet")

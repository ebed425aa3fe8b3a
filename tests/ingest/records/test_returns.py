"""The other returns: real samples where there are any, else their layouts, one quirk at a time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.datasets.returns import RETURNS
from ingest.formats.source import inspect
from ingest.records.code_lists import codes
from ingest.records.contract import said
from ingest.records.recognise import RefusedRecordsError, recognise_records
from pathways.errors import RefusedFileError


def csv(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


PERSON = (
    "persontableid,NativeId,personorderseqcolumn,sourceid,sen2tableid,surname,forename,personbirthdate,{sex},ethnicity,"
    "postcode,upn,uniquelearnernumber,upnunknown"
)
SOMEONE = "{id},N1,1,S1,T1,Example,Ann,2006-May-17 00:00:00,{sex},WBRI,BR1 7SS,A999000000001,1061484016,"


@pytest.mark.parametrize("name", RETURNS)
def test_every_code_list_that_a_contract_names_exists(name: str):
    for table in RETURNS[name].tables:
        for column in table.read.values():
            if code_list := said(column, "codes"):
                assert codes(code_list, date(2025, 1, 1))


@pytest.mark.parametrize("name", RETURNS)
def test_a_parent_comes_before_its_children(name: str):
    known: set[str] = set()
    for table in RETURNS[name].tables:
        assert table.parent is None or table.parent in known
        known.add(table.name)


def test_the_log_export_of_2025_is_read_below_its_two_header_rows(checked, shared_data: Path):
    found = checked(shared_data / "record-samples" / "core-lettings-log-export-codes-2025.csv")
    (letting,) = found.accepted["letting"].to_dicts()
    assert (letting["source_row"], letting["local_authority_code"], letting["age"]) == (3, "E09000003", 35)
    assert letting["coverage"] == "2025/26"
    assert found.persons.is_empty()


def test_the_bulk_upload_of_2023_is_read_by_the_numbers_of_its_fields(checked, shared_data: Path):
    found = checked(shared_data / "record-samples" / "core-lettings-bulk-upload-2023-24.csv")
    (letting,) = found.accepted["letting"].to_dicts()
    assert (letting["source_row"], letting["local_authority_code"], letting["start_year"]) == (9, "E07000004", 23)
    assert letting["coverage"] == "2023/24"


@pytest.mark.parametrize(("column", "sex"), [("gendercurrent", "2"), ("sex", "F")])
def test_sen2_is_read_under_either_name_of_sex_and_with_its_own_dates(checked, tmp_path: Path, column, sex):
    path = csv(tmp_path, "sen2-2025-person.csv", PERSON.format(sex=column), SOMEONE.format(id="P1", sex=sex))
    found = checked(path)
    assert found.accepted["person"]["birth_month"].to_list() == [date(2006, 5, 1)]
    assert found.persons["date_of_birth"].to_list() == [date(2006, 5, 17)]


def test_the_modules_of_sen2_find_each_other_by_pseudonyms(checked, tmp_path: Path):
    person = checked(csv(tmp_path, "sen2-2025-person.csv", PERSON.format(sex="sex"), SOMEONE.format(id="P1", sex="F")))
    requests = checked(
        csv(
            tmp_path,
            "sen2-2025-requests.csv",
            "requeststableid,NativeId,requestsorderseqcolumn,sourceid,persontableid,receiveddate,requestsource,rya,"
            "requestoutcomedate,requestoutcome,requestmediation,requesttribunal,exported",
            "R1,N1,1,S1,P1,2024-Jan-08 00:00:00,1,false,2024-Feb-01 00:00:00,Y,false,false,",
        )
    )
    assert requests.accepted["requests"]["person_key"].equals(person.accepted["person"]["record_key"])
    assert "P1" not in requests.accepted["requests"].write_csv()


def test_a_file_that_says_its_period_nowhere_is_refused_with_how_to_name_it(tmp_path: Path):
    path = csv(tmp_path, "person.csv", PERSON.format(sex="sex"), SOMEONE.format(id="P1", sex="F"))
    with pytest.raises(RefusedRecordsError, match="Send it under a name that says its year"):
        recognise_records(inspect(path, path.name))


CLIENT = (
    "LA_Code,Reporting_Period_Start_Date,Reporting_Period_End_Date,person_token,Der_Birth_Year,Der_Birth_Month,"
    "Date_of_Death,Gender,Ethnicity,Client_Type,Primary_Support_Reason,Accommodation_Status,Employment_Status,"
    "Has_Unpaid_Carer,Autism_Spectrum_Disorder_ASD,Client_Funding_Status,Event_Type,Event_Reference,Event_Start_Date,"
    "Event_End_Date,Event_Outcome,Request_Route_of_Access,Assessment_Type,Service_Type,Service_Component,"
    "Delivery_Mechanism,Unit_Cost,ImportDate"
)


@pytest.mark.parametrize(
    ("until", "tenure", "quarantined"),
    [
        ("2025-03-31", "Tenant", 0),
        ("2025-06-30", "Tenant", 1),
        ("2025-06-30", "Tenant: Local authority or other social housing provider", 0),
        ("2025-03-31", "Tenant: Local authority or other social housing provider", 1),
    ],
)
def test_each_release_of_client_level_data_has_its_own_words(checked, tmp_path: Path, until, tenure, quarantined):
    row = (
        f"383,2024-07-01,{until},T1,2003,5,,Female,A,Service User,Learning Disability Support,{tenure},Unknown,No,No,,"
        "Service,E1,2024-08-01,,,,,Long Term Support: Community,,,120.5,2025-07-31"
    )
    found = checked(csv(tmp_path, f"cld-{until}.csv", CLIENT, row))
    assert found.rows_quarantined == quarantined
    assert set(found.quarantined["rule"]) <= {"unknown_code"}


def test_an_unknown_council_and_a_day_that_has_yet_to_come_are_set_aside(checked, tmp_path: Path):
    claims = "claim_id,household_token,person_token,claim_start,claim_end,la_code,jobcentre"
    rows = ["C1,H1,T1,2024-01-01,,E08000035,J", "C2,H2,T2,2024-01-01,,E08999999,J", "C3,H3,T3,2090-01-01,,E08000035,J"]
    found = checked(csv(tmp_path, "claims-2025-08.csv", claims, *rows))
    assert found.quarantined.select("source_row", "rule").rows() == [(3, "unknown_code"), (4, "in_the_future")]


def test_one_token_has_one_key_in_every_file_of_its_department(checked, tmp_path: Path):
    identity = checked(
        csv(
            tmp_path,
            "identity.csv",
            "person_token,NINO,Surname,Forename,DateOfBirth,Sex,Postcode",
            "T1,AB123456C,Example,Ann,2003-05-17,F,BR1 7SS",
        )
    )
    claims = checked(
        csv(
            tmp_path,
            "claims-2025-08.csv",
            "claim_id,household_token,person_token,claim_start,claim_end,la_code,jobcentre",
            "C1,H1,T1,2024-01-01,,E08000035,J",
        )
    )
    assert identity.accepted["identity"]["record_key"].equals(claims.accepted["uc_claim"]["record_key"])
    assert identity.persons["national_insurance_number"].to_list() == ["AB123456C"]


def test_pay_with_thousands_separators_is_read(checked, tmp_path: Path):
    path = csv(tmp_path, "earnings-2025-08.csv", "edukey,TaxYear,Earnings", 'K1,2023/24,"12,345.50"')
    assert checked(path).accepted["earnings"]["earnings"].to_list() == [12345.5]


def test_a_case_of_homelessness_takes_its_people_and_needs_with_it(checked, tmp_path: Path):
    case = (
        "<Case><CaseReference>{reference}</CaseReference><LACode>{la}</LACode><AssessmentDate>2025-01-16</AssessmentDate>"
        "<DutyOwed>Relief</DutyOwed><People><Person><PersonNumber>1</PersonNumber><MainApplicant>1</MainApplicant>"
        "<FamilyName>Example</FamilyName><GivenName>Ann</GivenName><DateOfBirth>2003-05-17</DateOfBirth><Sex>F</Sex>"
        "</Person></People><SupportNeeds><SupportNeed>LD</SupportNeed><SupportNeed>YP</SupportNeed></SupportNeeds></Case>"
    )
    path = tmp_path / "hclic.xml"
    path.write_text(
        '<HCLIC xmlns="MHCLG/HCLIC/1"><Header><Quarter>2025-Q1</Quarter></Header>'
        + case.format(reference="C1", la="E07000004")
        + case.format(reference="C2", la="E99999999")
        + "</HCLIC>"
    )
    found = checked(path)
    assert {name: rows.height for name, rows in found.accepted.items()} == {"case": 1, "person": 1, "support_need": 2}
    assert found.quarantined.group_by("rule").len().sort("rule").rows() == [
        ("unknown_code", 1),
        ("without_its_parent", 3),
    ]
    assert found.accepted["case"]["coverage"].to_list() == ["2025 Q1"]


def test_nccis_is_covered_month_by_month_and_council_by_council(checked, tmp_path: Path):
    path = tmp_path / "nccis.xml"
    path.write_text(
        '<NCCIS xmlns="DfE/NCCIS/2024-25"><Header><ACADYR>202425</ACADYR><MonthNo>3</MonthNo>'
        "<ReferenceDate>2025-03-31</ReferenceDate></Header><YoungPerson><YoungPersonID>Y1</YoungPersonID>"
        "<LACode>383</LACode><FamilyName>Example</FamilyName><GivenName>Ann</GivenName>"
        "<DateOfBirth>2007-10-22</DateOfBirth><Sex>F</Sex><SENDLevel>EHCP</SENDLevel>"
        "<CurrentActivityCode>460</CurrentActivityCode></YoungPerson></NCCIS>"
    )
    (young_person,) = checked(path).accepted["young_person"].to_dicts()
    assert (young_person["coverage"], young_person["activity"]) == ("2025-03 383", "460")


@pytest.mark.parametrize(
    ("number", "revision"), [("R04", "provisional"), ("R10", "provisional"), ("R14", "revised"), ("", "not marked")]
)
def test_only_the_last_of_the_year_s_fourteen_returns_is_final(tmp_path: Path, number: str, revision: str):
    path = csv(
        tmp_path,
        "learner_fam.csv",
        "Year,Return,UKPRN,LearnRefNumber,LearnFAMType,LearnFAMCode",
        f"2425,{number},10000001,A1,EHC,1",
    )
    assert recognise_records(inspect(path, path.name)).about.revision == revision


def test_a_row_that_cannot_be_taken_apart_is_set_aside_and_counted(checked, tmp_path: Path):
    earnings = ["edukey,TaxYear,Earnings", "K1,2023/24,10", "K2,2023/24", "K3,2023/24,30,40", 'K4,"2023/24,50', ""]
    found = checked(csv(tmp_path, "earnings-2025-08.csv", *earnings))
    assert found.accepted["earnings"]["source_row"].to_list() == [2]
    assert found.quarantined.select("table", "source_row", "rule").rows() == [
        ("earnings", 3, "wrong_number_of_fields"),
        ("earnings", 4, "wrong_number_of_fields"),
        ("earnings", 5, "unpaired_quote"),
    ]
    assert '"line":"K2,2023/24"' in found.quarantined["row_as_sent"][0]


EARNINGS = "edukey,TaxYear,Earnings"


@pytest.mark.parametrize(
    ("content", "earnings"),
    [
        ("Earnings,edukey,TaxYear\n10,K1,2023/24\n", [10]),
        (f'{EARNINGS}\n"K\n1",2023/24,10\nK2,2023/24,20\n', [10, 20]),
        (f"{EARNINGS}\r\nK1,2023/24,10\nK2,2023/24,20\r\nK3,2023/24,30", [10, 20, 30]),
        (f"{EARNINGS},\nK1,2023/24,10,\n", [10]),
        (f"\ufeff{EARNINGS}\n\n,,\nK1,2023/24, 10 \n\n", [10]),
        (f'{EARNINGS}\nK1,2023/24,"1,234.5"\nK2,2023/24,"-1,234,567"\n', [1234.5, -1234567]),
    ],
    ids=["other order", "line end in a field", "mixed line ends", "trailing commas", "blank lines", "thousands"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_table_is_read_however_it_is_laid_out(checked, tmp_path: Path, content: str, earnings, encoding: str):
    path = tmp_path / "earnings-2025-08.csv"
    path.write_bytes(content.encode(encoding))
    found = checked(path)
    assert found.accepted["earnings"]["earnings"].to_list() == earnings
    assert found.rows_quarantined == 0


@pytest.mark.parametrize("amount", ["12,34", "1,2,3", "nan", "inf", "£10", "(5)", "1.2.3"])
def test_what_is_no_number_is_set_aside_and_not_guessed_at(checked, tmp_path: Path, amount: str):
    found = checked(csv(tmp_path, "earnings-2025-08.csv", EARNINGS, f'K1,2023/24,"{amount}"', "K2,2023/24,10"))
    assert found.quarantined.select("source_row", "rule", "reason").rows() == [
        (2, "unreadable", "earnings is not a number")
    ]


def test_the_thirtieth_of_february_is_no_day(checked, tmp_path: Path):
    columns = "edukey,StartDate,EndDate,UncertainStartDate,UncertainEndDate"
    found = checked(csv(tmp_path, "leo-2025-08.csv", columns, "K1,2024-02-30,,0,0", "K2,2024-02-29,,0,0"))
    assert found.quarantined.select("source_row", "reason").rows() == [(2, "start_date is not a date")]


def test_names_in_windows_1252_keep_their_letters(checked, tmp_path: Path):
    path = tmp_path / "identity.csv"
    columns = "edukey,NINO,Surname,Forename,DateOfBirth,Sex,Postcode,ULN"
    path.write_bytes(f"{columns}\nK1,,O’Brien,Zoë,2003-05-17,F,,\n".encode("cp1252"))
    assert checked(path).persons.select("forename", "surname").rows() == [("Zoë", "O’Brien")]


@pytest.mark.parametrize("columns", [f"{EARNINGS},Earnings", f"edukey,{EARNINGS}"])
def test_a_column_that_comes_twice_is_refused_as_nobody_knows_which_is_meant(tmp_path: Path, columns: str):
    path = csv(tmp_path, "earnings-2025-08.csv", columns, "K1,2023/24,10,20")
    with pytest.raises(RefusedRecordsError, match="more than one column called"):
        recognise_records(inspect(path, path.name))


def test_a_row_of_ten_thousand_fields_hides_no_other(checked, tmp_path: Path):
    wide = "K2,2023/24,20" + ",x" * 9_997
    found = checked(csv(tmp_path, "earnings-2025-08.csv", EARNINGS, "K1,2023/24,10", wide, "K3,2023/24,30"))
    assert found.accepted["earnings"]["source_row"].to_list() == [2, 4]
    assert found.quarantined["reason"].to_list() == ["the row has 10000 fields where the header has 3"]


AWARD = "award_id,person_token,approval_date,provision_type,primary_condition,age_band,region,supported_internship"


@pytest.mark.parametrize("words", ["ULN 1061484016", "moved to br17ss", "ab 12 34 56 c"])
def test_an_identifier_among_words_stops_the_extract_and_is_not_repeated(checked, tmp_path: Path, words: str):
    row = f"A1,T1,2024-01-01,{words},,16-24,E12000007,0"
    with pytest.raises(RefusedFileError, match=r"provision_type look like") as raised:
        checked(csv(tmp_path, "awards-2025-08.csv", AWARD, row))
    assert words not in str(raised.value.as_dict())

"""The Individualised Learner Record: real samples of two years, and what happens to rows that break the contract."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import pipeline
from ingest.formats.source import inspect
from ingest.records import xml
from ingest.records.recognise import RefusedRecordsError, recognise_records
from pathways.errors import RefusedFileError
from pathways.settings import settings

pytestmark = pytest.mark.usefixtures("home")

LEARNER = """
  <Learner>
    <LearnRefNumber>{reference}</LearnRefNumber>
    <ULN>1061484016</ULN>
    <FamilyName>Example</FamilyName>
    <GivenNames>Ann</GivenNames>
    <DateOfBirth>{born}</DateOfBirth>
    <Ethnicity>31</Ethnicity>
    <Sex>F</Sex>
    <LLDDHealthProb>1</LLDDHealthProb>
    <Postcode>BR1 7SS</Postcode>
    <LLDDandHealthProblem><LLDDCat>{category}</LLDDCat><PrimaryLLDD>1</PrimaryLLDD></LLDDandHealthProblem>
    <LearningDelivery>
      <LearnAimRef>{aim}</LearnAimRef><AimType>4</AimType><AimSeqNumber>1</AimSeqNumber>
      <LearnStartDate>2020-09-01</LearnStartDate><LearnActEndDate>{ended}</LearnActEndDate>
      <FundModel>{funding}</FundModel><CompStatus>2</CompStatus>
      <LearningDeliveryFAM><LearnDelFAMType>SOF</LearnDelFAMType><LearnDelFAMCode>107</LearnDelFAMCode></LearningDeliveryFAM>
    </LearningDelivery>
  </Learner>"""
GOOD = {
    "reference": "A1",
    "born": "2003-05-17",
    "category": "14",
    "aim": "Z0002347",
    "ended": "2021-06-01",
    "funding": "25",
}


def ilr(folder: Path, *learners: dict[str, str], year: str = "2020-21", end: str = "</Message>") -> Path:
    path = folder / "ILR-10000001.xml"
    short = year[2:4] + year[5:]
    said = "".join(LEARNER.format(**(GOOD | learner)) for learner in learners)
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Message xmlns="ESFA/ILR/{year}"><Header><CollectionDetails>'
        f"<Collection>ILR</Collection><Year>{short}</Year></CollectionDetails></Header>"
        f"<LearningProvider><UKPRN>10000001</UKPRN></LearningProvider>{said}\n{end}"
    )
    return path


@pytest.mark.parametrize(
    ("name", "rows", "by_table"),
    [("ilr-2018-19-example.xml", 204, (18, 41, 4)), ("ilr-2019-20-sample-valid.xml", 396, (30, 90, 33))],
)
def test_the_samples_of_two_years_are_read_whole(checked, shared_data: Path, name, rows, by_table):
    found = checked(shared_data / "record-samples" / name)
    assert found.rows_received == rows
    assert (found.rows_quarantined, found.rows_duplicate) == (0, 0)
    tables = ("learner", "learning_delivery", "destination_and_progression")
    assert tuple(found.accepted[table].height for table in tables) == by_table
    assert found.persons.height == by_table[0]


def test_nothing_that_identifies_a_learner_reaches_the_lake(checked, tmp_path: Path):
    found = checked(ilr(tmp_path, {}))
    lake = " ".join(frame.write_csv() for frame in found.accepted.values())
    for identifier in ("1061484016", "Example", "Ann", "BR1 7SS", "2003-05-17", "A1"):
        assert identifier not in lake
    (person,) = found.persons.to_dicts()
    assert person["uln"] == "1061484016"
    assert person["source_record_key"] == found.accepted["learner"]["record_key"].item()
    assert str(found.accepted["learner"]["birth_month"].item()) == "2003-05-01"


def test_a_learner_has_one_key_in_every_table_and_every_year(checked, tmp_path: Path):
    first, next_year = (checked(ilr(tmp_path, {}, {"reference": "B2"}, year=year)) for year in ("2020-21", "2021-22"))
    keys = {tuple(frame["record_key"].unique().sort()) for frame in first.accepted.values() if frame.height}
    assert len(keys) == 1
    assert first.accepted["learner"]["record_key"].equals(next_year.accepted["learner"]["record_key"])


def test_batches_say_together_what_one_reading_says(checked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    learners = [
        {"reference": f"A{number}", "born": "1884-01-01" if number % 7 == 0 else "2003-05-17"} for number in range(200)
    ]
    path = ilr(tmp_path, *learners, learners[3])
    at_once = checked(path)
    monkeypatch.setattr(xml, "BATCH", 1)  # as much as the parser reads at a time
    in_batches = checked(path)
    assert {name: rows.equals(at_once.accepted[name]) for name, rows in in_batches.accepted.items()} == dict.fromkeys(
        at_once.accepted, True
    )
    by = ["table", "source_row", "rule"]
    assert in_batches.quarantined.sort(by).equals(at_once.quarantined.sort(by))
    assert (in_batches.rows_duplicate, at_once.rows_duplicate) == (4, 4)


def test_an_aim_is_quarantined_with_its_learner(checked, tmp_path: Path):
    found = checked(ilr(tmp_path, {"born": "1884-01-01"}, {"reference": "B2"}))
    assert found.quarantined.select("table", "source_row", "rule").rows() == [
        ("learner", 1, "implausible"),
        ("lldd_and_health_problem", 1, "without_its_parent"),
        ("learning_delivery", 1, "without_its_parent"),
        ("learning_delivery_fam", 1, "without_its_parent"),
    ]
    assert found.accepted["learning_delivery"]["source_row"].to_list() == [2]


def test_an_aim_that_breaks_a_rule_leaves_its_learner(checked, tmp_path: Path):
    found = checked(ilr(tmp_path, {"ended": "2019-01-01"}))
    assert found.quarantined.select("table", "rule").rows() == [
        ("learning_delivery", "ends_on_or_after_it_starts"),
        ("learning_delivery_fam", "without_its_parent"),
    ]
    assert found.accepted["learner"].height == 1


def test_an_unknown_code_is_named_by_its_list_and_year_and_never_repeated(checked, tmp_path: Path):
    found = checked(ilr(tmp_path, {"category": "77"}))
    assert found.quarantined["reason"].to_list() == [
        "lldd_category holds a code that is not in the list ilr_lldd_category of January 2021"
    ]
    assert '"LLDDCat":"77"' in found.quarantined["row_as_sent"].item()


@pytest.mark.parametrize(("year", "quarantined"), [("2023-24", 2), ("2024-25", 0)])
def test_a_code_holds_from_the_year_in_which_it_came_into_use(checked, tmp_path: Path, year: str, quarantined: int):
    assert checked(ilr(tmp_path, {"funding": "38"}, year=year)).rows_quarantined == quarantined


def test_a_learner_sent_twice_counts_once_and_one_reference_for_two_people_is_set_aside(checked, tmp_path: Path):
    found = checked(ilr(tmp_path, {}, {}, {"reference": "B2"}, {"reference": "B2", "born": "2003-05-18"}))
    assert found.rows_duplicate == 4 + 3  # all of A1, and what is said again of the second B2
    assert found.accepted["learner"]["source_row"].to_list() == [1]
    assert set(found.quarantined.filter(table="learner")["rule"]) == {"duplicate_key"}


def test_an_identifier_in_the_wrong_place_stops_the_whole_extract(checked, tmp_path: Path):
    with pytest.raises(RefusedFileError, match="learning_aim_reference look like a unique learner number"):
        checked(ilr(tmp_path, {"aim": "1061484016"}))


def test_a_file_that_was_cut_short_is_refused(checked, tmp_path: Path):
    with pytest.raises(RefusedFileError, match="not well-formed XML at line"):
        checked(ilr(tmp_path, {}, end=""))


def test_a_return_that_is_broken_before_its_first_record_is_still_known_to_be_about_people(tmp_path: Path):
    path = tmp_path / "broken.xml"
    path.write_text('<Message xmlns="ESFA/ILR/2020-21"><Header><Year>2021</Header>')
    with pytest.raises(RefusedRecordsError):
        recognise_records(inspect(path, path.name))


def test_the_file_its_persons_and_its_bad_rows_lie_in_the_identity_zone_alone(home: Path, tmp_path: Path):
    (outcome,) = pipeline.receive([ilr(tmp_path, {}, {"reference": "B2", "category": "77"})])
    assert (outcome.status, outcome.rows_received, outcome.rows_quarantined) == ("accepted", 8, 1)
    assert settings().identity.stat().st_mode & 0o077 == 0
    found = [path for path in home.rglob("*") if path.is_file() and "postgres" not in path.parts]
    outside = [path for path in found if settings().identity not in path.parents and path.parent.name != "secrets"]
    assert all(b"Example" not in path.read_bytes() for path in outside)
    assert {
        path.relative_to(settings().identity).parts[0] for path in found if settings().identity in path.parents
    } == {
        "landing",
        "persons",
        "quarantine",
    }


def test_the_same_return_twice_changes_nothing(tmp_path: Path):
    path = ilr(tmp_path, {})
    first, again = pipeline.receive([path]), pipeline.receive([path.rename(tmp_path / "again.xml")])
    assert (first[0].status, again[0].status) == ("accepted", "duplicate")
    assert again[0].extract_id == first[0].extract_id

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest import large
from ingest.check import Checked, check
from ingest.formats import pieces
from ingest.recognise import recognise
from pathways.errors import RefusedFileError

HEADER = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,new_la_code,"
    "old_la_code,la_name,breakdown_topic,breakdown,open_supp_intern,open_apprentice,open_trainee,open_wbp"
)
ENGLAND = "202425,Academic year,National,E92000001,England,,,,,"
LEEDS = "202425,Academic year,Local authority,E92000001,England,E12000003,Yorkshire and The Humber,E08000035,383,Leeds"


def checked(folder: Path, lines: list[str], *, line_end: str = "\r\n") -> list[Checked]:
    """The batches of a file of work-based placements; in every one of them each row is accounted for."""
    path = folder / "placements.csv"
    path.write_bytes(("\ufeff" + line_end.join([HEADER, *lines, ""])).encode())
    batches = last_reading(path)
    for batch in batches:
        account(batch)
    return batches


def last_reading(path: Path) -> list[Checked]:
    learnt = large.Learnt()
    for _ in range(3):
        try:
            return list(check(path, recognise(path, path.name), learnt))
        except large.ReadAgainError as found:
            learnt = found.learnt
    raise AssertionError("A file is read at most three times.")


def account(batch: Checked) -> None:
    assert batch.rows_received == batch.accepted.height + batch.rows_quarantined + batch.rows_duplicate
    assert batch.rows_quarantined == batch.quarantined["source_row"].n_unique()
    assert batch.quarantined.null_count().sum_horizontal().item() == 0


def one(batches: list[Checked]) -> Checked:
    assert len(batches) == 1
    return batches[0]


def test_what_a_file_replaces_is_told_by_the_level_of_its_areas_however_they_are_spelt(tmp_path: Path):
    yorkshire = "Regional,E92000001,England,{},,,"
    lines = [
        f"{ENGLAND},Sex,Female,1,2,0,3",
        f"202425,Academic year,{yorkshire.format('E12000003,')},Sex,Female,1,2,0,3",
        f"202425,Academic year,{yorkshire.format(',Yorkshire and the Humber')},Sex,Male,1,2,0,3",
        f"{LEEDS},Sex,Female,1,2,0,3",
    ]
    assert one(checked(tmp_path, lines)).coverages.rows() == [
        ("country 2024/25", "not marked", 1),
        ("local_authority 2024/25", "not marked", 1),
        ("region 2024/25", "not marked", 2),
    ]


def test_a_good_row_keeps_its_place_its_area_and_the_reason_for_each_absent_figure(tmp_path: Path):
    batch = one(checked(tmp_path, [f'{LEEDS},Sex,Female,"1,204",x,,2204']))
    assert batch.accepted.row(0, named=True) == {
        "source_row": 2,
        "coverage": "local_authority 2024/25",
        "period": "2024/25",
        "area_code": "E08000035",
        "geographic_level": "Local authority",
        "breakdown_topic": "Sex",
        "breakdown": "Female",
        "supported_internships": 1204,
        "supported_internships_status": "published",
        "apprenticeships": None,
        "apprenticeships_status": "not_available",
        "traineeships": None,
        "traineeships_status": "missing",
        "work_based_placements": 2204,
        "work_based_placements_status": "published",
    }
    assert batch.coverages.rows() == [("local_authority 2024/25", "not marked", 1)]  # the file says neither


@pytest.mark.parametrize(
    ("row", "rule", "says"),
    [
        (f"{ENGLAND},Sex,Male,q,1,1,3", "unknown_symbol", "open_supp_intern holds 'q', which is neither a number nor"),
        (f"{ENGLAND},Sex,Male,1.5,1,1,3", "unknown_symbol", "'1.5', which is not a whole number"),
        (f"{ENGLAND},Sex,Male,-1,1,1,3", "supported_internships|min", "supported_internships is below 0"),
        (f"{ENGLAND},Sex,,1,1,1,3", "breakdown|nullability", "breakdown is blank"),
        (
            f"{ENGLAND},Sex,Male,4,1,1,3",
            "supported_internships_do_not_exceed_all_placements",
            "breaks the rule that supported internships do not exceed all placements",
        ),
        (f"{ENGLAND.replace('E92', 'E93')},Sex,Male,1,1,1,3", "unknown_area", "'E93000001' is not in the area list"),
        (f"{LEEDS.replace('E08000035', '')},Sex,Male,1,1,1,3".replace("383,Leeds", ",Leods"), "unknown_area", "Leods"),
        (f"{LEEDS.replace('383', '382')},Sex,Male,1,1,1,3", "unknown_area", "DfE number"),
        (f"{ENGLAND.replace('202425', '202426')},Sex,Male,1,1,1,3", "unknown_period", "'202426, Academic year'"),
        (f"{ENGLAND},Sex,Male,1,1", "wrong_number_of_fields", "14 fields where the header has 16"),
        (f"{ENGLAND},Sex,Male,1,1,1,3,4", "wrong_number_of_fields", "17 fields where the header has 16"),
        (f'{ENGLAND},"Sex,Male,1,1,1,3', "unpaired_quote", "does not close"),
    ],
)
def test_a_bad_row_is_set_aside_with_the_rule_the_reason_and_the_row_as_sent(
    tmp_path: Path, row: str, rule: str, says: str
):
    batch = one(checked(tmp_path, [f"{LEEDS},Sex,Male,1,1,1,3", row]))
    assert batch.accepted["area_code"].to_list() == ["E08000035"]
    found = batch.quarantined.row(0, named=True)
    assert (found["source_row"], found["rule"]) == (3, rule)
    assert says in found["reason"]
    sent = json.loads(found["row_as_sent"])
    if rule in ("wrong_number_of_fields", "unpaired_quote"):
        assert sent == {"line": row}
    else:
        assert list(sent) == HEADER.split(",")
        assert sent["time_identifier"] == "Academic year"


def test_a_row_that_breaks_two_rules_is_one_row_with_two_reasons(tmp_path: Path):
    batch = one(checked(tmp_path, [f"{ENGLAND.replace('E92', 'E93')},Sex,Male,q,?,1,3"]))
    assert batch.rows_quarantined == 1
    assert batch.quarantined["rule"].to_list() == ["unknown_area", "unknown_symbol"]
    assert "'q'" in batch.quarantined["reason"][1]
    assert "'?'" in batch.quarantined["reason"][1]


def test_a_row_sent_twice_counts_once(tmp_path: Path):
    batch = one(checked(tmp_path, [f"{LEEDS},Sex,Male,1,1,1,3", f"{LEEDS},Sex,Male,1,1,1, 3 "]))
    assert batch.accepted["source_row"].to_list() == [2]
    assert batch.rows_duplicate == 1


def test_rows_that_contradict_each_other_are_all_set_aside(tmp_path: Path):
    twice = [
        f"{LEEDS},Sex,Male,1,1,1,3",
        f"{LEEDS},Sex,Male,1,1,1,3",
        f"{LEEDS},Sex,Male,2,1,1,4",
        f"{LEEDS},Sex,Female,1,0,0,1",
    ]
    batch = one(checked(tmp_path, twice))
    assert batch.accepted["breakdown"].to_list() == ["Female"]
    assert batch.quarantined.select("source_row", "rule").rows() == [(row, "duplicate_key") for row in (2, 3, 4)]
    assert "E08000035, Sex, Male" in batch.quarantined["reason"][0]


def test_one_area_under_two_spellings_is_one_area(tmp_path: Path):
    by_name = f"{LEEDS.replace('E08000035', '')},Sex,Male,9,1,1,11"
    batch = one(checked(tmp_path, [f"{LEEDS},Sex,Male,1,1,1,3", by_name]))
    assert batch.quarantined["rule"].to_list() == ["duplicate_key", "duplicate_key"]


@pytest.fixture
def _few_rows_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read a few rows at a time, as a very large one is."""
    monkeypatch.setattr(pieces, "PIECE", 1000)
    monkeypatch.setattr(large, "ROWS", 15)


# A file whose last column is blank somewhere is not plain, and is taken apart line by line.
NOT_PLAIN = f"{LEEDS},Not plain,1,1,1,0,"


@pytest.mark.usefixtures("_few_rows_at_a_time")
@pytest.mark.parametrize("more", [[], [NOT_PLAIN], [f'{LEEDS},"Quoted, all the same",1,1,1,1,3']])
def test_the_key_holds_across_the_batches_of_a_large_file(tmp_path: Path, more: list[str]):
    rows = [f"{LEEDS},Topic,{number},1,1,1,3" for number in range(200)]
    rows += [rows[3], rows[150].replace(",1,1,1,3", ",2,1,1,4"), f"{LEEDS},Topic,5,q,1,1,3", *more]
    batches = checked(tmp_path, rows)
    assert len(batches) > 10
    accepted = pl.concat(batch.accepted for batch in batches).filter(breakdown_topic="Topic")
    quarantined = pl.concat(batch.quarantined for batch in batches)
    assert accepted["source_row"].to_list() == [row for row in range(2, 202) if row != 152]
    assert sum(batch.rows_duplicate for batch in batches) == 1
    assert quarantined.select("source_row", "rule").rows() == [
        (152, "duplicate_key"),
        (203, "duplicate_key"),
        (204, "unknown_symbol"),
    ]


@pytest.mark.parametrize("damage", ["short,row", f"{LEEDS},Topic,1,1,1,1,3,4", f'{LEEDS},Topic,"1,1,1,1,3', NOT_PLAIN])
def test_batches_say_together_what_one_reading_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str):
    rows = [f"{LEEDS},Topic,{number},{'x' if number % 7 == 0 else number},1,1,{number + 2}" for number in range(60)]
    rows[40] = damage
    at_once = one(checked(tmp_path, rows))
    monkeypatch.setattr(pieces, "PIECE", 1000)
    in_batches = checked(tmp_path, rows)
    assert len(in_batches) > 1
    assert pl.concat(batch.accepted for batch in in_batches).equals(at_once.accepted)
    assert pl.concat(batch.quarantined for batch in in_batches).equals(at_once.quarantined)


@pytest.mark.usefixtures("_few_rows_at_a_time")
def test_a_key_spelt_differently_far_away_in_a_large_file_is_found_and_never_counted_twice(tmp_path: Path):
    rows = [f"{LEEDS},Topic,{number},1,1,1,3" for number in range(100)]
    batches = checked(tmp_path, [*rows, rows[5].replace(",5,", ", 5 ,"), rows[6].replace(",6,1,", ", 6,2,")])
    assert sum(batch.accepted.height for batch in batches) == 99
    assert sum(batch.rows_duplicate for batch in batches) == 1
    assert pl.concat(batch.quarantined for batch in batches)["source_row"].to_list() == [8, 103]


@pytest.mark.usefixtures("_few_rows_at_a_time")
def test_a_large_parquet_file_is_checked_in_batches_too(tmp_path: Path):
    rows = pl.DataFrame(
        {
            "year": "2024/25",
            "provider_name": [f"Provider {number}" for number in range(99)] + ["Provider 7"],
            "characteristic_type": "Sex",
            "characteristic": "Female",
            "measure": "Starts",
            "count": ["low", *["10"] * 99],
        }
    )
    path = tmp_path / "apprenticeships.parquet"
    rows.write_parquet(path)
    batches = last_reading(path)
    assert len(batches) > 1
    assert sum(batch.accepted.height for batch in batches) == 99
    assert sum(batch.rows_duplicate for batch in batches) == 1


GOOD = [f"{LEEDS},Topic,{number},1,1,1,3" for number in range(12)] + [
    f"{ENGLAND},Topic,{number},1,1,1,3" for number in range(6)
]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    damage=st.lists(
        st.tuples(
            st.integers(0, len(GOOD) - 1),
            st.integers(0, 130),
            st.sampled_from(["", ",", '"', "\n", "q", "9", " ", "é", "x", '""', "\r\n"]),
            st.integers(0, 6),
        ),
        max_size=8,
    ),
    piece=st.sampled_from([700, pieces.PIECE]),
)
def test_however_a_file_is_damaged_every_row_is_accounted_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage, piece
):
    monkeypatch.setattr(pieces, "PIECE", piece)
    rows = list(GOOD)
    for row, place, text, cut in damage:
        rows[row] = rows[row][:place] + text + rows[row][place + cut :]
    batches = checked(tmp_path, rows)
    untouched = len(GOOD) - len({row for row, *_ in damage})
    received = sum(batch.rows_received for batch in batches)
    assert received >= untouched - len(damage)  # a quote may run over lines and make one row of a few
    accepted = pl.concat(batch.accepted for batch in batches)
    assert (
        not accepted.select(pl.struct("period", "area_code", "breakdown_topic", "breakdown").is_duplicated())
        .to_series()
        .any()
    )
    assert accepted["area_code"].is_in(["E92000001", "E08000035"]).all()


def test_an_identifier_in_a_published_table_stops_the_file(tmp_path: Path):
    rows = [f"{LEEDS},Sex,Female,1,2,0,3", f"{LEEDS},Note,see learner 1061484016,1,2,0,3"]
    with pytest.raises(RefusedFileError, match="1 values of breakdown look like a unique learner number"):
        checked(tmp_path, rows)

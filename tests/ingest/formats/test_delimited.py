import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.formats import delimited, pieces
from ingest.formats.source import inspect
from pathways.errors import RefusedFileError


def read(folder: Path, content: bytes) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows and broken rows of a CSV file."""
    path = folder / "file.csv"
    path.write_bytes(content)
    source = inspect(path, "file.csv")
    names = list(delimited.headers(delimited.header(source)).sent)
    batches = list(delimited.batches(source, names))
    return pl.concat(batch.rows for batch in batches), pl.concat(batch.broken for batch in batches)


def test_row_numbers_are_those_a_person_sees_and_blank_lines_are_no_rows(tmp_path: Path):
    rows, broken = read(tmp_path, b"a,b\n1,2\n\n3,4\n,\n5,6\n\n\n")
    assert rows.rows() == [(2, "1", "2"), (4, "3", "4"), (6, "5", "6")]
    assert broken.is_empty()


def test_a_row_of_too_few_or_too_many_fields_is_set_aside_and_shifts_no_other(tmp_path: Path):
    rows, broken = read(tmp_path, b"a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,2,3")
    assert rows.rows() == [(2, "1", "2", "3"), (5, "1", "2", "3")]
    assert broken.select("source_row", "rule", "line").rows() == [
        (3, "wrong_number_of_fields", "4,5"),
        (4, "wrong_number_of_fields", "6,7,8,9"),
    ]


def test_a_short_and_a_long_row_do_not_make_up_for_each_other(tmp_path: Path):
    rows, broken = read(tmp_path, b"a,b,c\n1,2\n1,2,3,4\n")
    assert rows.is_empty()
    assert broken["source_row"].to_list() == [2, 3]


def test_a_quote_left_open_costs_its_own_row_only(tmp_path: Path):
    rows, broken = read(tmp_path, b'a,b\n"1,2\n3,4\n5,6\n')
    assert rows["a"].to_list() == ["3", "5"]
    assert broken.select("source_row", "rule").rows() == [(2, "unpaired_quote")]


def test_quotes_within_fields_of_two_rows_join_no_lines(tmp_path: Path):
    rows, broken = read(tmp_path, b'a,b\n1,x"y\nz"2\n3,4\n')
    assert rows["a"].to_list() == ["3"]
    assert broken.select("source_row", "rule").rows() == [(2, "unpaired_quote"), (3, "unpaired_quote")]


def test_a_quoted_field_may_hold_commas_quotes_and_line_ends(tmp_path: Path):
    rows, broken = read(tmp_path, b'a,b\r\n"1,204","say ""so"""\r\n"two\r\nlines",x\r\n3,4\r\n')
    assert rows.rows() == [(2, "1,204", 'say "so"'), (3, "two\r\nlines", "x"), (4, "3", "4")]
    assert broken.is_empty()


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("last", ["é,é", '"1,2', "9"])
def test_a_file_cut_in_the_middle_of_a_row_is_refused_for_its_rows_could_pass_for_the_whole(
    tmp_path: Path, encoding: str, last: str
):
    with pytest.raises(RefusedFileError, match="ends in the middle of row 3: it was cut short") as refused:
        read(tmp_path, f"a,b,c\n1,2,3\n{last}".encode(encoding))
    assert "bytes" in refused.value.fix
    rows, broken = read(tmp_path, f"a,b,c\n1,2,3\n{last}\n".encode(encoding))
    assert (rows["a"].to_list(), broken["source_row"].to_list()) == (["1"], [3])


def test_a_file_cut_in_the_middle_of_a_letter_is_refused(tmp_path: Path):
    with pytest.raises(RefusedFileError, match="cut short"):
        read(tmp_path, "a,b,c\n1,2,3\né,é".encode()[:-1])


def test_a_row_need_not_end_its_line(tmp_path: Path):
    rows, broken = read(tmp_path, b"a,b\n1,2\n3,4")
    assert rows["a"].to_list() == ["1", "3"]
    assert broken.is_empty()


@pytest.mark.parametrize("content", ["a," * 20_000, "[" + "1," * 20_000 + "1]"])
def test_a_line_of_thousands_of_fields_names_no_columns(tmp_path: Path, content: str):
    path = tmp_path / "file.csv"
    path.write_text(content)
    assert delimited.header(inspect(path, "file.csv")) == []


def test_columns_of_one_name_are_told_apart_and_reported():
    found = delimited.headers(["a", "b", "A", ""])
    assert list(found.sent) == ["a", "b", "a_3", "column_4"]
    assert found.repeated == ("A",)


@pytest.mark.parametrize(
    ("content", "says"), [(b"a;b\n1;2\n", "semicolons"), (b"a\tb\n1\t2\n", "tabs"), (b"a|b\n1|2\n", "vertical bars")]
)
def test_other_delimiters_are_refused_by_name(tmp_path: Path, content: bytes, says: str):
    with pytest.raises(RefusedFileError, match=says):
        read(tmp_path, content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_the_same_in_each_encoding(tmp_path: Path, encoding: str):
    rows, _ = read(tmp_path, "a,b\nBokmål,5\n".encode(encoding))
    assert rows.rows() == [(2, "Bokmål", "5")]


def test_a_line_too_long_for_a_table_is_refused_or_kept_as_broken(tmp_path: Path):
    rows, broken = read(tmp_path, b"a,b\n1,2\n" + b"x" * 3_000_000 + b"\n")
    assert rows.height == 1
    assert broken["rule"].to_list() == ["wrong_number_of_fields"]
    assert len(broken["line"][0]) < 100_000


_FIELD = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=6
)
_SPECIAL = st.sampled_from(["", " ", "1,204", '"', 'a"b', "two\nlines", "x", "£", "é,", "a\r\nb"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(st.lists(st.one_of(_FIELD, _SPECIAL), min_size=3, max_size=3), max_size=12),
    style=st.sampled_from(
        [
            {"quoting": quoting, "lineterminator": end}
            for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL)
            for end in ("\n", "\r\n")
        ]
    ),
    piece=st.sampled_from([40, 200, pieces.PIECE]),
)
def test_whatever_text_a_publisher_quotes_properly_comes_back_whatever_the_size_of_the_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows, style, piece
):
    monkeypatch.setattr(pieces, "PIECE", piece)
    text = io.StringIO()
    writer = csv.writer(text, **style)
    writer.writerow(["a", "b", "c"])
    writer.writerows([["key", *row[1:]] for row in rows])
    read_rows, broken = read(tmp_path, text.getvalue().encode()) if rows else (pl.DataFrame(), pl.DataFrame())
    assert broken.is_empty()
    found = [tuple(value or "" for value in row[1:]) for row in read_rows.rows()]
    assert found == [("key", *row[1:]) for row in rows]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    content=st.lists(st.sampled_from(['"', ",", "\n", "\r\n", "a", "1", '""', "a,b,c\n"]), max_size=40).map("".join),
    piece=st.sampled_from([16, 64, pieces.PIECE]),
)
def test_nothing_crashes_the_reader_and_no_line_with_text_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, piece: int
):
    monkeypatch.setattr(pieces, "PIECE", piece)
    monkeypatch.setattr(pieces, "LONGEST_RECORD", 1000)
    rows, broken = read(tmp_path, f"a,b,c\n{content}\nx,y,z\n".encode())
    seen = [*rows["source_row"], *broken["source_row"]]
    assert len(seen) == len(set(seen))
    letters = "".join([*rows.select(pl.concat_str(pl.col("a", "b", "c").fill_null(""))).to_series(), *broken["line"]])
    for letter in "a1":
        assert letters.count(letter) >= content.count(letter)

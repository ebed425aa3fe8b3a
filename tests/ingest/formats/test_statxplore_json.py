from __future__ import annotations

import json

import pytest

from ingest.formats.source import inspect
from ingest.formats.statxplore_json import StatXploreJson
from pathways.errors import RefusedFileError

HOUSEHOLDS = StatXploreJson({"COA_CODE": "area", "DATE_NAME": "month"}, "COA_CODE", "V_F_UC_HOUSEHOLDS", "Households")
AREA = "UC_Households:V_F_UC_HOUSEHOLDS:COA_CODE:V_C_MASTERGEOG11_LA_TO_REGION"
MONTH = "UC_Households:F_UC_HH_DATE:DATE_NAME:C_UC_HH_DATE"
MEASURE = "str:count:UC_Households:V_F_UC_HOUSEHOLDS"


def item(label, *codes, of=AREA, marks=()):
    return {"type": "RecodeItem", "labels": [label], "uris": [f"str:value:{of}:{code}" for code in codes],
            "annotationKeys": list(marks)}  # fmt: skip


@pytest.fixture
def answer():
    return {
        "query": {"database": "str:database:UC_Households"},
        "fields": [
            {
                "uri": f"str:valueset:{AREA}",
                "items": [item("Leeds", "E08000035"), item("Two", "E07000001", "E07000002")],
            },
            {
                "uri": "str:field:UC_Households:F_UC_HH_DATE:DATE_NAME",
                "items": [item("April 2025", "202504", of=MONTH), item("May 2025", "202505", of=MONTH, marks=["p"])],
            },
        ],
        "cubes": {MEASURE: {"values": [[10.0, 1234567.0], [None, 0.0]], "precision": 0}},
    }


@pytest.fixture
def source(tmp_path):
    def written(answer):
        file = tmp_path / "answer.json"
        file.write_text(answer if isinstance(answer, str) else json.dumps(answer))
        return inspect(file, file.name)

    return written


def test_each_cell_is_a_row_with_its_code_and_label(source, answer):
    (batch,) = HOUSEHOLDS.batches(source(answer))
    assert batch.rows.select("source_row", "area", "area_code", "month", "value").rows() == [
        (1, "Leeds", "E08000035", "April 2025", "10"),
        (2, "Leeds", "E08000035", "May 2025 (p)", "1234567"),
        (3, "Two", "", "April 2025", None),  # several values together have no code of their own
        (4, "Two", "", "May 2025 (p)", "0"),
    ]
    assert set(batch.rows["counting"]) == {"Households"}


def test_months_are_read_by_code_whatever_they_are_called(source, answer):
    answer["fields"][1]["items"][0]["labels"] = ["202504 (Apr-25)"]
    (batch,) = HOUSEHOLDS.batches(source(answer))
    assert batch.rows["month"][0] == "April 2025"


def test_a_code_that_is_of_no_area_is_left_out(source, answer):
    answer["fields"][0]["items"][0] = item("Unknown", "XXZZZZZZZ")
    (batch,) = HOUSEHOLDS.batches(source(answer))
    assert batch.rows.select("area", "area_code").row(0) == ("Unknown", "")


def test_the_columns_are_known_before_the_rows_are_read(source, answer):
    headers = HOUSEHOLDS.headers(source(answer))
    (batch,) = HOUSEHOLDS.batches(source(answer))
    assert batch.rows.columns == ["source_row", *headers.sent]
    (batch,) = HOUSEHOLDS.batches(source(answer), ("month", "value"))
    assert batch.rows.columns == ["source_row", "month", "value"]


@pytest.mark.parametrize("change", [{"cubes": {}}, {"fields": []}, {"fields": None}])
def test_another_answer_is_not_of_this_table(source, answer, change):
    assert HOUSEHOLDS.headers(source(answer | change)) is None


def test_a_query_is_not_an_answer(source, answer):
    assert HOUSEHOLDS.headers(source(answer["query"])) is None


def test_what_is_no_json_is_left_to_other_layouts(source):
    assert HOUSEHOLDS.headers(source("area,month\nLeeds,2025\n")) is None


def test_an_answer_that_was_cut_is_refused(source, answer):
    with pytest.raises(RefusedFileError, match="is not whole"):
        HOUSEHOLDS.headers(source(json.dumps(answer)[:-20]))


def test_cells_that_do_not_match_the_fields_are_refused(source, answer):
    answer["cubes"][MEASURE]["values"] = [[1.0, 2.0]]
    with pytest.raises(RefusedFileError, match="2 by 2"):
        list(HOUSEHOLDS.batches(source(answer)))

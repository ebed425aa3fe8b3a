"""Made-up files in the layouts of MHCLG and DWP: deprivation, homelessness, Universal Credit."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator
from typing import Final

from ingest.samples.england import England, Row, Table, Text, plain, rounded

DEPRIVATION_COLUMNS: Final = (
    "area_code", "area_name", "area_type", "deprivation_data_year", "index_domain", "average_rank",
    "rank_average_rank", "average_score", "rank_average_score", "proportion_bottom_decile",
    "rank_proportion_bottom_decile",
)  # fmt: skip
DOMAINS: Final = (
    "Index of Multiple Deprivation", "Income Deprivation", "Employment Deprivation",
    "Education, Skills and Training Deprivation", "Health Deprivation and Disability", "Crime",
    "Barriers to Housing and Services", "Living Environment Deprivation", "Income Deprivation Affecting Children",
    "Income Deprivation Affecting Older People",
)  # fmt: skip

NEEDS: Final = {
    "Young person aged 16-17 years": 0.3,
    "Young person aged 18-25 years requiring support to manage independently": 1.1,
    "Young parent requiring support to manage independently": 0.3,
    "Care leaver aged 18-20 years": 0.3,
    "Care leaver aged 21+ years": 0.3,
    "Physical ill health and disability": 4,
    "History of mental health problems": 6.5,
    "Learning disability": 1.2,
    "At risk of / has experienced sexual abuse / exploitation": 0.6,
    "At risk of / has experienced domestic abuse": 2.6,
    "At risk of / has experienced abuse (non-domestic abuse)": 0.8,
    "Drug dependency needs": 1.7,
    "Alcohol dependency needs": 1.2,
    "Offending history": 2.2,
    "History of repeat homelessness": 1.8,
    "History of rough sleeping": 1.5,
    "Former asylum seeker": 0.3,
    "Old age": 0.3,
    "Served in HM Forces": 0.2,
    "Access to education, employment or training": 0.9,
}
QUARTERS: Final = tuple((year, f"Q{quarter}") for year in (2022, 2023, 2024) for quarter in range(1, 5))
NO_NEEDS, UNKNOWN_NEEDS, ANY_NEEDS = 3, 4, 6  # columns of the live table
FIRST_NEED: Final = 12

UC: Final = "UC_Households:V_F_UC_HOUSEHOLDS"
UC_MONTHS: Final = tuple(f"{2024 + (month > 12)}{(month - 1) % 12 + 1:02}" for month in range(5, 18))  # noqa: PLR2004


def tables(places: England, rng: random.Random) -> Iterator[Table | Text]:
    """The three files."""
    yield _deprivation(places, rng)
    yield _homelessness(rng)
    yield _universal_credit(places, rng)


def _deprivation(places: England, rng: random.Random) -> Table:
    areas = [place for place in places.authorities if not place.code.startswith("E10")] + list(places.districts)
    rows: list[Row] = []
    deprived = {place: rng.gauss(0, 1) for place in areas}
    for domain in DOMAINS:
        score = {place: max(1.0, 22 + 6 * deprived[place] + rng.gauss(0, 2)) for place in areas}
        order = sorted(areas, key=lambda place: -score[place])
        rank = {place: number for number, place in enumerate(order, start=1)}
        rows += [
            {
                "area_code": place.code,
                "area_name": place.name,
                "area_type": "Local Authority District (2024)",
                "deprivation_data_year": 2025,
                "index_domain": domain,
                "average_rank": f"{33_000 * (1 - rank[place] / len(areas)):.2f}",
                "rank_average_rank": rank[place],
                "average_score": plain(score[place], 2),
                "rank_average_score": rank[place],
                "proportion_bottom_decile": plain(max(0.0, 0.1 + 0.08 * deprived[place]), 4),
                "rank_proportion_bottom_decile": rank[place],
            }
            for place in areas
        ]
    return Table("made-up-indices-of-deprivation-2025.csv", DEPRIVATION_COLUMNS, rows)


def _homelessness(rng: random.Random) -> Text:
    """The live table as its spreadsheet gives it: stacked headers, a year on its first quarter alone, and notes."""
    width = FIRST_NEED + len(NEEDS)
    blank = [""] * width
    title = "Table A3 \u2013 Number of households owed a homelessness duty bysupport needs of household"
    first = [f"{title}England, {QUARTERS[0][0]} {QUARTERS[0][1]} to {QUARTERS[-1][0]} {QUARTERS[-1][1]}"]
    first += [f"Unnamed: {number}" for number in range(1, width)]
    second, third, fourth = list(blank), list(blank), list(blank)
    second[9], second[11], second[12] = (
        "Number of households",
        "Total number of support needs1",
        "Of which households with:",
    )
    third[NO_NEEDS], third[UNKNOWN_NEEDS] = "Households with no support needs1", "Households withunknown support needs"
    third[ANY_NEEDS] = "Households with one or more support needs1"
    third[FIRST_NEED:] = list(NEEDS)
    fourth[6:10] = ["Total households with support needs", "1.0", "2.0", "3+"]
    lines = [first, second, third, fourth, blank]
    quarters = {period: _households(rng, number) for number, period in enumerate(QUARTERS)}
    for year in (2022, 2023):
        in_year = [(year, "Q2"), (year, "Q3"), (year, "Q4"), (year + 1, "Q1")]
        sums = [sum(cells) for cells in zip(*(quarters[period] for period in in_year), strict=True)]
        lines.append(_a3_line(f"{year}/{str(year + 1)[2:]}", "", "R", sums))
    lines.append(blank)
    for (year, quarter), cells in quarters.items():
        mark = "P" if (year, quarter) == QUARTERS[-1] else "R"
        lines.append(_a3_line(f"{year}.0" if quarter == "Q1" else "", quarter, mark, cells))
    notes = [
        ("Notes:", ""),
        ("1.0", "Multiple support needs can be reported per household, but each support need only once."),
        ("R", "Revised data"),
        ("P", "Provisional data, to be revised next quarter"),
        ("Source:", "Made-up figures in the layout of the MHCLG live table"),
    ]
    lines += [blank, *([mark, words, *blank[2:]] for mark, words in notes)]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return Text("made-up-statutory-homelessness-A3.csv", text.getvalue())


def _households(rng: random.Random, number: int) -> list[int]:
    """No needs, unknown, one or more, one, two, three or more, total needs, and each need; rounded to 10."""
    size = (15_000 + 200 * number) * rng.uniform(0.97, 1.03)
    one, two, three = (rounded(size * share, 10) for share in (0.5, 0.22, 0.28))
    needs = [rounded(size * weight / 33 * 2.2 * rng.uniform(0.95, 1.05), 10) for weight in NEEDS.values()]
    return [rounded(size * 1.05, 10), rounded(size * 0.07, 10), one + two + three, one, two, three, sum(needs), *needs]


def _a3_line(year: str, quarter: str, mark: str, cells: list[int]) -> list[str]:
    none, unknown, any_need, one, two, three, total, *needs = (f"{cell}.0" for cell in cells)
    return [year, quarter, mark, none, unknown, "", any_need, one, two, three, "", total, *needs]


def _universal_credit(places: England, rng: random.Random) -> Text:
    """The answer of Stat-Xplore's `/table` to the query of the `statxplore-uc-households` feed."""
    areas = [place for place in places.authorities if not place.code.startswith("E10")] + list(places.districts)
    area_list = f"str:valueset:{UC}:COA_CODE:V_C_MASTERGEOG11_LA_TO_REGION"
    month_field = "str:field:UC_Households:F_UC_HH_DATE:DATE_NAME"
    month_value = "str:value:UC_Households:F_UC_HH_DATE:DATE_NAME:C_UC_HH_DATE"
    measure = f"str:count:{UC}"
    values = []
    for place in areas:
        here = place.share * (1_500_000 if place.kind == "local_authority" else 800_000)
        values.append(
            [float(round(here * 1.004**number * rng.uniform(0.99, 1.01))) for number in range(len(UC_MONTHS))]
        )
    months = [f"{month_value}:{month}" for month in UC_MONTHS]
    answer = {
        "query": {
            "database": "str:database:UC_Households",
            "measures": [measure],
            "recodes": {month_field: {"map": [[month] for month in months], "total": False}},
            "dimensions": [[area_list], [month_field]],
        },
        "database": {"id": "UC_Households", "annotationKeys": []},
        "measures": [{"uri": measure, "label": "Households on Universal Credit (made up)"}],
        "fields": [
            {
                "uri": area_list,
                "label": "National - Regional - LA - OAs",
                "items": [
                    {
                        "type": "RecodeItem",
                        "labels": [place.name],
                        "uris": [f"str:value:{UC}:COA_CODE:V_C_MASTERGEOG11_LA_TO_REGION:{place.code}"],
                    }
                    for place in areas
                ],
            },
            {
                "uri": month_field,
                "label": "Month",
                "items": [{"type": "RecodeItem", "labels": [month[-6:]], "uris": [month]} for month in months],
            },
        ],
        "cubes": {measure: {"values": values, "precision": 0}},
        "annotationMap": {},
    }
    return Text("made-up-uc-households.json", json.dumps(answer))

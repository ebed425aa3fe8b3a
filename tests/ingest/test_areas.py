"""Which area a row is about: rules one by one, then whatever text comes, then every published file there is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.area_lists import lists, seeds_folder, squeezed
from ingest.areas import resolve

PARTS = ("code", "dfe_number", "cassr_code", "name", "level")


def area_of(**row: str | None) -> tuple[str | None, str | None]:
    """`area_code` and `area_problem` of one row."""
    frame = pl.DataFrame({part: [row.get(part)] for part in PARTS}, schema=dict.fromkeys(PARTS, pl.String))
    return resolve(frame, **{part: part for part in PARTS}).select("area_code", "area_problem").row(0)


def code_of(**row: str | None) -> str:
    code, problem = area_of(**row)
    assert problem is None
    assert code is not None
    return code


def problem_of(**row: str | None) -> str:
    code, problem = area_of(**row)
    assert code is None
    assert problem is not None
    return problem


class TestCodes:
    def test_a_code_settles_the_area_whatever_the_name(self):
        assert code_of(code="E08000035", name="Bradford") == "E08000035"

    def test_spaces_and_case_do_not_matter(self):
        assert code_of(code=" e08000035 ") == "E08000035"

    def test_an_ended_area_keeps_its_own_code(self):
        assert code_of(code="E10000006", dfe_number="909", name="Cumbria", level="Local authority") == "E10000006"

    def test_an_unknown_code_is_a_problem_even_with_a_known_name(self):
        expected = "area code 'E06999999' is not in the area list, dbt_project/seeds/area.csv"
        assert problem_of(code="E06999999", name="Leeds") == expected

    def test_what_is_no_ons_code_is_named_as_such(self):
        assert problem_of(code="ALL") == "area code 'ALL' is not a nine-character ONS code"

    def test_councils_outside_england_resolve_by_the_shape_of_their_code(self):
        assert code_of(code="S12000099", level="Local Authority District") == "S12000099"

    @pytest.mark.parametrize("blank", [None, "", " ", "0", "x", "z"])
    def test_a_placeholder_is_no_code(self, blank: str | None):
        assert code_of(code=blank, name="Leeds") == "E08000035"
        assert problem_of(code=blank) == "the row names no area"


class TestNumbers:
    def test_dfe_and_cassr_numbers_are_two_systems(self):
        assert code_of(dfe_number="212") == "E09000032"  # Wandsworth
        assert code_of(cassr_code="212") == "E08000035"  # Leeds

    def test_a_number_shipped_as_a_float_is_read(self):
        assert code_of(dfe_number="383.0", name="Leeds") == "E08000035"

    def test_a_number_beats_a_name(self):
        assert code_of(dfe_number="835", name="Dorset") == "E10000009"
        assert code_of(dfe_number="838", name="Dorset") == "E06000059"

    def test_a_number_that_a_unitary_took_over_means_the_council_of_today(self):
        assert code_of(dfe_number="825") == "E06000060"
        assert code_of(code="E10000002", dfe_number="825") == "E10000002"

    def test_a_code_and_a_number_of_different_areas_contradict_each_other(self):
        problem = problem_of(code="E08000035", dfe_number="380")
        assert problem == "Leeds (E08000035) has the DfE number 383, but the row says 380"
        assert "CASSR code 212" in problem_of(code="E08000035", cassr_code="209")

    def test_an_unknown_number_is_a_problem(self):
        assert problem_of(dfe_number="1000", name="England") == (
            "DfE number '1000' is not in the area list, dbt_project/seeds/area.csv"
        )


class TestNames:
    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("yorkshire  and THE humber", "E12000003"),
            ("Yorkshire & Humber", "E12000003"),
            ("East of England", "E12000006"),
            ("Eastern", "E12000006"),
            ("London (Inner)", "E13000001"),
            ("Inner London", "E13000001"),
            ("Herefordshire, County of", "E06000019"),
            ("Herefordshire", "E06000019"),
            ("Bristol, City of", "E06000023"),
            ("Bristol", "E06000023"),
            ("Kingston Upon Hull, City of", "E06000010"),
            ("St Helens", "E08000013"),
            ("St. Helens", "E08000013"),
            ("Isles of Scilly", "E06000053"),
            ("Durham", "E06000047"),
            ("Bournemouth, Christchurch & Poole", "E06000058"),
            ("Poole (Pre LG)", "E06000029"),
            ("King\u2019s Lynn and West Norfolk", "E07000146"),
            ("Cardiff / Caerdydd", "W06000015"),
            ("Tewkesbury", "E07000083"),
        ],
    )
    def test_a_name_is_known_as_publishers_print_it(self, name: str, code: str):
        assert code_of(name=name) == code

    def test_a_name_of_two_areas_in_time_means_the_one_in_force(self):
        assert code_of(name="Dorset") == "E06000059"
        assert code_of(name="Barnsley") == "E08000038"

    def test_the_level_settles_a_name_of_two_kinds_of_area(self):
        assert code_of(name="North East") == "E12000001"
        assert code_of(name="North East", level="Region") == "E12000001"
        assert code_of(name="North East", level="Combined Authority or City Region") == "E47000014"
        assert code_of(name="Inner London", level="Council type") == "X01000001"

    def test_a_name_that_no_area_bears_is_a_problem(self):
        assert "no area is called 'Unknown'" in problem_of(name="Unknown")
        assert "no area of level 'Region' is called 'Leeds'" in problem_of(name="Leeds", level="Region")

    def test_a_name_of_two_areas_in_force_is_settled_for_neither(self, tmp_path: Path):
        header = "area_code,area_name,area_type,parent_area_code,dfe_number,cassr_code,valid_from,valid_to\n"
        both = "E07000998,Newtown,district,,,,,\nE07000999,Newtown,district,,,,,\n"
        (tmp_path / "area.csv").write_text(header + both)
        (tmp_path / "area_alias.csv").write_text("alias,area_code\n")
        shared = lists(tmp_path).names.filter(name="newtown", level="")
        assert shared.select("by_name", "sharing").row(0) == (None, 2)


class TestLevels:
    def test_a_regional_row_with_the_code_of_england_is_not_england(self):
        expected = "the row is said to be of level 'Regional', but England (E92000001) is of kind 'country'"
        assert problem_of(code="E92000001", level="Regional") == expected

    def test_a_unitary_is_a_district_too(self):
        assert code_of(code="E06000001", level="Local Authority District (2024)") == "E06000001"

    def test_a_district_is_not_an_upper_tier_authority(self):
        assert "is of kind 'district'" in problem_of(code="E07000041", level="Local authority")

    def test_a_level_nobody_knows_says_nothing(self):
        assert code_of(code="E92000001", level="Galaxy") == "E92000001"


OFFICIAL = lists().areas


class TestWhateverComes:
    @given(
        st.lists(
            st.fixed_dictionaries({part: st.none() | st.text(max_size=12) for part in PARTS}),
            max_size=8,
        )
    )
    def test_each_row_gets_a_code_or_a_reason_and_never_both(self, rows: list[dict[str, str | None]]):
        frame = pl.DataFrame(rows, schema=dict.fromkeys(PARTS, pl.String))
        answers = resolve(frame, **{part: part for part in PARTS})
        assert answers.height == len(rows)
        assert answers.select((pl.col("area_code").is_null() != pl.col("area_problem").is_null()).all()).item() is True

    @given(st.permutations(OFFICIAL.filter(pl.col("area_type") == "local_authority")["area_code"].to_list()))
    def test_rows_keep_their_order(self, codes: list[str]):
        assert resolve(pl.DataFrame({"code": codes}), code="code")["area_code"].to_list() == codes

    @given(
        st.sampled_from(OFFICIAL.rows(named=True)), st.sampled_from(["{}", "  {} "]), st.sampled_from([str, str.upper])
    )
    def test_an_official_name_leads_to_an_area_of_that_name(self, area, padding, cased):
        printed = padding.format(cased(area["area_name"]))
        found = OFFICIAL.filter(area_code=code_of(name=printed))["area_name"]
        assert_same_name(found.item(), area["area_name"])


def assert_same_name(one: str, other: str) -> None:
    names = pl.DataFrame({"name": [one, other]}).select(squeezed(pl.col("name")))["name"]
    assert names[0] == names[1]


class TestPublishedFiles:
    """Every area that any published file names for England is known; what is not is listed here, with why."""

    # One string per reason: not areas, or geographies that were abolished and that no indicator uses.
    NOT_AREAS = r"^ALL$|^9300000XX$|^E45"

    def test_every_row_of_dfes_layout_resolves_at_its_level(self, shared_data: Path):
        files = [path for path in sorted(shared_data.glob("*/*.csv")) if "geographic_level" in header(path)]
        assert len(files) >= 10
        for path in files:
            rows = read(path)
            columns = {"region_code", "new_la_code", "old_la_code", "la_name", "lad_code"} - set(rows.columns)
            rows = rows.with_columns(pl.lit(None, dtype=pl.String).alias(column) for column in columns).with_columns(
                code=pl.coalesce("lad_code", "new_la_code", "region_code", "country_code")
            )
            answers = resolve(
                rows, code="code", dfe_number="old_la_code", name="la_name", level="geographic_level"
            ).with_columns(rows["code"])
            assert answers.filter(pl.col("area_problem").is_not_null()).is_empty(), path.name
            assert answers.filter(pl.col("area_code") != pl.col("code")).is_empty(), path.name

    @pytest.mark.parametrize(
        ("file", "columns"),
        [
            ("dfe/lait-post16-send-la-timeseries.csv", {"dfe_number": "LA Number", "name": "LA and Regions"}),
            (
                "dhsc/ascof-1e-1f-1g-1h-2014-15-to-2018-19.csv",
                {
                    "code": "ONS.Area.Code",
                    "cassr_code": "Geographical.Code",
                    "name": "Geographical.Description",
                    "level": "Geographical.Level",
                },
            ),
            ("dwp/employment-rate-inactivity-la-aps-ons-els.csv", {"code": "areacd", "level": "geography"}),
            ("dfe/fe-skills-participation-rate-la-ons-els.csv", {"code": "areacd", "level": "geography"}),
            ("dfe/apprenticeship-starts-achievements-rate-la-ons-els.csv", {"code": "areacd", "level": "geography"}),
            ("mhclg/indices-of-deprivation-2025-lad.csv", {"code": "area_code", "level": "area_type"}),
            ("mhclg/core-local-authorities-initial.csv", {"code": "code", "name": "name"}),
            ("mhclg/core-local-authorities-2025.csv", {"code": "code", "name": "name"}),
            ("dfe/level2-3-attainment-by-19-la-sen-sex.csv", {"code": "la_code_9", "dfe_number": "la_code_3"}),
            ("dhsc/fingertips-1-18i-social-contact-data.csv", {"code": "Area Code", "level": "Area Type"}),
            ("dhsc/fingertips-indicators-CountyUA-format-sample.csv", {"code": "Area Code", "level": "Area Type"}),
            ("reference/population-single-year-of-age-lad.csv", {"code": "code", "name": "name"}),
        ],
    )
    def test_every_area_resolves(self, shared_data: Path, file: str, columns: dict[str, str]):
        rows = read(shared_data / file)
        if "code" in columns:
            rows = rows.filter(~pl.col(columns["code"]).fill_null("").str.contains(self.NOT_AREAS))
        problems = resolve(rows, **columns)["area_problem"].drop_nulls().unique().to_list()
        assert problems == []

    def test_names_alone_lead_to_the_same_area_or_its_successor(self, shared_data: Path):
        rows = read(shared_data / "dwp/employment-rate-inactivity-la-aps-ons-els.csv").select(
            "areacd", "areanm", "geography"
        )
        found = resolve(rows, name="areanm", level="geography").with_columns(rows["areacd"])
        ended = OFFICIAL.filter(pl.col("valid_to").is_not_null())["area_code"].to_list()
        differing = found.filter(pl.col("area_code").is_null() | (pl.col("area_code") != pl.col("areacd")))
        assert set(differing["areacd"]) <= set(ended)

    def test_every_name_in_the_stat_xplore_workbook_is_known_but_its_two_rows_without_an_area(self, shared_data: Path):
        sheet = pl.read_excel(shared_data / "dwp/statxplore-uc-households-by-la-202505.xlsx", has_header=False)
        rows = sheet.filter(pl.col("column_3").is_not_null() & pl.col("column_2").is_not_null())
        answers = rows.with_columns(resolve(rows, name="column_2"))
        unknown = answers.filter(pl.col("area_code").is_null())["column_2"].to_list()
        assert unknown == ["Unknown", "Total"]
        codes = answers["area_code"].drop_nulls()
        assert codes.n_unique() == codes.len() == 350

    def test_boundaries_and_list_name_the_same_local_authorities(self, shared_data: Path):
        shapes = pl.read_json(shared_data / "reference/england-utla-2025-bsc.geojson")["features"].explode()
        drawn = shapes.struct.field("properties").struct.field("areacd").sort()
        today = OFFICIAL.filter(pl.col("valid_to").is_null(), pl.col("area_type") == "local_authority")["area_code"]
        assert drawn.to_list() == today.sort().to_list()
        assert len(drawn) == 153

    def test_every_local_authority_and_district_lies_where_the_look_up_of_2023_says(self, shared_data: Path):
        lookup = read(shared_data / "reference/ltla-utla-lookup-apr23.csv").filter(
            pl.col("LTLA23CD") != pl.col("UTLA23CD")
        )
        found = lookup.join(OFFICIAL, left_on="LTLA23CD", right_on="area_code", how="left")
        assert found.filter(pl.col("parent_area_code").ne_missing(pl.col("UTLA23CD"))).is_empty()

    @pytest.mark.slow
    def test_the_seeds_are_what_the_scripts_make_of_the_published_files(self, shared_data: Path, tmp_path: Path):
        for script in ("build-area-seeds", "build-area-boundaries"):
            subprocess.run(
                [sys.executable, seeds_folder().parents[1] / "scripts" / script, tmp_path],
                env={**os.environ, "EXTRACTS": str(shared_data)},
                check=True,
            )
        for made in sorted(tmp_path.iterdir()):
            assert made.read_bytes() == (seeds_folder() / made.name).read_bytes(), made.name


def header(path: Path) -> str:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return file.readline()


def read(path: Path) -> pl.DataFrame:
    # some of CORE's rows end in a comma too many
    return pl.read_csv(path, infer_schema=False, truncate_ragged_lines=True)

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from pathways.errors import ReleaseError
from publish import release
from publish.explain import explain
from publish.words import ABSENT, in_sentences, in_words


@pytest.fixture(scope="module")
def releases(module_home: Path, made_up: ModuleType) -> list[str]:
    return [made_up.publish_tables(made_up.tables_of(extra)).release_id for extra in (0, 5)]


@pytest.fixture
def home_of_two_topics(releases, made_up: ModuleType) -> Iterator[None]:
    """A later release with a figure for which sex is not known and one for which ethnicity is not."""
    tables = made_up.tables_of()
    hartlepool = tables["official_statistic"].filter(area_code="E06000001")
    topics = ("sex", "ethnicity_minor")
    for name, rows in (("official_statistic", hartlepool), ("breakdown", tables["breakdown"])):
        added = [rows.with_columns(breakdown_topic=pl.lit(topic), breakdown=pl.lit("unknown")) for topic in topics]
        tables[name] = pl.concat([tables[name], *added])
    tables["official_statistic"] = tables["official_statistic"].with_columns(
        statistic_id=pl.concat_str(
            "indicator_id", "area_code", "period_id", "breakdown_topic", "breakdown", separator="|"
        )
    )
    traced = pl.col("statistic_id").str.replace(r"total\|total$", "sex|unknown")
    hartlepools = tables["statistic_source"].filter(pl.col("statistic_id").str.contains("E06000001"))
    tables["statistic_source"] = pl.concat(
        [
            tables["statistic_source"],
            hartlepools.with_columns(traced),
            hartlepools.with_columns(traced.str.replace("sex", "ethnicity_minor")),
        ]
    )
    made = made_up.publish_tables(tables)
    assert made.state == "released", made.reasons
    yield
    release.withdraw(made.release_id)


def refused(*asked: str, **more: str) -> ReleaseError:
    with pytest.raises(ReleaseError) as error:
        explain(*asked, **more)
    return error.value


def test_a_figure_leads_to_the_row_of_the_file_it_rests_on(releases, made_up: ModuleType):
    figure = explain("supported_internships", "E06000001", "2024/25")
    assert (figure.value, figure.status, figure.unit, figure.owner) == (50, "published", "people", "DfE")
    assert figure.definition_version == "1"
    assert figure.release == releases[-1]
    (cell,) = figure.lineage
    assert (cell.role, cell.row, cell.column) == ("value", 5, "open_supp_intern")
    assert cell.file == "work_based_placements.csv"
    assert cell.extract_id == made_up.EXTRACT
    assert cell.received_at == "2026-01-05T09:30:00+00:00"


def test_the_machine_readable_form_has_the_keys_that_were_promised(releases):
    figure = explain("supported_internships", "E06000001", "2024/25").as_dict()
    promised = "indicator area period breakdown value status unit definition definition_version owner release lineage"
    assert set(promised.split()) <= set(figure)
    cell = {"role", "dataset", "extract_id", "file", "sha256", "row", "column", "received_at"}
    assert set(figure["lineage"][0]) == cell


@pytest.mark.parametrize("indicator", ["6", "supported_internships", "Supported_Internships"])
@pytest.mark.parametrize("area", ["E06000001", "e06000001", "Hartlepool", "hartlepool "])
@pytest.mark.parametrize("breakdown", [None, "total", "total/total"])
def test_indicator_area_and_breakdown_have_more_than_one_name(releases, indicator, area, breakdown):
    assert explain(indicator, area, "2024/25", breakdown).value == 50


def test_an_earlier_release_is_explained_as_it_was(releases):
    assert explain("6", "Hartlepool", "2024/25", release_id=releases[0]).value == 45


def test_a_suppressed_figure_is_said_to_be_and_is_no_number(releases):
    figure = explain("6", "England", "2023/24")
    assert figure.value is None
    assert figure.status == "confidential"
    assert figure.says == ABSENT["confidential"]
    assert "0" not in figure.says


def test_what_a_file_does_not_say_is_not_put_in_its_publisher_s_mouth(releases):
    figure = explain("6", "Hartlepool", "2024/25")
    said = in_sentences(replace(figure, revision="not marked"))
    assert "It is not marked as provisional or revised." in said
    assert "publisher calls" not in said
    assert "The publisher calls it revised." in in_sentences(replace(figure, revision="revised"))


def test_in_sentences_a_made_up_figure_says_so(releases):
    said = in_sentences(explain("6", "Hartlepool", "2024/25"))
    assert "Hartlepool, 2024/25 (Total: Total): 50 people" in said
    assert "made up" in said
    assert "  value: column open_supp_intern, row 5" in said


def test_an_unknown_indicator_is_answered_with_those_there_are(releases):
    assert "6 supported_internships" in refused("13", "England", "2024/25").fix
    assert "supported_internships" in refused("supported_internship", "England", "2024/25").fix


def test_an_unknown_area_is_answered_with_the_nearest_names(releases):
    assert "Middlesbrough" in refused("6", "Midlesborough", "2024/25").fix


def test_an_unknown_period_is_answered_with_those_there_are(releases):
    assert "2024/25, 2023/24" in refused("6", "England", "2019/20").fix


def test_an_unknown_breakdown_is_answered_with_those_there_are(releases):
    assert "total/total" in refused("6", "England", "2024/25", "sex/female").fix


def test_a_breakdown_that_two_topics_share_is_not_guessed(home_of_two_topics):
    error = refused("6", "Hartlepool", "2024/25", "unknown")
    assert error.what.startswith("There is no one released figure")
    assert "ethnicity_minor/unknown, sex/unknown" in error.fix


def test_an_unknown_release_is_answered_with_those_there_are(releases):
    assert releases[1] in refused("6", "England", "2024/25", release_id="2019-10-23.1").fix


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "says"),
    [
        (2673.0, "people", 0, "2,673 people"),
        (13.84847, "percent", 1, "13.8%"),
        (16.2, "per_1000", 1, "16.2 per 1,000"),
        (0.0, "people", 0, "0 people"),
        (27.5, "score", None, "28"),
    ],
)
def test_a_figure_in_words_is_rounded_and_has_its_unit(value, unit, decimals, says):
    assert in_words(value, "published", unit, decimals) == says


@pytest.mark.parametrize("status", list(ABSENT))
def test_no_absent_figure_reads_like_a_number(status):
    assert not any(character.isdigit() for character in in_words(None, status, "people", 0))

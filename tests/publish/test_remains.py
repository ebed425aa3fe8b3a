"""Figures that the page shows do not go in silence: a file cut short is held back until somebody says why it may."""

import json
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest
from typer.testing import CliRunner

from pathways.cli import app
from pathways.errors import ReleaseError
from pathways.published import PUBLISHED
from pathways.published.table import Tables
from publish import files, release
from publish.release import Published
from publish.shape import shaped

PARTS = 40
CUT_SHORT = "dfe__work_based_placements-ffffffffffff"
Rows = list[dict[str, object]]


def tables_with(made_up: ModuleType, parts: int, *, synthetic: bool = False, extract: str | None = None) -> Tables:
    """The made-up tables with so many figures more for England, published and in truth, from one extract."""
    tables = made_up.tables_of()
    (england,) = tables["official_statistic"].filter(period_id="2023/24").to_dicts()
    (extract_row,) = tables["extract"].to_dicts()
    used = extract or made_up.EXTRACT
    figures = [
        england
        | {"statistic_id": f"part {part}", "breakdown": f"part_{part}", "value": 1.0, "value_status": "published"}
        | {"is_synthetic": synthetic, "extract_id": used, "numerator": 1.0}
        for part in range(parts)
    ]
    added: dict[str, Rows] = {
        "official_statistic": figures,
        "breakdown": [
            {"breakdown_topic": "total", "breakdown": f"part_{part}", "topic_label": "T", "label": "L", "sort_key": 2}
            for part in range(parts)
        ],
        "statistic_source": [
            {"statistic_id": each["statistic_id"], "role": "value", "dataset": england["dataset"], "extract_id": used}
            | {"source_row": 2, "source_column": "open_supp_intern"}
            for each in figures
        ],
        "extract": [extract_row | {"extract_id": extract, "file_name": "cut-short.csv"}] if extract else [],
    }
    return {
        table.name: shaped(
            table,
            pl.concat([tables[table.name], pl.DataFrame(added.get(table.name, []), schema=tables[table.name].schema)]),
        )
        for table in PUBLISHED
    }


@pytest.fixture
def cut_short(home: Path, made_up: ModuleType) -> tuple[Published, Published]:
    """A release, and the candidate of a file that was cut short."""
    whole = made_up.publish_tables(tables_with(made_up, PARTS))
    return whole, made_up.publish_tables(tables_with(made_up, 10, extract=CUT_SHORT))


def test_a_file_cut_short_takes_no_figures_off_the_page_and_is_named(cut_short: tuple[Published, Published]):
    whole, candidate = cut_short
    assert whole.state == "released"
    assert candidate.state == "candidate"
    (reason,) = candidate.reasons
    assert reason.startswith("dfe__work_based_placements, 2023/24: 30 of the 40 figures by country")
    assert f"that release {whole.release_id} shows are gone" in reason
    assert reason.endswith(f"since the extract {CUT_SHORT} (cut-short.csv) came.")


def test_figures_that_were_taken_back_go_when_somebody_says_why(cut_short: tuple[Published, Published], home: Path):
    _, candidate = cut_short
    with pytest.raises(ReleaseError, match="30 of the 40 figures") as refused:
        release.approve(candidate.release_id)
    assert f"pathways release approve {candidate.release_id} --anyway REASON" in refused.value.fix
    with pytest.raises(ReleaseError):
        release.approve(candidate.release_id, anyway="  ")
    why = "DfE took the parts back on 3 June"
    told = CliRunner().invoke(app, ["release", "approve", candidate.release_id, "--anyway", why])
    assert told.exit_code == 0, told.output
    kept = release.find(release.list_releases(), candidate.release_id)
    assert (kept.state, kept.reasons) == ("released", [])
    assert kept.manifest["approved_anyway"]["reason"] == why
    folder = home / "releases" / candidate.release_id
    assert json.loads((folder / "manifest.json").read_text()) == kept.manifest
    assert all(check.is_same for check in files.verify(folder))
    explained = json.loads(CliRunner().invoke(app, ["release", "explain", kept.release_id, "--json"]).stdout)
    assert explained["let_out_because"][0] == why
    assert "30 of the 40" in explained["let_out_because"][1]


def test_a_correction_that_brings_them_back_is_released(cut_short: tuple[Published, Published], made_up: ModuleType):
    assert made_up.publish_tables(tables_with(made_up, PARTS - 1, extract="dfe__again-0")).state == "released"


def test_no_reason_lets_a_candidate_past_another_gate(home: Path, made_up: ModuleType):
    made_up.publish_tables(tables_with(made_up, PARTS))
    few = tables_with(made_up, 0)
    wrong = few["official_statistic"].with_columns(value_status=pl.lit("published"))
    candidate = made_up.publish_tables({**few, "official_statistic": wrong})
    assert len(candidate.reasons) == 2
    with pytest.raises(ReleaseError, match="did not pass") as refused:
        release.approve(candidate.release_id, anyway="it is fine")
    assert "--anyway" not in refused.value.fix


@pytest.mark.parametrize(("before", "after"), [(PARTS, 33), (20, 0)])
def test_a_few_figures_may_go_as_they_do_with_every_correction(home, made_up: ModuleType, before: int, after: int):
    made_up.publish_tables(tables_with(made_up, before))
    assert made_up.publish_tables(tables_with(made_up, after)).state == "released"


def test_made_up_figures_give_way_to_real_ones(home: Path, made_up: ModuleType):
    made_up.publish_tables(tables_with(made_up, PARTS, synthetic=True))
    assert made_up.publish_tables(tables_with(made_up, 0)).state == "released"

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pytest

from ingest.inbox import Manifest, is_arrival_name
from ingest.synthetic import population, run
from ingest.synthetic.plan import Plan, SynthesisError, read_years

FORMATS = Path(__file__).parents[3] / "docs" / "record-formats.md"


def digests(folder):
    return {
        f.relative_to(folder).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest()
        for f in sorted(folder.rglob("*"))
        if f.is_file() and "truth" not in f.parts
    }


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(tmp_path):
    made = [
        run.synthesise(Plan(1_500, seed, 2020, 2025), tmp_path / name) for name, seed in (("a", 1), ("b", 1), ("c", 2))
    ]
    assert len(made[0].files) > 100
    assert digests(tmp_path / "a") == digests(tmp_path / "b")
    assert digests(tmp_path / "a") != digests(tmp_path / "c")


def test_people_of_a_block_are_the_same_however_many_blocks_follow():
    alone, among_others = (population.draw(Plan(n, 5, 2013, 2025), 0) for n in (50_000, 170_000))
    assert (alone.birth == among_others.birth).all()
    assert (alone.group == among_others.group).all()


def test_every_file_says_that_it_is_synthetic_and_has_the_bytes_it_says(extracts):
    for file in extracts.made.files:
        assert is_arrival_name(file.name)
        text = (file.parent / f"{file.name}.manifest.json").read_text()
        manifest, content = Manifest.model_validate_json(text), file.read_bytes()
        assert manifest.synthetic
        assert manifest.published_on is not None
        assert manifest.unlike(len(content), hashlib.sha256(content).hexdigest()) is None
        marked = b"SYN" if file.suffix != ".xml" else b"SYNTHETIC DATA: no row describes a real person"
        if file.suffix != ".ods":
            assert marked in content[:5_000]


def test_the_answer_sheet_is_no_arrival(extracts):
    answers = extracts.folder / "truth"
    assert (answers / ".not-an-arrival").exists()
    assert not list(answers.rglob("*.manifest.json"))
    assert not [f for f in extracts.made.files if answers in f.parents]


def test_every_column_of_every_csv_is_described_and_every_described_folder_is_filled(extracts):
    described = set(re.findall(r"`([A-Za-z0-9_]+)`", FORMATS.read_text()))
    described |= {f"illness_type_{n}" for n in range(1, 11)}
    relabelled = {"KS4_EngMaths_94"}
    for file in extracts.made.files:
        if file.suffix == ".csv":
            lines = file.read_text(encoding="utf-8-sig", errors="replace").splitlines()
            header = lines[1 if "core" in file.parts else 0].split(",")
            assert set(header) - described <= relabelled, file
    feeds = {"/".join(f.relative_to(extracts.folder).parts[:2]) for f in extracts.made.files}
    assert feeds == {
        *(f"dfe/{d}" for d in ("sen2", "ilr", "nccis", "census", "ks4")),
        *(f"dwp/{d}" for d in ("leo", "uc", "pip", "atw")),
        "dhsc/cld",
        "mhclg/core",
        "mhclg/hclic",
    }


def test_extracts_are_never_written_beside_other_files(tmp_path):
    (tmp_path / "real.csv").write_text("x")
    with pytest.raises(SynthesisError) as refused:
        run.synthesise(Plan(10, 1, 2020, 2025), tmp_path)
    assert "not empty" in refused.value.what
    assert [f.name for f in tmp_path.iterdir()] == ["real.csv"]


def test_a_run_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    def fail(_block):
        raise RuntimeError

    monkeypatch.setattr(run, "WRITERS", (*run.WRITERS[:2], fail))
    with pytest.raises(RuntimeError):
        run.synthesise(Plan(500, 1, 2020, 2025), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("people", "first", "last"), [(1, 2013, 2025), (3, 2024, 2025), (40, 2009, 2011), (300, 2018, 2024)]
)
def test_a_handful_of_people_and_any_years_will_do(tmp_path, people, first, last):
    made = run.synthesise(Plan(people, 9, first, last), tmp_path / "out")
    assert made.files


@pytest.mark.parametrize("text", ["2025", "2025-2013", "1990-2025", "abc-def", ""])
def test_years_that_are_not_two_years_in_order_are_refused(text):
    with pytest.raises(SynthesisError):
        read_years(text)


def test_every_person_is_on_the_answer_sheet_once(extracts):
    people = extracts.answers("people")
    assert people["person_id"].to_list() == list(range(extracts.plan.people))
    for number in ("upn", "uln", "nino"):
        assert people[number].n_unique() == len(people)
    held = people["nhs_number"].drop_nulls()
    assert held.n_unique() == len(held) > 0


def test_spells_follow_each_other_and_never_begin_after_the_records_end(extracts):
    spells = extracts.answers("spells")
    assert spells["start"].max() <= extracts.plan.cut
    ended = spells.drop_nulls("end")
    assert (ended["start"] <= ended["end"]).all()
    assert set(spells["kind"]) >= {"education", "apprenticeship", "supported_internship", "work", "benefit", "none"}


def test_manifests_can_be_read_by_machines(extracts):
    manifest = json.loads((extracts.folder / "dwp/leo/identity.csv.manifest.json").read_text())
    assert manifest["synthetic"] is True


def test_year_groups_and_birthdays_agree(extracts):
    people = extracts.answers("people")
    born = people["birth_date"].to_numpy().astype("datetime64[M]").astype(np.int64)
    turned_16_in = (born + 16 * 12 + 4) // 12 + 1970  # the school year from September counts as the next calendar year
    assert (turned_16_in == people["ks4_year"].to_numpy()).all()

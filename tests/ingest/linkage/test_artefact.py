"""The model is a kept thing: the same when read again, and refused when changed."""

from __future__ import annotations

import json

import polars as pl
import pytest

from ingest.linkage.artefact import Model, load
from pathways.errors import LinkageError


def test_a_model_read_again_is_the_same(model, tmp_path):
    place = model.save(tmp_path)
    again = load(place)
    assert place.name == model.version == again.version
    assert again.settings == model.settings
    assert again.calibration == model.calibration


def test_saving_twice_changes_nothing(model, tmp_path):
    before = (model.save(tmp_path) / "model.json").stat().st_mtime_ns
    assert (model.save(tmp_path) / "model.json").stat().st_mtime_ns == before


def test_a_changed_model_is_refused(model, tmp_path):
    place = model.save(tmp_path)
    kept = json.loads((place / "model.json").read_text())
    kept["calibration"]["nameless_threshold"] = 0.5
    (place / "model.json").write_text(json.dumps(kept))
    with pytest.raises(LinkageError, match="has been changed"):
        load(place)


def test_a_model_that_is_not_there_is_named(tmp_path):
    with pytest.raises(LinkageError, match="0123456789ab"):
        load(tmp_path / "0123456789ab")


def test_other_frequencies_are_another_version(model):
    fewer = {name: table.head(-1) for name, table in model.frequencies.items()}
    assert Model(model.settings, fewer, model.calibration).version != model.version


def test_the_model_holds_no_identifier_and_no_birth(model):
    assert set(model.frequencies) == {"forename", "surname"}
    assert all(table.schema.len() == 2 and table[name].dtype == pl.String for name, table in model.frequencies.items())


def test_every_grade_has_a_chance_above_nought(model):
    for comparison in model.settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                assert 0 < level["m_probability"] < 1
                assert 0 < level["u_probability"] < 1

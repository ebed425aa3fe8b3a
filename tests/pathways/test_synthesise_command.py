from __future__ import annotations

import json

from typer.testing import CliRunner

from pathways.cli import app


def test_the_command_writes_extracts_and_says_what_they_are(tmp_path):
    out = tmp_path / "made-up"
    result = CliRunner().invoke(
        app, ["synthesise", "--people", "800", "--years", "2021-2025", "--out", str(out), "--json"]
    )
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert said["files"] > 50
    assert {"target", "wanted", "achieved", "status"} <= set(said["targets"][0])
    assert "made-up people" in result.stderr
    assert (out / "truth" / "people.parquet").exists()

"""The manifest of a release: enough to prove its files, to say what they rest on, and to make them again."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import polars as pl

from pathways.disclosure_secrets import rotations
from pathways.published.table import Tables
from publish.candidate import Candidate
from publish.code_version import code_version
from publish.files import INSTANT_FORMAT, ReleaseFile, content_hash

MANIFEST_VERSION = 1


def manifest_of(release_id: str, candidate: Candidate, files: list[ReleaseFile]) -> dict[str, Any]:
    """The manifest as JSON values, in the order in which a person would ask."""
    used = candidate.tables["extract"].filter(pl.col("is_used"))
    return {
        "manifest_version": MANIFEST_VERSION,
        "release_id": release_id,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "as_known_on": candidate.build.as_known_on.astimezone(UTC).isoformat(),
        "is_synthetic": bool(used["is_synthetic"].any()),
        "content_sha256": content_hash(files),
        "files": [asdict(file) for file in files],
        "extracts": used.select(
            "extract_id",
            "dataset",
            "file_name",
            "sha256",
            pl.col("received_at").dt.strftime(INSTANT_FORMAT),
            "is_synthetic",
        ).to_dicts(),
        "definitions": _definitions(candidate.tables),
        "disclosure": dict(candidate.protection.secrets) or None,
        "secrets_rotated": [{name: told[name] for name in ("rotated_at", "because")} for told in rotations()],
        "gates": [gate.as_dict() for gate in candidate.gates],
        "build": {
            "engine": candidate.build.engine,
            "engine_version": candidate.build.engine_version,
            "dbt_version": candidate.build.dbt_version,
            "tests_passed": candidate.build.tests_passed,
        },
        "code": code_version(),
    }


def stopping_reasons(manifest: dict[str, Any]) -> list[str]:
    """Why the gates, as the manifest recorded them, stop the release; a gate that it was let past no longer does."""
    let_past = manifest.get("approved_anyway", {}).get("gate")
    stopping = (gate["gate"] for gate in manifest["gates"] if gate["stops"] and gate["gate"] != let_past)
    return [reason for gate in stopping for reason in reasons_of(manifest, gate)]


def reasons_of(manifest: dict[str, Any], gate: str) -> list[str]:
    """What one gate found."""
    return [reason for each in manifest["gates"] if each["gate"] == gate for reason in each["reasons"]]


def _definitions(tables: Tables) -> dict[str, str]:
    """The version of each indicator's definition."""
    return dict(tables["indicator"].select("indicator_id", "definition_version").iter_rows())

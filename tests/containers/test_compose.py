"""docker-compose.yml and the Dockerfile: well formed, and careful with users, secrets and networks."""

from __future__ import annotations

import json
import re
import stat
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml

REPOSITORY = Path(__file__).parents[2]
SERVERS = {
    "postgres",
    "airflow-api-server",
    "airflow-scheduler",
    "airflow-triggerer",
    "airflow-dag-processor",
    "dashboard",
}
ONCE = {"prepare", "airflow-tables"}


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def services(compose: dict) -> dict[str, dict]:
    return compose["services"]


def secrets_of(service: dict) -> set[str]:
    return {each if isinstance(each, str) else each["source"] for each in service.get("secrets", [])}


def test_the_file_keeps_the_compose_specification(compose):
    schema = json.loads((Path(__file__).parent / "compose_spec.json").read_text(encoding="utf-8"))
    jsonschema.validate(compose, schema)


def test_every_part_of_the_tracker_is_a_service(services):
    assert set(services) == SERVERS | ONCE


def test_every_image_is_pinned_to_a_version(services):
    for service in services.values():
        assert re.fullmatch(r"[\w./-]+:\d+\.\d+[\w.-]*", service["image"]), service["image"]
    bases = re.findall(r"^FROM (\S+)", (REPOSITORY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(bases) == {"python:3.11-slim-bookworm"}


def test_every_server_has_a_health_check_and_starts_again(services):
    for name in SERVERS:
        assert services[name]["healthcheck"]["test"], name
        assert services[name]["restart"] == "unless-stopped", name


def test_nothing_starts_before_the_database_is_prepared(services):
    assert services["prepare"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in SERVERS - {"postgres"}:
        assert {each["condition"] for each in services[name]["depends_on"].values()} == {
            "service_completed_successfully"
        }, name


def test_no_service_runs_as_root_or_can_gain_rights_or_write_its_image(services):
    assert re.search(r"^USER [1-9]\d*$", (REPOSITORY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert services["postgres"]["user"] == "postgres"
    for name, service in services.items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["read_only"] is True, name
        assert not {"privileged", "cap_add", "network_mode", "pid", "devices"} & set(service), name


def test_only_loopback_is_published_and_the_database_is_reached_from_inside_alone(compose, services):
    for service in services.values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    assert {name for name, service in services.items() if service.get("ports")} == {"dashboard", "airflow-api-server"}
    assert compose["networks"]["inside"] == {"internal": True}
    assert services["postgres"]["networks"] == ["inside"]


def test_every_secret_comes_from_a_file_and_without_one_nothing_starts(compose, services):
    folder = {re.match(r"\$\{PATHWAYS_SECRETS(:\?[^}]+)?\}/", each["file"]) for each in compose["secrets"].values()}
    assert None not in folder
    assert any(":?" in found[0] for found in folder)
    for service in services.values():
        for name, value in (service.get("environment") or {}).items():
            is_secret = re.search("PASSWORD|SECRET|KEY|TOKEN|URL", name) and not name.endswith(("_FILE", "AIRFLOW_URL"))
            assert not is_secret, name
            assert not re.search(r"://[^/]*:[^/]*@", str(value)), name


def test_each_service_holds_only_its_own_login(services):
    own = {name: secrets_of(service) for name, service in services.items()}
    assert own["dashboard"] == {"dashboard_database_url"}
    assert own["airflow-api-server"] == own["airflow-dag-processor"] == {"pathways_airflow_database_url"}
    assert own["airflow-scheduler"] == own["airflow-triggerer"]
    assert own["airflow-scheduler"] == {"pathways_airflow_database_url", "pathways_database_url"}
    assert {name for name, secrets in own.items() if "administrator_url" in secrets} == {"prepare"}


def test_a_release_waits_for_sign_off_unless_told_otherwise(services):
    for name in SERVERS - {"postgres"}:
        assert services[name]["environment"]["PATHWAYS_RELEASE"] == "${PATHWAYS_RELEASE:-approve}"


def test_the_image_names_no_host_to_install_from():
    text = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    assert "://" not in text
    assert text.count("--require-hashes") == 2


def test_the_secrets_are_random_and_kept_in_a_folder_of_their_owner(tmp_path):
    made = []
    for name in ("first", "second"):
        subprocess.run([REPOSITORY / "scripts" / "make-secrets", tmp_path / name], check=True, capture_output=True)
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o700
        made.append({path.name: path.read_text(encoding="utf-8") for path in (tmp_path / name).iterdir()})
    assert set(made[0]) == {
        "postgres_password",
        "administrator_url",
        "pathways_database_url",
        "pathways_airflow_database_url",
        "dashboard_database_url",
    }
    assert not set(made[0].values()) & set(made[1].values())
    again = subprocess.run(
        [REPOSITORY / "scripts" / "make-secrets", tmp_path / "first"], check=False, capture_output=True
    )
    assert again.returncode == 1, "secrets that are in use are never replaced"

"""A lake of published and of made-up record-level extracts, and a small cluster of Spark on this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest import pipeline
from ingest.linkage import runs
from ingest.synthetic.plan import Plan
from ingest.synthetic.run import synthesise
from pathways.settings import settings
from warehouse.build import Built, build

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def on_duckdb(module_home: Path) -> Built:
    """Everything received and linked, and built on DuckDB: what Spark's marts are compared with."""
    extracts = Path(os.environ.get("EXTRACTS") or REPOSITORY.parent / "shared" / "data").resolve()
    if not extracts.is_dir():  # a skipped comparison would look like one that held
        pytest.fail(f"needs the published extracts: {extracts} is absent; set EXTRACTS to the folder that holds them")
    synthesise(Plan(people=3_000, seed=11, first=2023, last=2025, defects=True), module_home / "made-up")
    made_up = [file for name in ("dfe", "dwp", "dhsc", "mhclg") for file in (module_home / "made-up" / name).rglob("*")]
    published = [file for name in ("dfe", "dwp", "dhsc", "mhclg") for file in (extracts / name).glob("*.csv")]
    outcomes = pipeline.receive(sorted(published) + sorted(file for file in made_up if file.is_file()))
    assert sum(outcome.status == "accepted" for outcome in outcomes) > 30
    assert runs.link_known() is not None
    return build("duckdb")


@dataclass(frozen=True)
class Cluster:
    """A master and two workers, each a process of its own that listens on this machine alone."""

    master: str
    workers: tuple[subprocess.Popen[bytes], subprocess.Popen[bytes]]
    folders: tuple[Path, Path]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster of this test's own."""
    with running_cluster(tmp_path) as running:
        yield running


@contextmanager
def running_cluster(folder: Path) -> Iterator[Cluster]:
    """Two workers of one core and a gibibyte each, ready for work; they are stopped in the end."""
    (spark_home,) = settings().spark_environment.glob("lib/python3*/site-packages/pyspark")
    port = _free_port()
    master = f"spark://127.0.0.1:{port}"
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "JAVA_HOME") if name in os.environ},
        "SPARK_HOME": str(spark_home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
    }
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [spark_home / "bin" / "spark-class", *arguments], env=environment, stdout=log, stderr=log
            )
        started.append(process)
        return process

    def worker(name: str) -> subprocess.Popen[bytes]:
        resources = ("--cores", "1", "--memory", "1g", "--host", "127.0.0.1", "--webui-port", "0")
        work = ("--work-dir", str(folder / name))
        return start(name, "org.apache.spark.deploy.worker.Worker", *resources, *work, master)

    try:
        address = ("--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
        start("master", "org.apache.spark.deploy.master.Master", *address)
        workers = worker("one"), worker("other")
        _wait_for(folder / "one.log", folder / "other.log", saying="Successfully registered with master")
        yield Cluster(master, workers, (folder / "one", folder / "other"))
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(timeout=60)


@pytest.fixture
def on_cluster(cluster: Cluster) -> Iterator[None]:
    """Spark's master is the cluster's, and not threads of one process."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PATHWAYS_SPARK_MASTER", cluster.master)
        settings.cache_clear()
        yield
    settings.cache_clear()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _wait_for(*logs: Path, saying: str) -> None:
    for _ in range(600):
        if all(saying in log.read_text() for log in logs):
            return
        time.sleep(0.2)
    pytest.fail("\n".join(f"{log.name} never said “{saying}”: {log.read_text()[-1000:]}" for log in logs))

"""Spark: external tables over the lake's own files, and marts that are folders of Parquet.

Spark lives in a Python environment of its own (`make spark`), so whatever needs it runs there as a process:
`spark_job.py`. Reading a mart needs Arrow alone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.csv
import pyarrow.dataset
import pyarrow.parquet as pq

from pathways.errors import BuildError
from pathways.settings import settings
from warehouse.person_keys import PERSON_KEY
from warehouse.register import Registered, keys_of_persons, read_known
from warehouse.sources import ARROW_TYPES, SEEDS, raw_tables, seed_types

if TYPE_CHECKING:
    from warehouse.project import Part

_JOB = Path(__file__).with_name("spark_job.py")
_TYPES = {"text": "string", "double precision": "double", "timestamp with time zone": "timestamp"}
_LOG = """\
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %p %c{1}: %m%n
"""


def register(as_known_on: datetime) -> Registered:
    """Lay out the folders that tables of schemas `raw` and `seeds` are over; `spark_job.py` declares the tables.

    A folder of a raw table holds links to the lake's files: Spark takes one folder for a table. Columns that a file
    lacks are null to it, and a folder without a file is an empty table. Seeds are Parquet too, since dbt-spark would
    put their text into its SQL unescaped.

    Raises:
        BuildError: an accepted extract is not in the lake, or Spark's environment is absent.
    """
    _python()
    known = read_known(as_known_on)
    tables: list[dict[str, object]] = []

    def folder_of(schema: str, name: str, columns: Mapping[str, str]) -> Path:
        folder = settings().spark / schema / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        types = {column: _TYPES.get(data_type, data_type) for column, data_type in columns.items()}
        tables.append({"schema": schema, "name": name, "columns": types, "folder": str(folder)})
        return folder

    keys = keys_of_persons(known.files)
    for name, rows in (known.ledger | {PERSON_KEY: keys.rows}).items():
        pq.write_table(rows, folder_of("raw", name, raw_tables()[name].columns) / "rows.parquet")
    for name, files in known.files.items():
        folder = folder_of("raw", name, raw_tables()[name].columns)
        for file in files:
            (folder / f"{file.parent.name}-{file.name}").symlink_to(file)
    for name, columns in seed_types().items():
        pq.write_table(_seed(name, columns), folder_of("seeds", name, columns) / "rows.parquet")
    _write_configuration()
    (settings().spark / "tables.json").write_text(json.dumps(tables), encoding="utf-8")
    return replace(known.registered, person_key=keys.person_key)


def dbt() -> list[str]:
    """The command that declares the tables and then runs dbt, in one session of Spark."""
    return [*_python(), str(_JOB), "dbt"]


def environment() -> dict[str, str]:
    """Where Spark's configuration and what is registered for it are."""
    return {
        **{name: os.environ[name] for name in ("JAVA_HOME",) if name in os.environ},
        "SPARK_CONF_DIR": str(settings().spark / "conf"),
        "PATHWAYS_SPARK": str(settings().spark),
    }


def read_mart(name: str) -> pa.Table | None:
    """One mart from its files; none where it was not built."""
    folder = _schema_folder("marts") / name
    return pq.read_table(folder, partitioning=None) if folder.is_dir() else None


def count_rows(names: list[str]) -> dict[str, int]:
    """How many rows each of these marts has."""
    return {name: pyarrow.dataset.dataset(_schema_folder("marts") / name).count_rows() for name in names}


def first_rows(query: str, rows: int) -> list[dict[str, object]]:
    """The first rows of a query."""
    found = subprocess.run(
        [*_python(), str(_JOB), "rows", str(rows)],
        input=query,
        env={**os.environ, **environment()},
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(found.stdout))


def last_built() -> dict[Part, str]:
    """What the last build here was of."""
    try:
        return dict(json.loads(_last_build().read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


def remember_built(fingerprints: Mapping[Part, str]) -> None:
    """Note what was built."""
    _last_build().write_text(json.dumps(fingerprints), encoding="utf-8")


def version() -> str:
    """The version of Spark in its environment."""
    asked = [*_python(), "-c", "import importlib.metadata; print(importlib.metadata.version('pyspark'))"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def _python() -> list[str]:
    python = settings().spark_environment / "bin" / "python"
    if not python.exists():
        raise BuildError(
            f"There is no Python environment with Spark at {settings().spark_environment}.",
            why="Spark and dbt-spark are optional and not installed beside the rest, so nothing was built.",
            fix="Run `make spark`, or name the folder in PATHWAYS_SPARK_ENVIRONMENT; or build on another engine.",
        )
    return [str(python)]


def _seed(name: str, columns: Mapping[str, str]) -> pa.Table:
    """The rows of a seed as dbt reads them on every engine: what is blank is absent."""
    return pyarrow.csv.read_csv(
        SEEDS / f"{name}.csv",
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types={column: ARROW_TYPES[data_type] for column, data_type in columns.items()},
            null_values=[""],
            true_values=["true"],
            false_values=["false"],
            strings_can_be_null=True,
        ),
    )


def _write_configuration() -> None:
    """Spark's own settings, read by whatever starts it. Bounded, and nothing listens beyond this machine."""
    home = settings().spark
    values = {
        "spark.master": settings().spark_master,
        "spark.driver.memory": "2g",
        "spark.executor.memory": "1g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.local.dir": home / "temporary",
        "spark.sql.warehouse.dir": home / "warehouse",
        "spark.hadoop.javax.jdo.option.ConnectionURL": f"jdbc:derby:;databaseName={home / 'metastore'};create=true",
        # The driver plans hundreds of statements and ends before the second compiler of Java would repay its work.
        "spark.driver.extraJavaOptions": f"-XX:TieredStopAtLevel=1 -Dderby.stream.error.file={home / 'derby.log'}",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    }
    conf = home / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    lines = _lines(f"{name} {value}" for name, value in values.items())
    (conf / "spark-defaults.conf").write_text(lines, encoding="utf-8")
    (conf / "log4j2.properties").write_text(_LOG, encoding="utf-8")


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _schema_folder(schema: str) -> Path:
    return settings().spark / "warehouse" / f"{schema}.db"


def _last_build() -> Path:
    return settings().spark / "last_build.json"

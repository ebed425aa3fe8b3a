"""What runs in Spark's own environment, by its interpreter: it knows nothing of the rest of the tracker.

spark_job.py dbt ARGUMENTS…   declares the tables that `spark.py` laid out, then runs dbt in the same session
spark_job.py rows NUMBER      writes the first rows of the query on standard input, as JSON
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path

from dbt.adapters.spark.session import Cursor
from dbt.cli.main import cli
from pyspark.sql import SparkSession

# Models, macros and contracts name types in the words that PostgreSQL and DuckDB share.
_TYPES = {"text": "string", "double precision": "double", "timestamp with time zone": "timestamp"}
_CAST = re.compile(rf"\bas\s+({'|'.join(_TYPES)})\s*\)", re.IGNORECASE)


def main() -> None:
    """Do what the command line says."""
    session = SparkSession.builder.enableHiveSupport().getOrCreate()
    if sys.argv[1] == "rows":
        rows = session.sql(sys.stdin.read()).limit(int(sys.argv[2])).collect()
        sys.stdout.write(json.dumps([row.asDict() for row in rows], default=str))
        return
    declare_tables(session, Path(os.environ["PATHWAYS_SPARK"]))
    translate_types()
    cli(sys.argv[2:], prog_name="dbt")


def translate_types() -> None:
    """Have dbt name the types of casts as Spark does; whatever dbt sends to Spark goes through this one function."""
    execute = Cursor.execute

    def execute_translated(cursor: Cursor, sql: str, *parameters: object) -> None:
        execute(cursor, _CAST.sub(lambda cast: f"as {_TYPES[cast[1].lower()]})", sql), *parameters)

    Cursor.execute = execute_translated


def declare_tables(session: SparkSession, home: Path) -> None:
    """External tables over the folders that were laid out, unless they are there; no folder of a build that died."""
    laid_out = (home / "tables.json").read_text(encoding="utf-8")
    declared = home / "declared.json"
    if not declared.exists() or declared.read_text(encoding="utf-8") != laid_out:
        for schema in ("raw", "seeds"):
            session.sql(f"drop schema if exists {schema} cascade")
            session.sql(f"create schema {schema}")
        for table in json.loads(laid_out):
            columns = ", ".join(f"`{column}` {data_type}" for column, data_type in table["columns"].items())
            name = f"{table['schema']}.{table['name']}"
            session.sql(f"create table {name} ({columns}) using parquet location '{table['folder']}'")
        declared.write_text(laid_out, encoding="utf-8")
    for folder in (home / "warehouse").glob("*.db/*"):
        if not session.catalog.tableExists(f"{folder.parent.stem}.{folder.name}"):
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()

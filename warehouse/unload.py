"""Rows out of PostgreSQL by `COPY`, as CSV that Arrow reads.

Arrow's own way from Python values (`pa.array`) imports pandas, which takes longer than the rows.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.csv
from psycopg2 import sql

if TYPE_CHECKING:
    from psycopg2.extensions import cursor

_ISO_TIME = sql.SQL("to_char({} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")


def copied_out(cursor: cursor, query: sql.Composable, schema: pa.Schema) -> pa.Table:
    """The rows of a query without parameters, whose columns have the names of a schema.

    Args:
        cursor: of PostgreSQL.
        query: with the columns of the schema, in any order.
        schema: names and types; a timestamp is in UTC.
    """
    columns = sql.SQL(", ").join(
        (_ISO_TIME if pa.types.is_timestamp(field.type) else sql.SQL("{}")).format(sql.Identifier(field.name))
        for field in schema
    )
    text = io.BytesIO()
    copy = sql.SQL("copy (select {} from ({}) as told) to stdout with (format csv)").format(columns, query)
    cursor.copy_expert(copy.as_string(cursor), text)
    if text.tell() == 0:
        return pa.Table.from_batches([], schema)
    text.seek(0)
    return pyarrow.csv.read_csv(
        text,
        read_options=pyarrow.csv.ReadOptions(column_names=schema.names),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            true_values=["t"],
            false_values=["f"],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )

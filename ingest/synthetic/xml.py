"""XML as Polars expressions: elements from columns, absent where the value is absent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ingest.synthetic.files import LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable


def escaped(column: str) -> pl.Expr:
    """A column of text that may hold marks with a meaning in XML."""
    return (
        pl.col(column)
        .str.replace_all("&", "&amp;", literal=True)
        .str.replace_all("<", "&lt;", literal=True)
        .alias(column)
    )


def element(name: str, value: str | pl.Expr | None = None) -> pl.Expr:
    """`<name>value</name>`, or nothing where the value is null."""
    content = pl.col(name) if value is None else pl.col(value) if isinstance(value, str) else value
    return pl.concat_str([pl.lit(f"<{name}>"), content, pl.lit(f"</{name}>")]).fill_null("")


def record(name: str, parts: Iterable[str | pl.Expr]) -> pl.Expr:
    """`<name>…</name>` around elements; a plain name stands for the element of that column."""
    inner = [element(p) if isinstance(p, str) else p.fill_null("") for p in parts]
    return pl.concat_str([pl.lit(f"<{name}>"), *inner, pl.lit(f"</{name}>")])


def gathered(children: pl.DataFrame, key: str | list[str], line: pl.Expr, called: str) -> pl.DataFrame:
    """The children's text joined for each parent: one row per key, in order of appearance."""
    keys = [key] if isinstance(key, str) else key
    if children.is_empty():  # Polars cannot format the rows of an empty frame
        return children.select(*keys, pl.lit(None, pl.String).alias(called))
    return (
        children.select(*keys, line.alias(called)).group_by(keys, maintain_order=True).agg(pl.col(called).str.join(""))
    )


def head(root: str, namespace: str, header: str) -> str:
    """The declaration, the label, the root and the header."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {LABEL} -->\n<{root} xmlns="{namespace}">\n{header}\n'

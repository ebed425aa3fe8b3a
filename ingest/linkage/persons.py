"""Pairs become persons: union-find over the taken pairs, never two persons of one department in one."""

from __future__ import annotations

import polars as pl

from ingest.linkage.department_persons import components


def resolve(persons: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    """Which department persons are one person.

    Where pairs of three departments contradict each other (A is B, B is C, C is another A), the weakest gives way.

    Args:
        persons: `person_key` and `department`, each key once.
        taken: `left`, `right`, `link_tier`, `log_odds`.

    Returns:
        `person_key` and `group`, the smallest person key in the group; in the order of the keys.
    """
    nodes = persons.select("person_key", "department").sort("person_key").with_row_index("node")
    number = nodes.select("person_key", "node")
    ends = (
        taken.join(number, left_on="left", right_on="person_key")
        .join(number, left_on="right", right_on="person_key", suffix="_right")
        .sort(["link_tier", "log_odds", "left", "right"], descending=[False, True, False, False])
    )
    group = components(nodes.height, ends.select("node", "node_right"))
    found = nodes.with_columns(pl.Series("component", group))
    twice = found.filter(pl.len().over("component", "department") > 1)["component"].unique()
    if len(twice):
        contested = found.filter(pl.col("component").is_in(twice.implode()))
        own = _strongest_first(contested, ends)
        found = found.join(own, on="node", how="left", maintain_order="left").with_columns(
            component=pl.coalesce(pl.col("own") + nodes.height, "component")
        )
    return found.select("person_key", pl.col("person_key").min().over("component").alias("group"))


def _strongest_first(contested: pl.DataFrame, ends: pl.DataFrame) -> pl.DataFrame:
    """Join the strongest pairs first, leaving out each that would put two persons of one department together."""
    holds = {node: {department} for node, department in contested.select("node", "department").iter_rows()}
    parent = {node: node for node in holds}

    def top(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    inside = ends.join(contested.select("node"), on="node", how="semi", maintain_order="left")
    for one, other in inside.select("node", "node_right").iter_rows():
        a, b = sorted((top(one), top(other)))
        if a != b and not holds[a] & holds[b]:
            parent[b] = a
            holds[a] |= holds.pop(b)
    return pl.DataFrame(
        {"node": list(parent), "own": [top(node) for node in parent]}, schema={"node": pl.UInt32, "own": pl.Int64}
    )

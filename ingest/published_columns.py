"""What publishers call the figures that the lake has a clearer name for: lineage names what stands in the file."""

from __future__ import annotations

from typing import NamedTuple

from ingest.contract import AS_DECLARED, Dataset
from ingest.formats.table import Table


class PublishedColumn(NamedTuple):
    """What files of one variant of a dataset call a figure (as `normalised`) that the lake calls something else."""

    dataset: str
    variant: str
    lake_column: str
    published_column: str


def published_columns(dataset: Dataset) -> list[PublishedColumn]:
    """Every figure of a dataset that files name otherwise than the lake, the variants after the contract as declared.

    Only files with the names of their columns in one row have such names; a cross table has headings of its own.
    """
    if not isinstance(dataset.layout, Table):
        return []
    found = []
    for variant, renames in ((AS_DECLARED, {}), *((variant.name, variant.renames) for variant in dataset.variants)):
        in_file = {declared: sent for sent, declared in renames.items()}
        for lake in dataset.measures:
            declared = dataset.published[lake]
            sent = in_file.get(declared, declared)
            if sent != lake:
                found.append(PublishedColumn(dataset.name, variant, lake, sent))
    return found

"""MHCLG: what its tables promise."""

from __future__ import annotations

from datetime import timedelta

import dataframely as dy

from ingest import periods
from ingest.contract import AreaRow, Areas, Dataset, Labels, Periods, PublishedRow, Variant, count, number, text
from ingest.formats.live_table import LiveTable
from ingest.formats.table import Table
from ingest.symbols import Symbols

_PUBLISHER = "Ministry of Housing, Communities and Local Government"


class HomelessnessSupportNeeds(PublishedRow):
    """Households in England owed a duty, by support need; rounded to 10, and a household may have several needs."""

    revision = dy.String(nullable=True, regex=r"^(provisional|revised)$")
    support_need = text(key=True)
    households = count()


HOMELESSNESS_SUPPORT_NEEDS = Dataset(
    name="mhclg__homelessness_support_needs",
    publisher=_PUBLISHER,
    department="MHCLG",
    title="Statutory homelessness live tables: A3, support needs of households owed a duty",
    source_url="https://www.gov.uk/government/statistical-data-sets/live-tables-on-homelessness",
    layout=LiveTable("A3", repairs={"withunknown": "with unknown", "bysupport": "by support"}),
    schema=HomelessnessSupportNeeds,
    # Households by how many needs they have, and the sum of needs, are no need of a household.
    labels=Labels(
        "support_need",
        topic="Support need",
        passed_over=r": (households with one or more|total number of) support needs",
    ),
    periods=Periods(("period",), periods.year_or_quarter, ("financial_year", "quarter")),
    symbols=Symbols(
        {
            "..": "not_available",
            "-": "not_applicable",
            "*": "confidential",
            "c": "confidential",
            "x": "not_available",
            "z": "not_applicable",
            "low": "low",
            "u": "not_available",
        }
    ),
    revision=("revision", periods.MARKS),
    renames={"label": "support_need", "value": "households"},
    expected_every=timedelta(days=100),
)


class IndicesOfDeprivation(AreaRow):
    """A district's summary of one domain; rank 1 is the most deprived."""

    index_domain = text(key=True)
    average_rank = number(optional=True)  # of all domains since 2019
    rank_average_rank = number(optional=True)
    average_score = number(optional=True)
    rank_average_score = number()
    proportion_bottom_decile = number(optional=True)
    rank_proportion_bottom_decile = number(optional=True)


INDICES_OF_DEPRIVATION = Dataset(
    name="mhclg__indices_of_deprivation",
    publisher=_PUBLISHER,
    department="MHCLG",
    title="English indices of deprivation: local authority district summaries",
    source_url="https://www.gov.uk/government/collections/english-indices-of-deprivation",
    layout=Table(),
    schema=IndicesOfDeprivation,
    periods=Periods(("deprivation_data_year",), periods.year_label, ("calendar_year",)),
    symbols=Symbols({"-": "not_available", "na": "not_available", "x": "not_available"}),
    areas=Areas(code="area_code", name="area_name", level="area_type", required=("area_code",)),
    variants=(
        Variant("2015 and 2019", {"lad19cd": "area_code", "lad19nm": "area_name", "year": "deprivation_data_year"}),
    ),
    expected_every=timedelta(days=6 * 366),
)

"""DWP, and the ONS series it answers for: what their tables promise."""

from __future__ import annotations

from datetime import timedelta

import dataframely as dy

from ingest import periods
from ingest.contract import AreaRow, Areas, Dataset, Periods, Variant, count, number, text
from ingest.formats.either import Either
from ingest.formats.stat_xplore import COUNTING, StatXploreTable
from ingest.formats.statxplore_json import StatXploreJson
from ingest.formats.table import Table
from ingest.symbols import Symbols


class UcHouseholds(AreaRow):
    """Households on Universal Credit in a month; each count is changed slightly, so they do not add to the total."""

    revision = dy.String(nullable=True, regex=r"^(provisional|revised)$")
    households = count()


UC_HOUSEHOLDS = Dataset(
    name="dwp__uc_households",
    publisher="Department for Work and Pensions",
    department="DWP",
    title="Stat-Xplore: households on Universal Credit",
    source_url="https://stat-xplore.dwp.gov.uk/",
    layout=Either(
        (
            StatXploreTable(),
            StatXploreJson(
                {"COA_CODE": "national_regional_la_oas", "DATE_NAME": "month"},
                areas="COA_CODE",
                measure="V_F_UC_HOUSEHOLDS",
                counting="Households on Universal Credit",
            ),
        )
    ),
    schema=UcHouseholds,
    periods=Periods(("month",), periods.month_label, ("month",)),
    # "nil or negligible", say the workbook's own notes: it may be a few households, so it is not zero.
    symbols=Symbols({"..": "low", "-": "not_available", "*": "confidential"}),
    # The API's answer has codes beside the names; the workbook has names alone.
    areas=Areas(
        code="national_regional_la_oas_code",
        name="national_regional_la_oas",
        required=("national_regional_la_oas",),
    ),
    renames={"value": "households"},
    only=(COUNTING, ("Households on Universal Credit",)),
    passed_over=(COUNTING, "households_on_universal_credit"),
    expected_every=timedelta(days=62),
)


class EmploymentRate(AreaRow):
    """A rate from the Annual Population Survey, with its 95% interval."""

    geography = text(key=True)
    indicator = text(key=True)
    measure = text()
    unit = text(optional=True)
    observation = number()
    lci_95 = number(optional=True)
    uci_95 = number(optional=True)
    publisher_status = text(optional=True)
    notes = text(optional=True)


EMPLOYMENT_RATE = Dataset(
    name="dwp__employment_rate",
    publisher="Office for National Statistics",
    department="DWP",
    title="Explore local statistics: employment and inactivity rates (Annual Population Survey)",
    source_url="https://www.ons.gov.uk/explore-local-statistics/indicators/employment-rate",
    layout=Table(),
    schema=EmploymentRate,
    periods=Periods(
        ("period",), periods.iso_year, ("academic_year", "financial_year", "calendar_year", "rolling_year")
    ),
    # The observation is blank where `status` holds a symbol; `u` is an estimate too unreliable to show.
    symbols=Symbols({"x": "not_available", "u": "not_available", "c": "confidential", "z": "not_applicable"}),
    symbol_columns={"observation": "status", "lci_95": "status", "uci_95": "status"},
    areas=Areas(code="areacd", name="areanm", level="geography", required=("areacd",)),
    variants=(
        Variant(
            "to 2024",
            {
                "lower_confidence_interval_95": "lci_95",
                "upper_confidence_interval_95": "uci_95",
                "observation_status": "status",
            },
        ),
    ),
    # A file of one indicator must not displace another's.
    coverage=("indicator", "period"),
    renames={"status": "publisher_status"},
    only=("indicator", ("Employment rate", "Economically inactive", "Unemployment rate")),
    expected_every=timedelta(days=400),
)

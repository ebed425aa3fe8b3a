"""DHSC and NHS England: what their tables promise."""

from __future__ import annotations

from datetime import timedelta

from ingest import periods
from ingest.contract import AreaRow, Areas, Dataset, Labels, Periods, Variant, number, text
from ingest.formats.table import Table
from ingest.symbols import Symbols


class Ascof(AreaRow):
    """One figure of one measure: the outcome, its numerator, its denominator, its base or its margin of error."""

    geographical_level = text()
    measure_group = text()
    measure_group_description = text(optional=True)
    ascof_measure_code = text(key=True)
    disaggregation_level = text(key=True)
    # "Margin Of Error" and "Margin of Error" are the same thing.
    measure_type = text(key=True)
    measure_value = number()


ASCOF = Dataset(
    name="dhsc__ascof",
    publisher="NHS England",
    department="DHSC",
    title="Measures from the Adult Social Care Outcomes Framework",
    source_url="https://digital.nhs.uk/data-and-information/publications/statistical/adult-social-care-outcomes-framework-ascof",
    layout=Table(),
    schema=Ascof,
    labels=Labels("disaggregation_level", topic="Sex"),
    # Files of one year, as NHS England ships them, have no column of years.
    periods=Periods(
        ("return_year",), periods.financial_year, ("financial_year",), in_name=periods.financial_year_in_name
    ),
    symbols=Symbols(
        {
            "c": "confidential",
            "*": "confidential",
            ":": "not_available",
            "..": "not_available",
            "x": "not_available",
            "z": "not_applicable",
            "-": "not_applicable",
            "na": "not_available",
            "n/a": "not_applicable",
            "low": "low",
            "k": "low",
            "u": "not_available",
        }
    ),
    # "Geographical Code" is a CASSR code for councils only; council types (such as "Shire Counties") have no ONS code.
    areas=Areas(
        code="ons_area_code",
        cassr_code="geographical_code",
        name="geographical_description",
        level="geographical_level",
        required=("ons_area_code", "geographical_code", "geographical_description", "geographical_level"),
    ),
    variants=(
        Variant("from 2020-21, area codes", {"ons_code": "ons_area_code"}),
        Variant("from 2020-21, disaggregations", {"disaggregation": "disaggregation_level"}),
        Variant("years as such", {"year": "return_year"}),
        Variant("financial years", {"financial_year": "return_year"}),
        Variant("reporting years", {"reporting_year": "return_year"}),
    ),
    expected_every=timedelta(days=366),
)

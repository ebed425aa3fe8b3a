"""What DfE's "Explore education statistics" files have in common: one row for each area, period and breakdown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import dataframely as dy

from ingest import periods
from ingest.contract import AreaRow, Areas, Periods
from ingest.formats.table import Table
from ingest.symbols import EXPLORE_EDUCATION_STATISTICS, Symbols

_CODE: Final = {
    "national": "country_code",
    "regional": "region_code",
    "local authority": "new_la_code",
    "local authority district": "lad_code",
}
_NAME: Final = {
    "national": "country_name",
    "regional": "region_name",
    "local authority": "la_name",
    "local authority district": "lad_name",
}
# Areas of kinds that no table here holds: blank beside the levels that are read.
_OTHER_AREAS: Final = (
    "english_devolved_area",
    "institution",
    "lep",
    "local_enterprise_partnership",
    "local_skills_improvement_plan_area",
    "lsip",
    "mat",
    "opportunity_area",
    "parliamentary_constituency",
    "pcon",
    "planning_area",
    "provider",
    "rsc_region_lead",
    "school",
    "sponsor",
    "ward",
)


class EducationRow(AreaRow):
    """A row of any such file."""

    geographic_level = dy.String()


def areas(*required: str) -> Areas:
    """The standard's area columns; `required` names those of the levels that the table holds."""
    return Areas(
        code=_CODE,
        name=_NAME,
        level="geographic_level",
        dfe_number="old_la_code",
        required=("country_code", *required),
    )


_SAYING_WHEN: Final = ("time_period", "time_identifier")
ACADEMIC_YEARS: Final = Periods(_SAYING_WHEN, periods.explore_education_statistics, ("academic_year",))
# Of which kind a year is, the file says; the next release may name its years in another way than the last.
YEARS: Final = Periods(
    _SAYING_WHEN, periods.explore_education_statistics, ("academic_year", "financial_year", "calendar_year")
)
# The census is taken in January, so it falls in one academic year however a release names its year.
JANUARY_CENSUSES: Final = replace(ACADEMIC_YEARS, meaning=periods.january_census)

# What every value of the family shares; the rest of a declaration is its own.
STANDARD: Final[dict[str, Any]] = {
    "publisher": "Department for Education",
    "department": "DfE",
    "layout": Table(),
    "symbols": Symbols(EXPLORE_EDUCATION_STATISTICS),
    "passed_over": tuple(f"{area}_{said}" for area in _OTHER_AREAS for said in ("code", "name")),
}

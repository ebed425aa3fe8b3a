"""DHSC's Client Level Data of adult social care, in both of its releases, and the linker's file beside it.

Source of names and values: the CLD specification; see docs/record-formats.md.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import dataframely as dy
import polars as pl

from ingest.records.contract import PersonRow, RecordRow, RecordTable, Return, amount, area, code, day, whole, words
from ingest.records.periods import by_day, standing
from ingest.records.tables import OLDEST

_TOKEN = ("person_token",)
_DHSC: Final[dict[str, Any]] = {"department": "DHSC", "publisher": "Department of Health and Social Care"}


class Event(RecordRow):
    """A request, an assessment, a service or a review of one person, as one quarter's file tells it."""

    local_authority_number = area("LA_Code", "dfe_number", required=True)
    period_start = day("Reporting_Period_Start_Date", required=True)
    period_end = day("Reporting_Period_End_Date", required=True)
    birth_year = whole("Der_Birth_Year", low=1900, high=2100)
    birth_month_number = whole("Der_Birth_Month", low=1, high=12)
    date_of_death = day("Date_of_Death")
    sex = code("Gender", "cld_sex")
    ethnicity = code("Ethnicity", "nhs_ethnicity")
    client_type = code("Client_Type", "cld_client_type")
    primary_support_reason = words("Primary_Support_Reason")
    accommodation_status = code("Accommodation_Status", "cld_accommodation_status")
    employment_status = code("Employment_Status", "cld_employment_status")
    has_unpaid_carer = code("Has_Unpaid_Carer", "yes_no")
    is_autistic = code("Autism_Spectrum_Disorder_ASD", "yes_no")
    client_funding_status = words("Client_Funding_Status")
    event_type = code("Event_Type", "cld_event_type", required=True)
    event_reference = words("Event_Reference")
    event_start_date = day("Event_Start_Date")
    event_end_date = day("Event_End_Date", may_come=True)
    event_outcome = words("Event_Outcome")
    request_route_of_access = words("Request_Route_of_Access")
    assessment_type = words("Assessment_Type")
    service_type = code("Service_Type", "cld_service_type")
    service_component = words("Service_Component")
    delivery_mechanism = words("Delivery_Mechanism")
    unit_cost = amount("Unit_Cost")
    imported_on = day("ImportDate")

    @dy.rule()
    def makes_nobody_older_than_110(cls) -> pl.Expr:
        """Made-up dates of birth stand where none is known."""
        return pl.col("period_end").dt.year() - pl.col("birth_year") <= OLDEST


class ClientIdentity(PersonRow):
    """Who a token stands for; only the month of birth goes on."""

    sex = code("Gender", "cld_sex")


CLIENT_LEVEL_DATA = Return(
    **_DHSC,
    name="dhsc__cld",
    title="Adult Social Care Client Level Data",
    tables=(
        RecordTable(
            name="event",
            schema=Event,
            person=_TOKEN,
            groups={"ethnicity_5": "ethnicity", "local_authority_code": "local_authority_number"},
        ),
    ),
    about=by_day("reporting_period_end_date"),
    coverage=("LA_Code",),
    person_domain="cld",
    expected_every=timedelta(days=120),
)
CLIENT_IDENTITY = Return(
    **_DHSC,
    name="dhsc__cld_person",
    title="The linker's file of Client Level Data",
    tables=(
        RecordTable(
            name="identity",
            schema=ClientIdentity,
            person=_TOKEN,
            identity={
                "forename": "First_Name",
                "surname": "Last_Name",
                "date_of_birth": "Date_of_Birth",
                "birth_month": "Month_of_Birth|Date_of_Birth",
                "sex": "Gender",
                "postcode": "Postcode",
                "nhs_number": "NHS_Number",
            },
            key=(),
        ),
    ),
    about=standing,
    person_domain="cld",
    expected_every=timedelta(days=120),
)

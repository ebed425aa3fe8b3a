"""DfE's SEN2 person level return, as COLLECT's Blade export gives it: one CSV file a module, tied by table ids.

Source of names and codes: the SEN2 guides 1.1 to 1.4; see docs/record-formats.md.
"""

from __future__ import annotations

from datetime import timedelta

from ingest.records.contract import PersonRow, RecordRow, RecordTable, Return, area, code, day, reference, words
from ingest.records.periods import by_year

_FLAG = "sen2_flag"


class AuthorityReturn(RecordRow):
    """What one local authority sent."""

    local_authority_number = area("lea", "dfe_number", required=True)
    reference_date = day("referencedate")


class Person(PersonRow):
    """A child or young person with a request, an assessment or a plan."""

    return_key = reference("sen2tableid", "sen2_sen2", required=True)
    sex = code("sex|gendercurrent", "sen2_sex")
    ethnicity = code("ethnicity", "npd_ethnicity")
    upn_unknown_reason = code("upnunknown", "sen2_upn_unknown")


class Request(RecordRow):
    """A request for an education, health and care needs assessment."""

    person_key = reference("persontableid", "sen2", required=True)
    received_on = day("receiveddate")
    outcome = code("requestoutcome", "sen2_request_outcome")
    outcome_on = day("requestoutcomedate")


class Assessment(RecordRow):
    """An assessment that followed a request."""

    request_key = reference("requeststableid", "sen2_requests", required=True)
    outcome = code("assessmentoutcome", "sen2_assessment_outcome")
    outcome_on = day("assessmentoutcomedate")
    is_within_20_weeks = code("week20", _FLAG)


class NamedPlan(RecordRow):
    """A plan, from the day it was made until it ceased."""

    assessment_key = reference("assessmenttableid", "sen2_assessment", required=True)
    start_date = day("startdate", required=True)
    residential_setting = code("planres", "sen2_residential_setting")
    work_based_placement = code("planwbp", "sen2_work_based_placement")
    cease_date = day("ceasedate", may_come=True)
    cease_reason = code("ceasereason", "sen2_cease_reason")


class PlanDetail(RecordRow):
    """A setting that a plan names."""

    named_plan_key = reference("namedplantableid", "sen2_namedplan", required=True)
    urn = words("urn")
    ukprn = words("ukprn")
    setting = code("sensetting", "sen2_setting")
    rank = words("placementrank")


class ActivePlan(RecordRow):
    """A plan that is in force on census day."""

    request_key = reference("requeststableid", "sen2_requests", required=True)
    transferred_from = area("transferla", "dfe_number")
    last_review = day("lastreview")
    residential_setting = code("res", "sen2_residential_setting")
    work_based_placement = code("wbp", "sen2_work_based_placement")


class PlacementDetail(RecordRow):
    """Where a young person with a plan is placed on census day."""

    active_plan_key = reference("activeplanstableid", "sen2_activeplans", required=True)
    residential_setting = code("res", "sen2_residential_setting")
    work_based_placement = code("wbp", "sen2_work_based_placement")
    urn = words("urn")
    ukprn = words("ukprn")
    setting = code("sensetting", "sen2_setting")
    rank = words("placementrank")
    entry_date = day("entrydate")
    leaving_date = day("leavingdate", may_come=True)


class SenNeed(RecordRow):
    """A kind of need, the first or the second."""

    active_plan_key = reference("activeplanstableid", "sen2_activeplans", required=True)
    need = code("sentype", "sen_need", required=True)
    rank = words("sentyperank")


def _module(name: str, schema: type[RecordRow]) -> RecordTable:
    return RecordTable(name=name, schema=schema, person=(f"{name}tableid",), domain=f"sen2_{name}", key=())


SEN2 = Return(
    name="dfe__sen2",
    department="DfE",
    publisher="Department for Education",
    title="SEN2 person level return",
    tables=(
        RecordTable(
            name="person",
            schema=Person,
            person=("persontableid",),
            identity={
                "forename": "forename",
                "surname": "surname",
                "date_of_birth": "personbirthdate",
                "sex": "sex|gendercurrent",
                "postcode": "postcode",
                "upn": "upn",
                "uln": "uniquelearnernumber",
            },
            groups={"ethnicity_5": "ethnicity", "sen": "ehc_plan"},
            key=(),
        ),
        _module("sen2", AuthorityReturn),
        _module("requests", Request),
        _module("assessment", Assessment),
        _module("namedplan", NamedPlan),
        _module("plandetail", PlanDetail),
        _module("activeplans", ActivePlan),
        _module("placementdetail", PlacementDetail),
        _module("senneed", SenNeed),
    ),
    about=by_year("year", "referencedate"),
    person_domain="sen2",
    expected_every=timedelta(days=366),
)

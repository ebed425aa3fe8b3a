"""MHCLG's CORE lettings (log export and bulk upload) and H-CLIC homelessness cases.

CORE names no one, so it is never linked to a person: `record_key` is the log's. Source: docs/record-formats.md.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from ingest.records.contract import PersonRow, RecordRow, RecordTable, Return, XmlReturn, area, code, day, whole, words
from ingest.records.periods import by_financial_year, by_quarter

_MHCLG: Final[dict[str, Any]] = {
    "department": "MHCLG",
    "publisher": "Ministry of Housing, Communities and Local Government",
}
_CASE = ("LACode", "CaseReference")


class Letting(RecordRow):
    """A new social letting, by its lead tenant."""

    start_date = day("startdate", required=True)
    local_authority_code = area("la", "area_code")
    needs_type = code("needstype", "core_needs_type")
    is_renewal = code("renewal", "core_yes_no")
    household_members = whole("hhmemb", low=1, high=15)
    age = whole("age1", low=-9, high=120)
    sex = code("sex1|sexrab1", "core_sex")
    ethnic_group = code("ethnic_group", "core_ethnic_group")
    ethnicity = code("ethnic", "core_ethnicity")
    economic_status = code("ecstat1", "core_economic_status")
    has_illness = code("illness", "core_illness")
    affects_learning = code("illness_type_5", "yes_no_number")
    affects_social_behaviour = code("illness_type_9", "yes_no_number")
    affects_mental_health = code("illness_type_7", "yes_no_number")
    previous_tenure = code("prevten", "core_previous_tenure")
    reason_for_leaving = words("reason")
    was_homeless = code("homeless", "core_homeless")
    referral = words("referral|referral_register")
    client_group = words("scheme_primary_client_group")
    support_type = words("scheme_support_type")
    intended_stay = words("scheme_intended_stay")


class BulkLetting(RecordRow):
    """A letting of the bulk upload template of 2023/24, whose columns go by number."""

    start_day = whole("field_7", required=True, low=1, high=31)
    start_month = whole("field_8", required=True, low=1, high=12)
    start_year = whole("field_9", required=True, low=20, high=99)
    local_authority_code = area("field_25", "area_code")
    needs_type = code("field_4", "core_needs_type")
    is_renewal = code("field_6", "core_yes_no")
    age = words("field_46")
    sex = code("field_47", "core_sex")
    ethnicity = code("field_48", "core_ethnicity")
    economic_status = code("field_50", "core_economic_status")
    has_illness = code("field_89", "core_illness")
    affects_learning = code("field_91", "yes_no_number")
    affects_social_behaviour = code("field_96", "yes_no_number")
    affects_mental_health = code("field_94", "yes_no_number")
    previous_tenure = words("field_104")
    reason_for_leaving = words("field_102")
    was_homeless = words("field_105")
    referral = words("field_119")


class Case(RecordRow):
    """A household's case of homelessness."""

    local_authority_code = area("LACode", "area_code", required=True)
    assessed_on = day("AssessmentDate", required=True)
    duty_owed = code("DutyOwed", "hclic_duty_owed", required=True)
    accommodation_at_application = words("AccommodationAtApplication")
    reason_for_loss = words("ReasonForLoss")
    duty_ended_on = day("DutyEndDate", may_come=True)
    duty_end_reason = words("DutyEndReason")
    accommodation_secured = words("AccommodationSecured")


class CasePerson(PersonRow):
    """A person of the household."""

    case_person_number = whole("PersonNumber", required=True, low=1, high=30)
    is_main_applicant = code("MainApplicant", "yes_no_number")
    sex = code("Sex", "npd_sex")
    ethnicity = code("Ethnicity", "core_ethnicity")
    employment_status = words("EmploymentStatus")


class SupportNeed(RecordRow):
    """A need for support of someone in the household."""

    support_need = code(".", "hclic_support_need", required=True)


LETTINGS = Return(
    **_MHCLG,
    name="mhclg__core",
    title="CORE: continuous recording of social lettings",
    tables=(RecordTable(name="letting", schema=Letting, person=("id",), is_self_named=True, key=()),),
    about=by_financial_year("collection_start_year", "startdate"),
    person_domain="core",
    expected_every=timedelta(days=400),
)
LETTINGS_BULK_UPLOAD = Return(
    **_MHCLG,
    name="mhclg__core_bulk_upload",
    title="CORE: bulk upload of lettings, 2023/24",
    # A landlord's own references for the tenancy and the home name a letting.
    tables=(
        RecordTable(name="letting", schema=BulkLetting, person=("field_1", "field_13"), is_self_named=True, key=()),
    ),
    about=by_financial_year("field_9"),
    person_domain="core_bulk_upload",
    expected_every=timedelta(days=400),
)
HOMELESSNESS_CASES = Return(
    **_MHCLG,
    name="mhclg__hclic",
    title="H-CLIC: homelessness case level information",
    tables=(
        RecordTable(name="case", schema=Case, record="Case", person=_CASE, key=()),
        RecordTable(
            name="person",
            schema=CasePerson,
            record="Case",
            rows="People/Person",
            person=("../../LACode", "../../CaseReference", "PersonNumber"),
            identity={
                "forename": "GivenName",
                "surname": "FamilyName",
                "date_of_birth": "DateOfBirth",
                "sex": "Sex",
                "national_insurance_number": "NINO",
            },
            groups={"ethnicity_5": "ethnicity"},
            parent="case",
            key=(),
        ),
        RecordTable(
            name="support_need",
            schema=SupportNeed,
            record="Case",
            rows="SupportNeeds/SupportNeed",
            person=("../../LACode", "../../CaseReference"),
            parent="case",
        ),
    ),
    xml=XmlReturn(root="HCLIC", namespace=r"MHCLG/HCLIC/\d+"),
    about=by_quarter("Header/Quarter"),
    person_domain="hclic",
    expected_every=timedelta(days=150),
)

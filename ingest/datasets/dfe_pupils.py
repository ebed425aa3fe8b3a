"""DfE's school census and key stage 4 extracts under a matching reference, the linker's file beside them, and NCCIS.

Source of names and codes: the National Pupil Database's tables and the NCCIS guides; see docs/record-formats.md.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from ingest.records.contract import (
    GroupField,
    PersonRow,
    RecordRow,
    RecordTable,
    Return,
    XmlReturn,
    area,
    code,
    day,
    whole,
    words,
)
from ingest.records.periods import by_academic_year, by_month, by_year, marked, standing

_PUPIL = ("PupilMatchingRefAnonymous",)
_DFE: Final[dict[str, Any]] = {"department": "DfE", "publisher": "Department for Education"}
_PUPIL_GROUPS: Final[dict[GroupField, str]] = {
    "ethnicity_5": "ethnicity",
    "sen": "sen_provision",
    "local_authority_code": "local_authority_number",
}
_YEARLY = timedelta(days=425)


class Pupil(RecordRow):
    """A pupil on census day."""

    local_authority_number = area("LA", "dfe_number")
    urn = words("URN")
    birth_year = whole("YearOfBirth", low=1980, high=2100)
    birth_month_number = whole("MonthOfBirth", low=1, high=12)
    sex = code("Sex|Gender", "npd_sex")
    ethnicity = code("EthnicGroupMinor", "npd_ethnicity")
    first_language = words("FirstLanguage")
    sen_provision = code("SENProvision", "npd_sen_provision")
    primary_need = code("PrimarySENtype", "sen_need")
    secondary_need = code("SecondarySENtype", "sen_need")
    is_eligible_for_free_meals = code("FSMEligible", "yes_no_number")
    was_eligible_for_free_meals = code("EverFSM_6_P", "yes_no_number")
    idaci_rank = whole("IDACIRank", low=1, high=40_000)
    national_curriculum_year = words("NCYearActual")
    entry_date = day("EntryDate")
    leaving_date = day("LeavingDate", may_come=True)


class KeyStage4Pupil(RecordRow):
    """A pupil at the end of key stage 4."""

    academic_year = words("AcademicYear", required=True)
    local_authority_number = area("LA", "dfe_number")
    urn = words("URN")
    sex = code("Sex", "npd_sex")
    ethnicity = code("EthnicGroupMinor", "npd_ethnicity")
    has_english_and_maths_at_4 = code("KS4_EngMath94|KS4_EngMaths_94", "yes_no_number")
    sen_provision = code("KS4_SENProvision", "npd_sen_provision")
    primary_need = code("KS4_PrimarySENtype", "sen_need")
    is_disadvantaged = code("KS4_Disadvantaged", "yes_no_number")
    institution_type = code("KS4_InstitutionType", "ks4_institution_type")


class PupilIdentity(PersonRow):
    """Who a matching reference stands for; only the month of birth goes on."""

    sex = code("Sex", "npd_sex")


class YoungPerson(PersonRow):
    """A young person as their authority knows them at the end of a month."""

    local_authority_number = area("LACode", "dfe_number", required=True)
    sex = code("Sex", "npd_sex")
    ethnicity = code("Ethnicity", "npd_ethnicity")
    local_authority_at_year_11 = area("LAAtYear11", "dfe_number")
    transferred_to = area("TransferredToLA", "dfe_number")
    send_level = code("SENDLevel", "nccis_send_level")
    activity = code("CurrentActivityCode", "nccis_activity", required=True)
    activity_start_date = day("CurrentActivityStartDate")
    has_september_offer = code("SeptemberGuarantee", "yes_no_number")


SCHOOL_CENSUS = Return(
    **_DFE,
    name="dfe__school_census",
    title="School census, spring",
    tables=(RecordTable(name="pupil", schema=Pupil, person=_PUPIL, groups=_PUPIL_GROUPS, key=()),),
    about=by_year("censusdate"),
    person_domain="pupil",
    expected_every=_YEARLY,
)
KEY_STAGE_4 = Return(
    **_DFE,
    name="dfe__key_stage_4",
    title="Pupils at the end of key stage 4",
    tables=(RecordTable(name="pupil", schema=KeyStage4Pupil, person=_PUPIL, groups=_PUPIL_GROUPS, key=()),),
    about=marked(
        by_academic_year("academicyear"), "releasestatus", {"provisional": "provisional", "revised": "revised"}
    ),
    person_domain="pupil",
    expected_every=_YEARLY,
)
PUPIL_IDENTITY = Return(
    **_DFE,
    name="dfe__pupil",
    title="The linker's file of pupil matching references",
    tables=(
        RecordTable(
            name="identity",
            schema=PupilIdentity,
            person=_PUPIL,
            identity={
                "forename": "Forename",
                "surname": "Surname",
                "date_of_birth": "DateOfBirth",
                "sex": "Sex",
                "postcode": "Postcode",
                "uln": "ULN",
                "upn": "UPN",
            },
            key=(),
        ),
    ),
    about=standing,
    person_domain="pupil",
    expected_every=_YEARLY,
)
NCCIS = Return(
    **_DFE,
    name="dfe__nccis",
    title="National Client Caseload Information System, monthly",
    tables=(
        RecordTable(
            name="young_person",
            schema=YoungPerson,
            record="YoungPerson",
            person=("LACode", "YoungPersonID"),
            identity={
                "forename": "GivenName",
                "surname": "FamilyName",
                "date_of_birth": "DateOfBirth",
                "sex": "Sex",
                "postcode": "Postcode",
                "uln": "ULN",
                "upn": "UPN",
            },
            groups={"ethnicity_5": "ethnicity", "sen": "send_level", "local_authority_code": "local_authority_number"},
            key=(),
        ),
    ),
    xml=XmlReturn(root="NCCIS", namespace=r"DfE/NCCIS/\d{4}-\d{2}"),
    about=by_month("Header/ReferenceDate"),
    coverage=("LACode",),
    person_domain="nccis",
    expected_every=timedelta(days=45),
)

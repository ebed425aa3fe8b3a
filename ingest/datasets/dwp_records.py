"""What DWP and HMRC send under tokens: LEO, Universal Credit, PIP, Access to Work, and the linker's files beside them.

Each file is a full history. Source of names and codes: docs/record-formats.md.
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
    amount,
    area,
    code,
    day,
    reference,
    words,
)
from ingest.records.periods import standing

_LEO = ("edukey",)
_TOKEN = ("person_token",)
_DWP: Final[dict[str, Any]] = {"department": "DWP", "publisher": "Department for Work and Pensions", "about": standing}
_AREA: Final[dict[GroupField, str]] = {"local_authority_code": "local_authority_code"}
_QUARTERLY = timedelta(days=200)


class Identity(PersonRow):
    """Who a token stands for; only the month of birth goes on."""

    sex = code("Sex", "npd_sex")


class Employment(RecordRow):
    """A job, from the employer's returns to HMRC."""

    start_date = day("StartDate", required=True)
    end_date = day("EndDate", may_come=True)
    is_start_uncertain = code("UncertainStartDate", "yes_no_number")
    is_end_uncertain = code("UncertainEndDate", "yes_no_number")


class Earnings(RecordRow):
    """Pay in a tax year."""

    tax_year = words("TaxYear", required=True)
    earnings = amount("Earnings", required=True)


class SelfAssessment(RecordRow):
    """Self-employment in a tax year."""

    tax_year = words("TaxYear", required=True)
    is_self_employed = code("SelfAssessmentEmployment", "yes_no_number", required=True)
    earnings = amount("EarningsSelfEmployment")


class Benefit(RecordRow):
    """A spell on a benefit."""

    benefit_type = code("BenefitType", "leo_benefit_type", required=True)
    start_date = day("StartDate", required=True)
    end_date = day("EndDate", may_come=True)


class Claim(RecordRow):
    """A claim to Universal Credit, of one person of a household."""

    claim_key = reference("claim_id", "uc_claim", required=True)
    household_key = reference("household_token", "uc_household")
    start_date = day("claim_start", required=True)
    end_date = day("claim_end", may_come=True)
    local_authority_code = area("la_code", "area_code")


class Regime(RecordRow):
    """What a claim asks of the claimant, from a day on. `record_key` is the claim's."""

    start_date = day("regime_start", required=True)
    end_date = day("regime_end", may_come=True)
    conditionality_regime = code("conditionality_regime", "uc_conditionality_regime", required=True)
    health_group = code("health_group", "uc_health_group")
    is_employed = code("employment_indicator", "yes_no_number")


class Award(RecordRow):
    """A decision on Personal Independence Payment."""

    claim_key = reference("claim_id", "pip_claim", required=True)
    decided_on = day("decision_date", required=True)
    ends_on = day("award_end", may_come=True)
    daily_living_award = code("daily_living_award", "pip_award_level")
    mobility_award = code("mobility_award", "pip_award_level")
    primary_disabling_condition = words("primary_disabling_condition")
    local_authority_code = area("la_code", "area_code")


class AccessToWorkAward(RecordRow):
    """An award of Access to Work."""

    award_key = reference("award_id", "atw_award", required=True)
    approved_on = day("approval_date", required=True)
    provision_type = words("provision_type", required=True)
    primary_condition = words("primary_condition")
    age_band = words("age_band")
    region_code = area("region", "area_code")
    is_supported_internship = code("supported_internship", "yes_no_number")


LEO = Return(
    **_DWP,
    name="dwp__leo",
    title="Longitudinal Education Outcomes: employment, earnings and benefits",
    tables=(
        RecordTable(
            name="identity",
            schema=Identity,
            person=_LEO,
            identity={
                "forename": "Forename",
                "surname": "Surname",
                "date_of_birth": "DateOfBirth",
                "sex": "Sex",
                "postcode": "Postcode",
                "uln": "ULN",
                "national_insurance_number": "NINO",
            },
            key=(),
        ),
        RecordTable(name="employment", schema=Employment, person=_LEO),
        RecordTable(name="earnings", schema=Earnings, person=_LEO, key=("tax_year",)),
        RecordTable(name="self_assessment", schema=SelfAssessment, person=_LEO, key=("tax_year",)),
        RecordTable(name="benefits", schema=Benefit, person=_LEO),
    ),
    person_domain="leo",
    expected_every=_QUARTERLY,
)
BENEFIT_CLAIMS = Return(
    **_DWP,
    name="dwp__claims",
    title="Universal Credit, Personal Independence Payment and Access to Work",
    tables=(
        RecordTable(
            name="identity",
            schema=Identity,
            person=_TOKEN,
            identity={
                "forename": "Forename",
                "surname": "Surname",
                "date_of_birth": "DateOfBirth",
                "sex": "Sex",
                "postcode": "Postcode",
                "national_insurance_number": "NINO",
            },
            key=(),
        ),
        RecordTable(name="uc_claim", schema=Claim, person=_TOKEN, groups=_AREA, key=("claim_key",)),
        RecordTable(name="uc_regime", schema=Regime, person=("claim_id",), domain="uc_claim", key=("start_date",)),
        RecordTable(name="pip_award", schema=Award, person=_TOKEN, groups=_AREA, key=("claim_key", "decided_on")),
        RecordTable(name="access_to_work_award", schema=AccessToWorkAward, person=_TOKEN, key=("award_key",)),
    ),
    person_domain="dwp",
    expected_every=_QUARTERLY,
)

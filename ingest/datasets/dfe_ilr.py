"""DfE's Individualised Learner Record: further education and apprenticeships, one learner of one provider a record.

It comes in XML, whose namespace names the year, and as a flat extract of one CSV file a table.
Source of names and codes: the ILR specification of each year; see docs/record-formats.md.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import dataframely as dy
import polars as pl

from ingest.records.contract import (
    PersonRow,
    RecordRow,
    RecordTable,
    Return,
    Revision,
    XmlReturn,
    code,
    day,
    whole,
    words,
)
from ingest.records.periods import by_academic_year, marked

# Fourteen returns a year; the last restates them all.
_PROVISIONAL: Final[Revision] = "provisional"
_RETURNS: Final = dict.fromkeys((f"r{number:02}" for number in range(1, 14)), _PROVISIONAL) | {"r14": "revised"}
_UKPRN = "/LearningProvider/UKPRN"
_LEARNER = (_UKPRN, "LearnRefNumber")
_UNDER_LEARNER = (_UKPRN, "../LearnRefNumber")
_UNDER_DELIVERY = (_UKPRN, "../../LearnRefNumber")


class Learner(PersonRow):
    """A learner of one provider, in one year."""

    ukprn = whole(_UKPRN, required=True, low=10_000_000, high=99_999_999)
    ethnicity = code("Ethnicity", "ilr_ethnicity")
    sex = code("Sex", "ilr_sex")
    lldd_health_problem = code("LLDDHealthProb", "ilr_lldd_health_problem")
    planned_learning_hours = whole("PlanLearnHours", low=0, high=9999)


class LearnerFam(RecordRow):
    """A learner's funding and monitoring: an EHC plan, high needs, special educational needs."""

    fam_type = code("LearnFAMType", "ilr_learner_fam_type", required=True)
    fam_code = words("LearnFAMCode", required=True)


class LlddAndHealthProblem(RecordRow):
    """A learning difficulty, disability or health problem that a learner declared."""

    lldd_category = code("LLDDCat", "ilr_lldd_category", required=True)
    is_primary = code("PrimaryLLDD", "ilr_primary_lldd")


class LearnerEmploymentStatus(RecordRow):
    """Whether a learner worked, from a date on, with one thing monitored about that work."""

    employment_status = code("EmpStat|../EmpStat", "ilr_employment_status", required=True)
    applies_from = day("DateEmpStatApp|../DateEmpStatApp", required=True)
    monitoring_type = code("ESMType", "ilr_employment_monitoring_type")
    monitoring_code = whole("ESMCode", low=0, high=99)


class LearningDelivery(RecordRow):
    """An aim: what a learner set out to learn, and what became of it."""

    aim_sequence_number = whole("AimSeqNumber", required=True, low=1, high=98)
    learning_aim_reference = words("LearnAimRef", required=True)
    aim_type = code("AimType", "ilr_aim_type", required=True)
    start_date = day("LearnStartDate", required=True)
    planned_end_date = day("LearnPlanEndDate", may_come=True)
    actual_end_date = day("LearnActEndDate", may_come=True)
    funding_model = code("FundModel", "ilr_funding_model", required=True)
    programme_type = code("ProgType", "ilr_programme_type")
    standard_code = whole("StdCode", low=0)
    completion_status = code("CompStatus", "ilr_completion_status", required=True)
    outcome = code("Outcome", "ilr_outcome")
    withdrawal_reason = code("WithdrawReason", "ilr_withdrawal_reason")

    @dy.rule()
    def ends_on_or_after_it_starts(cls) -> pl.Expr:
        """An aim that ended before it began was keyed wrongly."""
        return pl.col("actual_end_date").is_null() | (pl.col("actual_end_date") >= pl.col("start_date"))


class LearningDeliveryFam(RecordRow):
    """An aim's funding and monitoring: its source of funding, its contract, a restart."""

    aim_sequence_number = whole("../AimSeqNumber", required=True, low=1, high=98)
    fam_type = code("LearnDelFAMType", "ilr_delivery_fam_type", required=True)
    fam_code = words("LearnDelFAMCode", required=True)


class DestinationAndProgression(RecordRow):
    """What a learner went on to."""

    outcome_type = code("OutType", "ilr_destination_type", required=True)
    outcome_code = whole("OutCode", required=True, low=1, high=99)
    start_date = day("OutStartDate", required=True)
    end_date = day("OutEndDate", may_come=True)
    collected_on = day("OutCollDate")


ILR = Return(
    name="dfe__ilr",
    department="DfE",
    publisher="Department for Education",
    title="Individualised Learner Record",
    tables=(
        RecordTable(
            name="learner",
            schema=Learner,
            record="Learner",
            person=_LEARNER,
            identity={
                "forename": "GivenNames",
                "surname": "FamilyName",
                "date_of_birth": "DateOfBirth",
                "sex": "Sex",
                "postcode": "Postcode",
                "uln": "ULN",
                "national_insurance_number": "NINumber",
            },
            groups={"ethnicity_5": "ethnicity"},
            key=(),
        ),
        RecordTable(
            name="learner_fam",
            schema=LearnerFam,
            record="Learner",
            rows="LearnerFAM",
            person=_UNDER_LEARNER,
            parent="learner",
        ),
        RecordTable(
            name="lldd_and_health_problem",
            schema=LlddAndHealthProblem,
            record="Learner",
            rows="LLDDandHealthProblem",
            person=_UNDER_LEARNER,
            parent="learner",
        ),
        RecordTable(
            name="learner_employment_status",
            schema=LearnerEmploymentStatus,
            record="Learner",
            rows="LearnerEmploymentStatus[not(EmploymentStatusMonitoring)]"
            "|LearnerEmploymentStatus/EmploymentStatusMonitoring",
            person=(_UKPRN, "../LearnRefNumber|../../LearnRefNumber"),
            parent="learner",
        ),
        RecordTable(
            name="learning_delivery",
            schema=LearningDelivery,
            record="Learner",
            rows="LearningDelivery",
            person=_UNDER_LEARNER,
            parent="learner",
            key=("aim_sequence_number",),
        ),
        RecordTable(
            name="learning_delivery_fam",
            schema=LearningDeliveryFam,
            record="Learner",
            rows="LearningDelivery/LearningDeliveryFAM",
            person=_UNDER_DELIVERY,
            parent="learning_delivery",
            link=("source_row", "aim_sequence_number"),
        ),
        RecordTable(
            name="destination_and_progression",
            schema=DestinationAndProgression,
            record="LearnerDestinationandProgression",
            rows="DPOutcome",
            person=_UNDER_LEARNER,
        ),
    ),
    xml=XmlReturn(root="Message", namespace=r"[A-Z]+/ILR/\d{4}-\d{2}"),
    about=marked(by_academic_year("Header/CollectionDetails/Year", "year"), "return", _RETURNS),
    coverage=(_UKPRN,),
    person_domain="ilr",
    expected_every=timedelta(days=60),
)

from __future__ import annotations

import polars as pl
import pytest
from lxml import etree

SAMPLE_ORDER = [
    "LearnRefNumber",
    "PrevLearnRefNumber",
    "PrevUKPRN",
    "ULN",
    "FamilyName",
    "GivenNames",
    "DateOfBirth",
    "Ethnicity",
    "Sex",
    "LLDDHealthProb",
    "NINumber",
    "PlanLearnHours",
    "PostcodePrior",
    "Postcode",
    "LearnerFAM",
    "LLDDandHealthProblem",
    "LearnerEmploymentStatus",
    "LearningDelivery",
]


@pytest.fixture(scope="module")
def learners(clean):
    return clean.many("dfe/ilr/*/r14/learner.csv")


@pytest.fixture(scope="module")
def messages(clean):
    return {f: etree.parse(f).getroot() for f in sorted(clean.folder.glob("dfe/ilr/*/*.xml"))}


def test_xml_has_the_namespace_of_its_year_and_says_that_it_is_synthetic(messages):
    for file, root in messages.items():
        space = f"{{ESFA/ILR/{file.parent.name}}}"
        assert root.tag == f"{space}Message"
        assert root.findtext(f"{space}Header/{space}Source/{space}SoftwareSupplier") == "SYNTHETIC"
        assert root.findtext(f"{space}LearningProvider/{space}UKPRN") in file.name
        kinds = [etree.QName(e).localname for e in root]
        assert kinds == sorted(
            kinds, key=["Header", "LearningProvider", "Learner", "LearnerDestinationandProgression"].index
        )


def test_elements_of_a_learner_come_in_the_order_of_the_specification(messages):
    for root in messages.values():
        for learner in root.iterfind("{*}Learner"):
            order = [SAMPLE_ORDER.index(etree.QName(e).localname) for e in learner]
            assert order == sorted(order)
            assert learner.find("{*}LearningDelivery/{*}LearnAimRef") is not None


def test_no_learner_is_in_both_carriers(learners, messages):
    flat = set(learners.select("UKPRN").to_series())
    assert flat.isdisjoint(root.findtext("{*}LearningProvider/{*}UKPRN") for root in messages.values())


def test_every_learner_of_either_carrier_is_somebody_on_the_answer_sheet(clean, learners, messages):
    answers = set(clean.answers("records").filter(pl.col("source") == "ilr")["record_id"])
    flat = {f"20{y[:2]}-{y[2:]}/{p}/{r}" for y, p, r in learners.select("Year", "UKPRN", "LearnRefNumber").iter_rows()}
    xml = {
        f"{file.parent.name}/{root.findtext('{*}LearningProvider/{*}UKPRN')}/{e.findtext('{*}LearnRefNumber')}"
        for file, root in messages.items()
        for e in root.iterfind("{*}Learner")
    }
    assert flat | xml == answers
    assert len(flat) == len(learners)


def test_each_learner_with_a_difficulty_has_one_primary_category(clean, learners):
    key = ["Year", "UKPRN", "LearnRefNumber"]
    categories = clean.many("dfe/ilr/*/r14/lldd_and_health_problem.csv")
    primary = categories.filter(pl.col("PrimaryLLDD") == "1").group_by(key).len()
    declared = learners.filter(pl.col("LLDDHealthProb") == "1")
    assert primary["len"].max() == 1
    assert declared.join(primary, on=key, how="anti").is_empty()
    assert categories.join(declared, on=key, how="anti").is_empty()


def test_supported_internships_are_as_many_as_people_truly_did(clean, messages):
    flat = clean.many("dfe/ilr/*/r14/learning_delivery.csv").filter(pl.col("LearnAimRef") == "Z0002347")
    xml = sum(e.text == "Z0002347" for root in messages.values() for e in root.iter("{*}LearnAimRef"))
    truth = clean.answers("spells").filter(pl.col("kind") == "supported_internship")
    assert len(flat) + xml == len(truth) > 0


def test_what_is_completed_has_an_end_and_an_outcome_and_what_continues_has_neither(clean):
    aims = clean.many("dfe/ilr/*/r14/learning_delivery.csv")
    ended = pl.col("LearnActEndDate").is_not_null()
    assert aims.filter((pl.col("CompStatus") == "1") == ended).is_empty()
    assert aims.filter(pl.col("Outcome").is_null() == ended).is_empty()
    assert aims.filter(pl.col("LearnActEndDate") < pl.col("LearnStartDate")).is_empty()


def test_the_december_return_knows_of_no_ends(clean):
    early = clean.csv("dfe/ilr/2024-25/r04/learning_delivery.csv")
    assert set(early["CompStatus"]) == {"1"}
    assert early["LearnStartDate"].max() < "2024-11-01"
    late = clean.csv("dfe/ilr/2024-25/r14/learning_delivery.csv")
    assert early.join(late, on=["UKPRN", "LearnRefNumber", "AimSeqNumber"], how="anti").is_empty()

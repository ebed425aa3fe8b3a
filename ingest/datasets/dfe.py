"""DfE's other publications: what their tables promise."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import cast

import dataframely as dy

from ingest import periods
from ingest.contract import (
    KEY,
    AreaRow,
    Areas,
    Dataset,
    Labels,
    Periods,
    PublishedRow,
    Variant,
    count,
    number,
    percentage,
    text,
)
from ingest.datasets.explore_education_statistics import (
    ACADEMIC_YEARS,
    STANDARD,
    YEARS,
    EducationRow,
    areas,
)
from ingest.formats.table import Table
from ingest.periods import Kind, Period
from ingest.seeds import seed
from ingest.symbols import EXPLORE_EDUCATION_STATISTICS, Symbols

_YEARLY = timedelta(days=366)
_FIND = "https://explore-education-statistics.service.gov.uk/find-statistics/"


class NeetAndParticipation(EducationRow):
    """People aged 16 and 17 known to a local authority: what they do, December to February."""

    age = text(key=True)
    cohort_djfavg = number()
    neet_not_known_percent = percentage()
    neet_percent = percentage()
    notknown_percent = percentage()
    annual_change_ppts_neet_not_known = number(optional=True)
    annualchange_neet = number(optional=True)
    annualchange_notknown = number(optional=True)
    cohort_march = number(optional=True)
    total_participating_in_education_and_training_percent = percentage(optional=True)
    full_time_education_percent = percentage(optional=True)
    apprenticeship_percent = percentage(optional=True)
    other_education_and_training_percent = percentage(optional=True)
    annual_change_participation_in_education_training = number(optional=True)
    annual_change_fte = number(optional=True)
    annual_change_apprenticeship = number(optional=True)
    annual_change_other_education_training = number(optional=True)
    # An offer may go to more people than the cohort counts: 101% has been published.
    september_guarantee_offer_made_percent = number(optional=True)
    september_guarantee_annual_change_ppts = number(optional=True)
    cohort_nosen_percent = percentage(optional=True)
    neet_nk_nosen_percent = percentage()
    cohort_ehcp_percent = percentage(optional=True)
    neet_nk_ehcp_percent = percentage()
    cohort_sendsupport_percent = percentage(optional=True)
    neet_nk_sendsupport_percent = percentage()
    vg_cohort_djf_avg = number(optional=True)
    vg_cohort_percentage = percentage(optional=True)
    vg_neet_nk_percentage = percentage(optional=True)
    level_3 = percentage(optional=True)
    l2_em_gcse_othl2 = percentage(optional=True)
    avg_att8 = number(optional=True)
    pt_l2basics_94 = percentage(optional=True)
    sess_overall_percent = percentage(optional=True)
    persistent_absence_percent = percentage(optional=True)
    age1617_ons_population = number(optional=True)
    neet_nk_quintile = number(optional=True)
    neet_quintile = number(optional=True)
    notknown_quintile = number(optional=True)
    participation_et_quintile = number(optional=True)
    sep_guarantee_quintile = number(optional=True)


NEET_AND_PARTICIPATION = Dataset(
    **STANDARD,
    name="dfe__neet_and_participation",
    title="Participation in education, training and NEET age 16 to 17 by local authority",
    source_url=_FIND + "participation-in-education-training-and-neet-age-16-to-17-by-local-authority",
    schema=NeetAndParticipation,
    labels=Labels("age", topic="Academic age", is_closed=True),
    periods=YEARS,
    areas=areas("region_code", "new_la_code"),
    variants=(
        Variant("from 2025", {"enrolments_pa_10_exact_percent": "persistent_absence_percent"}),
        Variant("to 2024", {"sess_overall_percent_pa_10_exact": "persistent_absence_percent"}),
    ),
    expected_every=_YEARLY,
)


class CareLeaversActivity(EducationRow):
    """What care leavers do, by the age they have reached."""

    care_leaver_age = text(key=True)
    breakdown = text(key=True)
    care_leaver_count = count()
    care_leaver_percent = percentage()


CARE_LEAVERS_ACTIVITY = Dataset(
    **STANDARD,
    name="dfe__care_leavers_activity",
    title="Children looked after in England: activity of care leavers",
    source_url=_FIND + "children-looked-after-in-england-including-adoptions",
    schema=CareLeaversActivity,
    labels=Labels("care_leaver_age", topic="Care leaver age"),
    periods=YEARS,
    areas=areas("region_code", "new_la_code"),
    variants=(
        Variant(
            "to 2024",
            {
                "age": "care_leaver_age",
                "activity": "breakdown",
                "number": "care_leaver_count",
                "percentage": "care_leaver_percent",
            },
        ),
    ),
    # The same publication's table of accommodation has the same columns.
    only=("breakdown", ("In an apprenticeship", "Higher education i.e. studies beyond A level")),
    expected_every=_YEARLY,
)


class Ks4Destinations(EducationRow):
    """Where pupils were in the year after key stage 4; counts and percentages are rows of the same columns."""

    revision = dy.String(regex=r"^(provisional|revised)$")
    institution_group = text(key=True)
    institution_type = text(key=True)
    breakdown_topic = text(key=True)
    breakdown = text(key=True)
    data_type = text(key=True)
    inst_count = number(optional=True)
    cohort = number()
    overall = number()
    education = number()
    fe = number(optional=True)
    ssf = number(optional=True)
    sfc = number(optional=True)
    other_edu = number(optional=True)
    ind = number(optional=True)
    appru = number(optional=True)
    special = number(optional=True)
    spi = number(optional=True)
    edu_combo = number(optional=True)
    he = number(optional=True)
    appren = number()
    appl3 = number(optional=True)
    appl2 = number(optional=True)
    all_work = number()
    all_notsust = number()
    notsust = number(optional=True)
    notsust_ben = number(optional=True)
    only_ben = number(optional=True)
    all_unknown = number()
    unknown_id = number(optional=True)
    unknown = number(optional=True)


KS4_DESTINATIONS = Dataset(
    **STANDARD,
    name="dfe__ks4_destinations",
    title="Key stage 4 destination measures: national",
    source_url=_FIND + "key-stage-4-destination-measures",
    schema=Ks4Destinations,
    labels=Labels(
        "breakdown",
        topic_column="breakdown_topic",
        passed_over=r"^(disadvantage status and |first language: |prior attainment)|^sen primary need: total$",
    ),
    periods=ACADEMIC_YEARS,
    areas=areas(),
    revision=("version", {"Provisional": "provisional", "Revised": "revised", "Final": "revised"}),
    variants=(
        Variant("to 2021/22", {"notsust_beneet": "notsust_ben", "only_beneet": "only_ben"}),
        Variant("to 2020/21", {"characteristic_group": "breakdown_topic", "characteristic": "breakdown"}),
    ),
    # A table of local areas alone would take the place of the nation's figures.
    only=("geographic_level", ("National",)),
    expected_every=_YEARLY,
)


class LaitPost16Send(AreaRow):
    """Any measure of the tool, in long form."""

    revision = dy.String(nullable=True, regex=r"^(provisional|revised)$")
    measure = text(key=True)
    value = number()


def _year_of_measure(years: str, measure: str) -> Period | None:
    return periods.year_of_measure(years, _kinds_of_measures().get(measure.strip()))


@cache
def _kinds_of_measures() -> dict[str, Kind]:
    return {row["measure"]: cast("Kind", row["period_kind"]) for row in seed("lait_measure").iter_rows(named=True)}


LAIT_POST16_SEND = Dataset(
    name="dfe__lait_post16_send",
    publisher="Department for Education",
    department="DfE",
    title="Local authority interactive tool (LAIT): post-16 and SEND measures",
    source_url="https://www.gov.uk/government/publications/local-authority-interactive-tool-lait",
    layout=Table(),
    schema=LaitPost16Send,
    # A bare year is the calendar's, or the one in which an academic year ends, as the list of measures says; "2024/25"
    # and "2023-25" (three years together) say it themselves.
    periods=Periods(("years", "short_desc"), _year_of_measure, None),
    # A compilation of other publications, so their symbols come too; its own for a missing figure is the dash.
    symbols=Symbols({**EXPLORE_EDUCATION_STATISTICS, "-": "missing", "na": "not_available", "*": "confidential"}),
    areas=Areas(dfe_number="la_number", name="la_and_regions", required=("la_number", "la_and_regions")),
    # A resupply of one measure must not displace the rest.
    coverage=("measure", "period"),
    renames={"short_desc": "measure", "values": "value"},
    passed_over=("data_item", "region"),
    contract_version=2,  # 2: the years of measures that are counted by academic year are written as such
    expected_every=timedelta(days=100),
)


class ApprenticeshipsDemographics(PublishedRow):
    """Starts and achievements by a characteristic of the learner, for each provider and for all together."""

    provider_name = text(key=True)
    characteristic_type = text(key=True)
    characteristic = text(key=True)
    measure = text(key=True)
    count = count()


APPRENTICESHIPS_DEMOGRAPHICS = Dataset(
    name="dfe__apprenticeships_demographics",
    publisher="Department for Education",
    department="DfE",
    title="Apprenticeships: starts and achievements by provider and characteristic",
    source_url=_FIND + "apprenticeships",
    layout=Table(),
    schema=ApprenticeshipsDemographics,
    labels=Labels("characteristic", topic_column="characteristic_type"),
    # "2025/26 (Aug to Apr)" is a part year, and stays a period of its own.
    periods=Periods(("year",), periods.academic_year, ("academic_year", "part_year")),
    symbols=Symbols(EXPLORE_EDUCATION_STATISTICS),
    expected_every=timedelta(days=120),
)


class LeoMainActivitySen(PublishedRow):
    """What people did in each year after key stage 4, by SEN status at the time; shares of a group add to 100."""

    years_after_ks4 = dy.Int64(min=0, metadata=KEY)
    activity = text(key=True)
    sen_status = text(key=True)
    ks4_cohorts = text(key=True, optional=True)
    percentage = percentage()


LEO_MAIN_ACTIVITY_SEN = Dataset(
    name="dfe__leo_main_activity_sen",
    publisher="Department for Education",
    department="DfE",
    title="Post-16 education and labour market activities (LEO): main activity by SEN status",
    source_url=_FIND + "post-16-education-and-labour-market-activities-pathways-and-outcomes",
    layout=Table(sheet="National_SEN status"),
    schema=LeoMainActivitySen,
    labels=Labels("sen_status", topic="SEN Provision", is_closed=True),
    periods=Periods(("years_after_ks4",), periods.years_after_key_stage_4, ("years_after_ks4",)),
    symbols=Symbols(EXPLORE_EDUCATION_STATISTICS),
    # Few files say which school leavers they follow; a later release follows others.
    coverage=("cohorts", "ks4_cohorts"),
    unsaid={"ks4_cohorts": lambda name: periods.cohorts_in_name(name) or "not stated"},
    variants=(
        Variant("by cohort", {"ks4_cohort": "ks4_cohorts"}),
        Variant("by cohort as such", {"cohort": "ks4_cohorts"}),
    ),
    # The tables of graduates and of people without a degree have the same columns and one more.
    never=("non_grad_status", "grad_status"),
    expected_every=timedelta(days=5 * 365),
)

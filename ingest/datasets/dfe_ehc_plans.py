"""DfE, "Education, health and care plans" (the SEN2 census): what its tables promise."""

from __future__ import annotations

from datetime import timedelta

import dataframely as dy
import polars as pl

from ingest.contract import Dataset, Labels, count, percentage, text
from ingest.datasets.explore_education_statistics import (
    JANUARY_CENSUSES,
    STANDARD,
    YEARS,
    EducationRow,
    areas,
)

_YEARLY = timedelta(days=366)
_URL = "https://explore-education-statistics.service.gov.uk/find-statistics/education-health-and-care-plans"


class WorkBasedPlacements(EducationRow):
    """Work-based placements of people with an EHC plan that were open on census day."""

    breakdown_topic = text(key=True)
    breakdown = text(key=True)
    supported_internships = count()
    apprenticeships = count()
    traineeships = count(optional=True)  # the programme closed in 2023
    work_based_placements = count()

    @dy.rule()
    def supported_internships_do_not_exceed_all_placements(cls) -> pl.Expr:
        """Each placement is of one kind."""
        return pl.col("supported_internships") <= pl.col("work_based_placements")


WORK_BASED_PLACEMENTS = Dataset(
    **STANDARD,
    name="dfe__work_based_placements",
    title="Education, health and care plans: work-based placements",
    source_url=_URL,
    schema=WorkBasedPlacements,
    labels=Labels("breakdown", topic_column="breakdown_topic"),
    periods=JANUARY_CENSUSES,
    areas=areas("region_code", "new_la_code"),
    renames={
        "open_supp_intern": "supported_internships",
        "open_apprentice": "apprenticeships",
        "open_trainee": "traineeships",
        "open_wbp": "work_based_placements",
    },
    expected_every=_YEARLY,
)


class CeasedEhcPlans(EducationRow):
    """EHC plans that ended in a calendar year, by the reason."""

    breakdown_topic = text(key=True)
    breakdown = text(key=True)
    max_age = count()
    needs_met = count()
    he = count()
    employ = count()
    transfer = count()
    no_engage = count()
    moved_outside_eng = count(optional=True)
    deceased = count(optional=True)
    # The release's guidance swaps the descriptions of the next two.
    not_rec = count(optional=True)
    other = count(optional=True)
    total_ceased = count()

    @dy.rule()
    def paid_employment_does_not_exceed_all_ceased_plans(cls) -> pl.Expr:
        """A plan ends for one reason."""
        return pl.col("employ") <= pl.col("total_ceased")


CEASED_EHC_PLANS = Dataset(
    **STANDARD,
    name="dfe__ceased_ehc_plans",
    title="Education, health and care plans: ceased plans",
    source_url=_URL,
    schema=CeasedEhcPlans,
    labels=Labels("breakdown", topic_column="breakdown_topic"),
    periods=YEARS,
    areas=areas("region_code", "new_la_code"),
    expected_every=_YEARLY,
)


class SenNeedsAllPlans(EducationRow):
    """EHC plans on census day, by primary need."""

    breakdown_topic = text(key=True)
    breakdown = text(key=True)
    ehc_plans = count()
    number_asd = count()
    number_hi = count()
    number_mld = count()
    number_msi = count()
    number_oth = count()
    number_pd = count()
    number_pmld = count()
    number_semh = count()
    number_slcn = count()
    number_sld = count()
    number_spld = count()
    number_vi = count()
    # Down syndrome has a code of its own in the collection; the published table counts it under other need so far.
    number_ds = count(optional=True)
    number_need_unknown = count(optional=True)
    asd_pc = percentage(optional=True)
    hi_pc = percentage(optional=True)
    mld_pc = percentage(optional=True)
    msi_pc = percentage(optional=True)
    oth_pc = percentage(optional=True)
    pd_pc = percentage(optional=True)
    pmld_pc = percentage(optional=True)
    semh_pc = percentage(optional=True)
    slcn_pc = percentage(optional=True)
    sld_pc = percentage(optional=True)
    spld_pc = percentage(optional=True)
    vi_pc = percentage(optional=True)
    ds_pc = percentage(optional=True)
    unknown_pc = percentage(optional=True)


SEN_NEEDS_ALL_PLANS = Dataset(
    **STANDARD,
    name="dfe__sen_needs_all_plans",
    title="Education, health and care plans: SEN need, all plans",
    source_url=_URL,
    schema=SenNeedsAllPlans,
    labels=Labels("breakdown", topic_column="breakdown_topic"),
    periods=JANUARY_CENSUSES,
    areas=areas("region_code", "new_la_code"),
    expected_every=_YEARLY,
)

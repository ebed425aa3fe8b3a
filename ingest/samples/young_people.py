"""Made-up files in the layouts of DfE's releases on what young people do after 16."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

from ingest.samples.ehc_plans import ehc_plans
from ingest.samples.england import England, Place, Row, Table, levels, percent, plain, region_name, rounded, split

NEET_YEARS: Final = ("2023", "2024", "2025")
NEET_COLUMNS: Final = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "old_la_code", "new_la_code", "la_name", "Age", "Cohort_DJFavg", "NEET_not_known_percent", "NEET_percent",
    "Notknown_percent", "annual_change_ppts_NEET_not_known", "annualchange_NEET", "annualchange_notknown",
    "cohort_March", "TOTAL_participating_in_education_and_training_percent", "Full_time_education_percent",
    "Apprenticeship_percent", "Other_education_and_training_percent",
    "annual_change_Participation_in_education_training", "annual_change_FTE", "annual_change_apprenticeship",
    "annual_change_other_education_training", "September_guarantee_Offer_made_percent",
    "September_guarantee_annual_change_ppts", "cohort_noSEN_percent", "NEET_NK_noSEN_percent", "cohort_EHCP_percent",
    "NEET_NK_EHCP_percent", "cohort_SENDsupport_percent", "NEET_NK_SENDsupport_percent", "VG_cohort_DJF_avg",
    "VG_cohort_percentage", "VG_NEET_NK_percentage", "Level_3", "L2_em_GCSE_othL2", "avg_att8", "pt_l2basics_94",
    "sess_overall_percent", "enrolments_pa_10_exact_percent", "NEET_NK_quintile", "NEET_quintile", "Notknown_quintile",
    "Participation_ET_quintile", "Sep_guarantee_quintile",
)  # fmt: skip
QUINTILES: Final = NEET_COLUMNS[-5:]

CARE_YEARS: Final = ("2023", "2024", "2025")
CARE_COLUMNS: Final = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "old_la_code", "la_name", "new_la_code", "care_leaver_age", "breakdown", "care_leaver_count", "care_leaver_percent",
)  # fmt: skip
IN_WORK_OR_STUDY: Final = {
    "Education other than higher education": 35,
    "Higher education i.e. studies beyond A level": 6,
    "In an apprenticeship": 3,
    "In training or employment (excl. apprenticeship)": 18,
}
OUT_OF_WORK_AND_STUDY: Final = {
    "Not in education, training or employment, owing to illness or disability": 7,
    "Not in education, training or employment, owing to other reasons": 22,
    "Not in education, training or employment, owing to pregnancy or parenting": 3,
}
NOT_KNOWN: Final = "Total information not known"

LAIT_COLUMNS: Final = ("Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number", "Region")
LAIT_MEASURES: Final = {  # measure: made-up level, and the last year
    "SusEdOverall_All": (93.5, 2023),
    "SusEdOverall_SEN_Stat_incSpec": (89.5, 2023),
    "SusEdOverall_SEN_NoStat_incSpec": (88.5, 2023),
    "SusEdOverall_NoSEN_incSpec": (94.8, 2023),
    "KS4_SEN_Des_incSpec": (88.7, 2023),
    "KS4_DES_Apprentice": (3.5, 2023),
    "16-17_not known_NEET": (6.0, 2025),
    "16-17 NEET": (3.5, 2025),
    "16-17_not known": (2.5, 2025),
    "16-17Ed&Training": (91.0, 2025),
    "16-17YroldSEN_ET": (86.0, 2025),
    "SEN_CASES_JAN": (0.0, 2025),
}
LAIT_REGION_NAMES: Final = {"Inner London": "London (Inner)", "Outer London": "London (Outer)"}
LAIT_YEARS: Final = 5


def tables(places: England, rng: random.Random) -> Iterator[Table]:
    """NEET and participation (a file a year), care leavers' activity, and LAIT."""
    rates = {place: rng.lognormvariate(-2.9, 0.3) for place in places.authorities}  # about 5.5% NEET or not known
    for number, year in enumerate(NEET_YEARS):
        yield _neet(places, rng, rates, year, number)
    yield _care_leavers(places, rng)
    yield _lait(places, rng)


def _neet(places: England, rng: random.Random, rates: dict[Place, float], year: str, number: int) -> Table:
    counts = {place: _young_people(rng, place, rates[place] * (1 + 0.03 * number)) for place in places.authorities}
    rows = [_neet_row(rng, year, geography, young) for geography, young in levels(places, counts)]
    for row in rng.sample([row for row in rows if row["geographic_level"] == "Local authority"], 8):
        row.update(dict.fromkeys(("VG_cohort_DJF_avg", "VG_cohort_percentage", "VG_NEET_NK_percentage"), "c"))
    return Table(f"made-up-neet-and-participation-{year}.csv", NEET_COLUMNS, rows)


def _young_people(rng: random.Random, place: Place, rate: float) -> dict[str, int]:
    cohort = int(place.share * 600_000) + 50
    plan, support = int(cohort * rng.uniform(0.04, 0.07)), int(cohort * rng.uniform(0.06, 0.13))
    neet = int(cohort * rate * 0.6)
    not_known = int(cohort * rate * rng.uniform(0.2, 0.6))
    apprentices = int(cohort * rng.uniform(0.02, 0.06))
    other = int(cohort * rng.uniform(0.01, 0.03))
    vulnerable = int(cohort * 0.028)
    return {
        "cohort": cohort,
        "plan": plan,
        "support": support,
        "none": cohort - plan - support,
        "neet": neet,
        "not_known": not_known,
        "plan_out": int(plan * rate * 1.9),
        "support_out": int(support * rate * 1.8),
        "none_out": int((cohort - plan - support) * rate * 0.85),
        "apprentices": apprentices,
        "other": other,
        "full_time": int((cohort - neet - not_known - apprentices - other) * 0.97),
        "vulnerable": vulnerable,
        "vulnerable_out": int(vulnerable * rng.uniform(0.2, 0.4)),
    }


def _neet_row(rng: random.Random, year: str, geography: Row, young: dict[str, int]) -> Row:
    cohort = young["cohort"]
    in_training = young["full_time"] + young["apprentices"] + young["other"]
    row: Row = {"time_period": year, "time_identifier": "Calendar year", **geography, "Age": "16-17"}
    row |= {
        "Cohort_DJFavg": cohort,
        "NEET_not_known_percent": percent(young["neet"] + young["not_known"], cohort),
        "NEET_percent": percent(young["neet"], cohort),
        "Notknown_percent": percent(young["not_known"], cohort),
        "cohort_March": cohort + rng.randrange(20),
        "TOTAL_participating_in_education_and_training_percent": percent(in_training, cohort),
        "Full_time_education_percent": percent(young["full_time"], cohort),
        "Apprenticeship_percent": percent(young["apprentices"], cohort),
        "Other_education_and_training_percent": percent(young["other"], cohort),
        "September_guarantee_Offer_made_percent": plain(rng.uniform(88, 99)),
        "VG_cohort_DJF_avg": young["vulnerable"],
        "VG_cohort_percentage": percent(young["vulnerable"], cohort),
        "VG_NEET_NK_percentage": percent(young["vulnerable_out"], young["vulnerable"]),
    }
    for column, group in (("noSEN", "none"), ("EHCP", "plan"), ("SENDsupport", "support")):
        row[f"cohort_{column}_percent"] = percent(young[group], cohort)
        row[f"NEET_NK_{column}_percent"] = percent(young[f"{group}_out"], young[group])
    for column in NEET_COLUMNS[NEET_COLUMNS.index("Age") :]:
        if "change" in column:
            row[column] = plain(rng.uniform(-1, 1))
    row |= {column: plain(rng.uniform(low, high)) for column, low, high in (
        ("Level_3", 45, 65), ("L2_em_GCSE_othL2", 15, 30), ("avg_att8", 40, 52), ("pt_l2basics_94", 55, 72),
        ("sess_overall_percent", 7, 10), ("enrolments_pa_10_exact_percent", 18, 28),
    )}  # fmt: skip
    local = geography["geographic_level"] == "Local authority"
    return row | {column: rng.randint(1, 5) if local else "z" for column in QUINTILES}


def _care_leavers(places: England, rng: random.Random) -> Table:
    rows: list[Row] = []
    for number, year in enumerate(CARE_YEARS):
        for age, people in (("17 to 18 years", 7_000), ("19 to 21 years", 18_000)):
            counts = {
                place: _care_leavers_of(rng, int(place.share * people * (1 + 0.02 * number)))
                for place in places.authorities
            }
            for geography, by_activity in levels(places, counts):
                rows += _care_leaver_rows({"time_period": year, "care_leaver_age": age, **geography}, by_activity)
    return Table("made-up-care-leavers-activity.csv", CARE_COLUMNS, rows, bom=True)


def _care_leavers_of(rng: random.Random, people: int) -> dict[str, int]:
    return split(rng, people, IN_WORK_OR_STUDY | OUT_OF_WORK_AND_STUDY | {NOT_KNOWN: 6})


def _care_leaver_rows(about: Row, by_activity: dict[str, int]) -> Iterator[Row]:
    total = sum(by_activity.values())
    figures = by_activity | {
        "Total in education, employment or training": sum(by_activity[label] for label in IN_WORK_OR_STUDY),
        "Total not in education, employment or training": sum(by_activity[label] for label in OUT_OF_WORK_AND_STUDY),
        "Total": total,
    }
    about = {"time_identifier": "Reporting year", **about}
    yield {**about, "breakdown": "In training or employment", "care_leaver_count": "z", "care_leaver_percent": "z"}
    for label, count in figures.items():
        few = 0 < count <= 5  # noqa: PLR2004 - the release hides counts of 1 to 5
        yield {
            **about,
            "breakdown": label,
            "care_leaver_count": "c" if few else rounded(count, 10),
            "care_leaver_percent": "c" if few else percent(count, total, 0),
        }


def _lait(places: England, rng: random.Random) -> Table:
    everywhere = [(place, region_name(places.region_of(place)), place.name) for place in places.authorities]
    everywhere += [
        (place, "NA", LAIT_REGION_NAMES.get(place.name, place.name))
        for place in (*places.regions, *places.london_halves, places.country)
    ]
    rows: list[Row] = []
    for measure, (level, last) in LAIT_MEASURES.items():
        for place, region, name in everywhere:
            here = level * rng.uniform(0.95, 1.05)
            for year in range(last - LAIT_YEARS + 1, last + 1):
                value = plain(min(here * rng.uniform(0.98, 1.02), 100.0), 2)
                if measure == "SEN_CASES_JAN":
                    value = _plans(places, place, year)
                rows.append({
                    "Short Desc": measure,
                    "Years": year,
                    "LA and Regions": name,
                    "Values": "-" if region != "NA" and rng.random() < 0.01 else value,  # noqa: PLR2004
                    "LA Number": f"{place.dfe_number}.0",
                    "Region": region,
                })  # fmt: skip
    return Table("made-up-lait-post-16-send.csv", LAIT_COLUMNS, rows)


def _plans(places: England, place: Place, year: int) -> str:
    """An authority's plans, or the sum of a region's or the country's; the halves of London have none."""
    parts = [one for one in places.authorities if place.code in {one.code, one.region, places.country.code}]
    return str(sum(ehc_plans(one, year) for one in parts)) if parts else "-"

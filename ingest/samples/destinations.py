"""Made-up files in the layouts of DfE's national releases: KS4 destinations, LEO activity, apprenticeships."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import Final

from ingest.samples.england import England, Row, Table, percent, rounded, split

KS4_YEARS: Final = ("201819", "201920", "202021", "202122", "202223")
KS4_GROUPS: Final = ("Total", "Total state-funded mainstream and special")
KS4_PARTS: Final = {
    "fe": 38, "ssf": 32, "sfc": 12, "other_edu": 5, "appren": 3.5, "all_work": 3.5, "notsust": 4, "notsust_ben": 0.8,
    "only_ben": 0.4, "unknown_id": 1, "unknown": 0.2,
}  # fmt: skip
KS4_OTHER_EDUCATION: Final = {"ind": 10, "appru": 10, "special": 60, "spi": 10, "edu_combo": 9, "he": 1}
KS4_COLUMNS: Final = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "institution_group",
    "institution_type", "breakdown_topic", "breakdown", "data_type", "version", "inst_count", "cohort", "overall",
    "education", "fe", "ssf", "sfc", "other_edu", "ind", "appru", "special", "spi", "edu_combo", "he", "appren",
    "appl3", "appl2", "all_work", "all_notsust", "notsust", "notsust_ben", "only_ben", "all_unknown", "unknown_id",
    "unknown",
)  # fmt: skip
KS4_FIGURES: Final = KS4_COLUMNS[KS4_COLUMNS.index("overall") :]
# Breakdown: share of all pupils, and how much likelier than others they are not to sustain a destination.
KS4_BREAKDOWNS: Final = {
    ("Total", "Total"): (1.0, 1.0),
    ("SEN Provision", "No identified SEN"): (0.84, 0.8),
    ("SEN Provision", "SEN support"): (0.12, 1.9),
    ("SEN Provision", "SEN with EHC plan or statement"): (0.04, 1.7),
    ("SEN Provision", "Identified SEN"): (0.16, 1.85),
    ("Sex", "Female"): (0.49, 0.9),
    ("Sex", "Male"): (0.51, 1.1),
    ("Ethnicity Major", "White"): (0.75, 1.0),
    ("Ethnicity Major", "Asian or Asian British"): (0.12, 0.7),
    ("Ethnicity Major", "Black or Black British"): (0.06, 0.9),
    ("Ethnicity Major", "Unclassified"): (0.07, 1.5),
    ("Ethnicity Minor", "White British"): (0.68, 1.0),
    ("Ethnicity Minor", "Gypsy Roma"): (0.003, 4.0),
    ("Ethnicity Minor", "Traveller of Irish Heritage"): (0.0002, 4.0),
    ("SEN Primary Need", "Autistic spectrum disorder"): (0.02, 1.4),
    ("SEN Primary Need", "Social emotional and mental health"): (0.03, 3.0),
    ("SEN Primary Need", "Multi-sensory impairment"): (0.0002, 1.3),
}
KS4_PUPILS: Final = 300_000
FEWEST_SHOWN: Final = 6

LEO_COLUMNS: Final = ("Years after KS4", "Activity", "SEN_status", "Percentage")
LEO_STATUSES: Final = {"Not identified as SEN": 1.0, "SEN without a statement": 0.75, "With statement of SEN": 0.5}
LEO_YEARS: Final = 15

APPRENTICESHIP_COLUMNS: Final = (
    "year", "provider_name", "characteristic_type", "characteristic", "measure", "count",
)  # fmt: skip
APPRENTICESHIP_YEARS: Final = {
    "2022/23": 1.0,
    "2023/24": 1.02,
    "2024/25": 1.05,
    "2025/26 (Aug to Apr)": 0.9,
}
LLDD: Final = "Learner with learning difficulties or disabilities (LLDD)"
CHARACTERISTICS: Final = {
    "Age": {"Under 19": 22, "19-24": 29, "25+": 49},
    "Sex": {"Male": 49, "Female": 51},
    LLDD: {
        "No learning difficulty / disability": 81,
        "With learning difficulty / disability": 15,
        "LLDD - Unknown": 4,
    },
    "Ethnicity": {
        "White": 80,
        "Black / African / Caribbean / Black British": 5,
        "Asian / Asian British": 8,
        "Mixed / Multiple ethnic groups": 4,
        "Other ethnic group": 1,
        "Unknown": 2,
    },
}
ALL_PROVIDERS: Final = "Total (All providers)"
FEW_LEARNERS: Final = 5


def tables(_: England, rng: random.Random) -> Iterator[Table]:
    """The three files; all are about England as a whole."""
    yield _ks4(rng)
    yield _leo(rng)
    yield _apprenticeships(rng)


def _ks4(rng: random.Random) -> Table:
    rows: list[Row] = []
    for number, year in enumerate(KS4_YEARS):
        for (topic, breakdown), (share, trouble) in KS4_BREAKDOWNS.items():
            for group in KS4_GROUPS:
                pupils = int(KS4_PUPILS * (1 + 0.02 * number) * share * (1.03 if group == "Total" else 1.0))
                about: Row = {
                    "time_period": year,
                    "time_identifier": "Academic year",
                    "geographic_level": "National",
                    "country_code": "E92000001",
                    "country_name": "England",
                    "institution_group": group,
                    "institution_type": "Total",
                    "breakdown_topic": topic,
                    "breakdown": breakdown,
                    "version": "Provisional" if year == KS4_YEARS[-1] else "Revised",
                    "inst_count": "z",
                    "cohort": pupils,
                }
                figures = _destinations(rng, pupils, trouble)
                hidden = pupils < 100  # noqa: PLR2004 - so few pupils that single ones could be told
                rows.append(about | {"data_type": "Number of students"} | _hide_few(figures, hidden))
                shares: Row = {name: _share(count, pupils) for name, count in figures.items()}
                rows.append(about | {"data_type": "Percentage"} | (dict.fromkeys(shares, "c") if hidden else shares))
    return Table("made-up-ks4-destinations-national.csv", KS4_COLUMNS, rows, bom=True)


def _destinations(rng: random.Random, pupils: int, trouble: float) -> dict[str, int]:
    weights = dict(KS4_PARTS)
    for part in ("notsust", "notsust_ben", "only_ben", "unknown_id"):
        weights[part] *= trouble
    parts = split(rng, pupils, weights)
    parts |= split(rng, parts["other_edu"], KS4_OTHER_EDUCATION)
    parts |= split(rng, parts["appren"], {"appl3": 40, "appl2": 60})
    parts["education"] = parts["fe"] + parts["ssf"] + parts["sfc"] + parts["other_edu"]
    parts["overall"] = parts["education"] + parts["appren"] + parts["all_work"]
    parts["all_notsust"] = parts["notsust"] + parts["notsust_ben"] + parts["only_ben"]
    parts["all_unknown"] = parts["unknown_id"] + parts["unknown"]
    return {name: parts[name] for name in KS4_FIGURES}


def _hide_few(figures: dict[str, int], hidden: bool) -> Row:  # noqa: FBT001 - a fact about the row
    return {name: "c" if hidden and count < FEWEST_SHOWN else count for name, count in figures.items()}


def _share(count: int, pupils: int) -> str:
    """A percentage to one decimal place, `low` where it rounds to 0 but is not."""
    text = percent(count, pupils)
    return "low" if count and text == "0" else text


def _leo(rng: random.Random) -> Table:
    rows: list[Row] = []
    for status, advantage in LEO_STATUSES.items():
        for year in range(1, LEO_YEARS + 1):
            work = (70 * advantage) * (1 - math.exp(-year / 5))
            benefits = 12 / advantage**1.6 * (1 - math.exp(-year / 3))
            study = 75 * math.exp(-(year - 1) / 1.8)
            shares = {
                "KS5": study * 0.6 if year <= 2 else 0.0,  # noqa: PLR2004 - sixth form ends
                "Other Education": study * 0.3,
                "Adult FE": 6 * math.exp(-((year - 4) ** 2) / 18),
                "Higher education": 25 * advantage**2 * math.exp(-((year - 5) ** 2) / 6),
                "Employment": work,
                "Out of work benefits": benefits,
                "No sustained activity": 14.0,
                "Activity not captured": 10.0,
            }
            wobbly = {activity: share * rng.uniform(0.97, 1.03) for activity, share in shares.items()}
            whole = sum(wobbly.values())
            rows += [
                {
                    "Years after KS4": year,
                    "Activity": activity,
                    "SEN_status": status,
                    "Percentage": repr(100 * share / whole) if share else "0",
                }
                for activity, share in wobbly.items()
            ]
    return Table("made-up-leo-main-activity-sen.csv", LEO_COLUMNS, rows, newline="\r\n")


def _apprenticeships(rng: random.Random) -> Table:
    sizes = {ALL_PROVIDERS: 150_000} | {f"MADE-UP TRAINING {n} LIMITED ({10099900 + n})": 3 * n**2 for n in range(1, 7)}
    rows: list[Row] = []
    for year, growth in APPRENTICESHIP_YEARS.items():
        for provider, size in sizes.items():
            for measure, portion in (("Starts", 1.0), ("Achievements", 0.55)):
                people = int(size * growth * portion)
                for kind, weights in CHARACTERISTICS.items():
                    if provider == ALL_PROVIDERS or kind == LLDD:
                        counts = {"Total": people, **split(rng, people, weights)}
                        rows += [
                            {
                                "year": year,
                                "provider_name": provider,
                                "characteristic_type": kind,
                                "characteristic": label,
                                "measure": measure,
                                "count": "low" if 0 < count < FEW_LEARNERS else rounded(count, 10),
                            }
                            for label, count in counts.items()
                        ]
    return Table("made-up-apprenticeships-demographics.csv", APPRENTICESHIP_COLUMNS, rows)

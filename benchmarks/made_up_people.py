"""Made-up people with records in four departments and a known truth, for measuring linkage. No real person is meant.

Rates of error follow domain.md section 7, "Linkage quality", and depend on ethnicity, SEN and mobility, never at
random: a name from another alphabet is spelt several ways, those with EHC plans move more. Replace by the synthetic
national extracts where these exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import polars as pl

from ingest.linkage.names import nicknames

Codes = np.ndarray

ETHNICITY: Final = {"White": 0.72, "Asian": 0.12, "Black": 0.06, "Mixed": 0.06, "Other": 0.04}
# How many times more often a name is written otherwise, and a home is not known to be the newest.
_HARDER: Final = np.array([1.0, 2.6, 1.9, 1.4, 2.3])
_SEN: Final = ("none", "sen_support", "ehc_plan")
_FORENAMES: Final = {
    "F": (
        "OLIVIA EMILY JESSICA SOPHIE CHLOE GRACE LUCY ELLIE CHARLOTTE MEGAN AMELIA HANNAH ISABELLA ELIZABETH KATIE"
        " MOLLY HOLLY LAUREN BETHANY REBECCA ABIGAIL CATHERINE VICTORIA JENNIFER SAMANTHA NATASHA STEPHANIE POPPY"
    ),
    "M": (
        "JACK THOMAS JOSHUA OLIVER HARRY JAMES WILLIAM DANIEL CHARLES BENJAMIN JOSEPH SAMUEL GEORGE ALEXANDER MATTHEW"
        " LEWIS JAKE LUKE RYAN CALLUM CONNOR NATHAN ADAM MICHAEL CHRISTOPHER ROBERT EDWARD ANTONY STEPHEN DAVID"
    ),
    "other F": "AISHA FATIMA MARYAM ZAINAB KHADIJA AMINA PRIYA ANJALI SIMRAN NADIA YASMIN LAYLA HALIMA NOOR SANA",
    "other M": "MOHAMMED AHMED ALI HASSAN HUSSAIN IBRAHIM OMAR YUSUF BILAL ARJUN RAJ AMIR HAMZA TARIQ KWAME",
}
_SURNAMES: Final = {
    "first": (
        "SMITH JONES TAYLOR BROWN WILLIAMS WILSON JOHNSON DAVIES ROBINSON WRIGHT THOMPSON EVANS WALKER WHITE ROBERTS"
        " GREEN HALL WOOD JACKSON CLARKE PATTERSON OBRIEN MCDONALD HARRISON TURNER COOPER HILL WARD MORRIS MOORE"
    ),
    "other": (
        "KHAN ALI AHMED HUSSAIN PATEL SINGH BEGUM KAUR MAHMOOD SHAH MALIK IQBAL MIAH RAHMAN CHOWDHURY OKAFOR ADEYEMI"
        " MENSAH MOHAMED HASSAN ABDI YUSUF AL KHALIL NGUYEN CHEN WONG"
    ),
}
_SYLLABLES: Final = {
    "first": "BAR HAR WES TON LEY FORD MAR KEN WIN STAN HOL BRAD GRE SHAW DAL WEL COT RIDGE BURN WICK",
    "other": "KHA RAH MOH SID QUA DHA NAS FAR OLU ADE CHI KWA NGO SAL IM YUS BAD OUN ZAM EE",
}
_SWAPS: Final = (
    ("PH", "F"),
    ("C", "K"),
    ("OO", "U"),
    ("EE", "I"),
    ("Y", "I"),
    ("U", "O"),
    ("A", "E"),
    ("S", "SS"),
    ("D", "DD"),
)


@dataclass(frozen=True)
class Source:
    """A record-level feed: the share of people it holds, and of its records with each identifier or without a name."""

    department: str
    dataset: str
    part: float
    uln: float = 0.0
    nino: float = 0.0
    nhs: float = 0.0
    nameless: float = 0.0


SOURCES: Final = (
    Source("DfE", "dfe__ilr__learner", part=0.80, uln=0.98, nino=0.55),
    Source("DfE", "dfe__nccis", part=0.45, uln=0.85),
    Source("DWP", "dwp__customer", part=0.85, nino=1.0),
    Source("DHSC", "dhsc__client_level_data", part=0.06, nhs=0.95, nameless=0.8),
    Source("MHCLG", "mhclg__h_clic", part=0.02, nino=0.3),
)


def people(count: int, seed: int = 20) -> pl.DataFrame:
    """`count` made-up people, 16 to 25 years old: `person`, sex, ethnicity, SEN, names, birth, home and identifiers."""
    chance = np.random.default_rng(seed)
    ethnicity = chance.choice(5, count, p=list(ETHNICITY.values()))
    other = ethnicity == 1
    other |= (ethnicity > 1) & (chance.random(count) < 0.6)
    sen = chance.choice(3, count, p=[0.84, 0.11, 0.05])
    sex = chance.random(count) < np.where(sen == 0, 0.5, 0.34)
    homes = max(count // 4, 8)
    home = chance.integers(0, homes, count)
    born = chance.integers(0, 3652, count)
    surname = _surnames(chance, other)
    # One in five shares home and surname with the one before; one in sixty is a twin of the one before.
    sibling = np.flatnonzero(chance.random(count) < 0.2)
    sibling = sibling[(sibling > 0) & ~np.isin(sibling - 1, sibling)]
    for column in (home, surname, ethnicity, other):
        column[sibling] = column[sibling - 1]
    twin = sibling[chance.random(len(sibling)) < 0.08]
    born[twin] = born[twin - 1]
    return pl.DataFrame(
        {
            "person": np.arange(count),
            "sex": np.where(sex, "F", "M"),
            "ethnicity_5": np.array(list(ETHNICITY))[ethnicity],
            "harder": _HARDER[ethnicity] * np.where(sen == 2, 1.3, 1.0),
            "sen": np.array(_SEN)[sen],
            "forename": _forenames(chance, sex, other),
            "surname": surname,
            "date_of_birth": (np.datetime64("1999-09-01") + born).astype("datetime64[D]"),
            "home": home,
            "uln": _ulns(count),
            "national_insurance_number": _ninos(chance, count),
            "nhs_number": _nhs_numbers(count),
        }
    )


def records(everyone: pl.DataFrame, seed: int = 21) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Identity records of those people, and the truth.

    Returns:
        Records in the shape that linkage takes, in no order; and `source_record_key` with `person`, the truth.
    """
    chance = np.random.default_rng(seed)
    homes = int(everyone["home"].max() or 0) + 1  # type: ignore[arg-type]  # whole numbers
    sources = [_source(everyone, chance, homes, source) for source in SOURCES]
    whole = pl.concat(sources)
    whole = whole[chance.permutation(whole.height)]
    whole = whole.with_columns(source_record_key=pl.format("record-{}", pl.int_range(pl.len())))
    return whole.drop("person"), whole.select("source_record_key", "person")


def _source(everyone: pl.DataFrame, chance: np.random.Generator, homes: int, source: Source) -> pl.DataFrame:
    own = source.part * (np.where(everyone["sen"] == "ehc_plan", 6.0, 0.7) if source.department == "DHSC" else 1.0)
    known = everyone.filter(pl.Series(chance.random(everyone.height) < own))
    count, harder = known.height, known["harder"].to_numpy()

    def some(rate: float) -> np.ndarray:
        return chance.random(count) < rate * harder

    moved = some(0.085)
    home = np.where(moved, chance.integers(0, homes, count), known["home"].to_numpy())
    forename = _misspell(chance, known["forename"], some(0.03), harder > 1.5)
    surname = _misspell(chance, known["surname"], some(0.025), harder > 1.5)
    # Marriage, a second surname, or a parent's other one.
    renamed = some(0.008)
    surname = np.where(renamed, chance.permutation(surname), surname)
    swapped_names = some(0.004)
    forename, surname = np.where(swapped_names, surname, forename), np.where(swapped_names, forename, surname)
    born = _slips_of_birth(chance, known["date_of_birth"].to_numpy().astype("datetime64[D]"), some(0.003), some(0.006))
    no_name = chance.random(count) < source.nameless
    return pl.DataFrame(
        {
            "person": known["person"],
            "department": source.department,
            "dataset": source.dataset,
            "forename": _without(forename, no_name | some(0.001)),
            "surname": _without(surname, no_name),
            "date_of_birth": pl.Series(born).cast(pl.Date),
            "birth_month": pl.Series(born).cast(pl.Date).dt.month_start(),
            "sex": _without(known["sex"].to_numpy(), some(0.005)),
            "postcode": _without(_postcodes(home), some(0.01)),
            "uln": _without(known["uln"].to_numpy(), chance.random(count) > source.uln),
            "national_insurance_number": _slip_of_digit(
                chance,
                _without(known["national_insurance_number"].to_numpy(), chance.random(count) > source.nino),
                some(0.002),
            ),
            "nhs_number": _without(known["nhs_number"].to_numpy(), chance.random(count) > source.nhs),
            "ethnicity_5": known["ethnicity_5"],
            "sen": known["sen"],
            "local_authority_code": pl.Series(home % 152).map_elements(lambda n: f"E{n + 8000000:08d}", pl.String),
        }
    ).with_columns(
        pl.when(pl.Series(~no_name)).then(pl.col("date_of_birth")).alias("date_of_birth"),
    )


def _without(values: np.ndarray, gone: np.ndarray) -> pl.Series:
    return pl.select(pl.when(pl.Series(~gone)).then(pl.Series(values.astype(str)))).to_series()


def _zipf(chance: np.random.Generator, words: np.ndarray, count: int, power: float) -> np.ndarray:
    weight = 1 / (np.arange(len(words)) + 3) ** power
    return words[chance.choice(len(words), count, p=weight / weight.sum())]


def _forenames(chance: np.random.Generator, sex: np.ndarray, other: np.ndarray) -> np.ndarray:
    made = np.empty(len(sex), dtype="<U24")
    for letter, female in (("F", True), ("M", False)):
        for prefix, is_other in (("", False), ("other ", True)):
            kind = "other" if is_other else "first"
            words = np.array(_FORENAMES[prefix + letter].split() + _made_names(kind, 400, letter))
            who = (sex == female) & (other == is_other)
            made[who] = _zipf(chance, words, int(who.sum()), 0.95)
    return made


def _surnames(chance: np.random.Generator, other: np.ndarray) -> np.ndarray:
    made = np.empty(len(other), dtype="<U24")
    for kind, who in (("first", ~other), ("other", other)):
        words = np.array(_SURNAMES[kind].split() + _made_names(kind, 8000, ""))
        made[who] = _zipf(chance, words, int(who.sum()), 0.85)
    double = (chance.random(len(other)) < 0.04) & ~other
    second = chance.permutation(made)
    return np.where(double & (np.char.find(second, "-") < 0), np.char.add(np.char.add(made, "-"), second), made)


def _made_names(kind: str, count: int, letter: str) -> list[str]:
    parts = _SYLLABLES[kind].split()
    size = len(parts)
    end = {"F": "A", "M": "O", "": ""}[letter]
    names = [
        parts[n % size]
        + parts[(n * 7 + n // size) % size]
        + (parts[(n // size**2) % size] if n >= size**2 else "")
        + end
        for n in range(count * 2)
    ]
    return list(dict.fromkeys(names))[:count]


def _misspell(chance: np.random.Generator, names: pl.Series, who: np.ndarray, spelt_ways: np.ndarray) -> np.ndarray:
    """A short form, another spelling, or a letter lost or exchanged with its neighbour."""
    made = names.to_numpy().astype("<U60")
    pattern = chance.integers(0, len(_SWAPS), len(made))
    place = chance.random(len(made))
    way = chance.random(len(made))
    for n in np.flatnonzero(who):
        name = str(made[n])
        if way[n] < 0.5 and not spelt_ways[n] and name in _short_forms():
            made[n] = _short_forms()[name]
        elif way[n] < (0.9 if spelt_ways[n] else 0.6):
            made[n] = _otherwise(name, pattern[n])
        else:
            at = 1 + int(place[n] * max(len(name) - 2, 1))
            lost = name[:at] + name[at + 1 :]
            made[n] = lost if way[n] < 0.97 else lost[: at - 1] + name[at : at + 1] + lost[at - 1 :]
    return made


@cache
def _short_forms() -> dict[str, str]:
    """One short form of each full name that has any."""
    return {full: short for short, full in reversed(nicknames().items())}


def _otherwise(name: str, pattern: int) -> str:
    for step in range(len(_SWAPS)):
        old, new = _SWAPS[(pattern + step) % len(_SWAPS)]
        if old in name[1:]:
            return name[0] + name[1:].replace(old, new, 1)
    return name


def _slips_of_birth(chance: np.random.Generator, born: np.ndarray, swap: np.ndarray, slip: np.ndarray) -> np.ndarray:
    dates = pl.Series(born).cast(pl.Date)
    day, month, year = (part.to_numpy() for part in (dates.dt.day(), dates.dt.month(), dates.dt.year()))
    can = swap & (day <= 12)
    day, month = np.where(can, month, day), np.where(can, day, month)
    which = chance.integers(0, 3, len(born))
    day = np.where(slip & (which == 0), chance.integers(1, 29, len(born)), day)
    month = np.where(slip & (which == 1), chance.integers(1, 13, len(born)), month)
    year = np.where(slip & (which == 2), year + chance.choice([-1, 1], len(born)), year)
    day = np.minimum(day, 28 + 2 * (month != 2))
    frame = pl.DataFrame({"y": year, "m": month, "d": day})
    other = frame.select(pl.date("y", "m", "d")).to_series().to_numpy().astype("datetime64[D]")
    return np.where(can | slip, other, born)


def _postcodes(home: np.ndarray) -> np.ndarray:
    """A postcode for each home number: about 155 to a sector and four sectors to an outward code, as in England."""
    unit, sector, outward = home % 155, (home // 155) % 4, home // 620
    letters = np.array(list("ABDEFGHJLNPQRSTUWXYZ"))
    area = np.char.add(letters[outward % 20], letters[(outward // 20) % 20])
    district = (outward // 400 + 1).astype(str)
    inward = np.char.add(letters[unit % 20], letters[unit // 20])
    text = np.char.add(np.char.add(area, district), " ")
    return np.char.add(np.char.add(text, sector.astype(str)), inward)


def _check_ten(first: int, count: int, *, nhs: bool) -> np.ndarray:
    spread = np.arange(first, first + int(count * 1.3) + 50)
    digits = (spread[:, None] // 10 ** np.arange(8, -1, -1)) % 10
    total = (digits * np.arange(10, 1, -1)).sum(axis=1) % 11
    check = (11 - total) % 11 if nhs else 10 - total
    good = (check != 10) if nhs else (total != 0)
    return (spread[good] * 10 + check[good])[:count].astype(str)


def _ulns(count: int) -> np.ndarray:
    return _check_ten(200_000_000, count, nhs=False)


def _nhs_numbers(count: int) -> np.ndarray:
    return _check_ten(600_000_000, count, nhs=True)


def _ninos(chance: np.random.Generator, count: int) -> np.ndarray:
    number = np.unique(chance.integers(0, 10**8, count * 2))[:count]
    number = chance.permutation(number)
    letters = np.array(list("ABCEHJKLMPRSTWXY"))
    text = np.char.add(letters[number % 16], letters[(number // 16) % 12])
    text = np.where(np.isin(text, ["BG", "GB", "NK", "KN", "TN", "NT", "ZZ"]), "AA", text)
    return np.char.add(
        np.char.add(text, np.char.zfill((number // 100).astype(str), 6)), np.array(list("ABCD"))[number % 4]
    )


def _slip_of_digit(chance: np.random.Generator, numbers: pl.Series, who: np.ndarray) -> pl.Series:
    digit = pl.Series(chance.integers(0, 10, len(numbers)).astype(str))
    frame = pl.DataFrame({"number": numbers, "digit": digit, "who": who})
    slipped = pl.col("number").str.head(4) + pl.col("digit") + pl.col("number").str.tail(4)
    return frame.select(pl.when(pl.col("who")).then(slipped).otherwise(pl.col("number"))).to_series()

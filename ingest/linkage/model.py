"""The splink model: what is compared, in how many grades, and which pairs are looked at.

The model holds names, birth, sex and postcode only. Identifiers are left out, so that they can serve as labels to
calibrate it by (see `calibrate`), and because an exact identifier needs no model.
"""

from __future__ import annotations

from typing import Any, Final

Settings = dict[str, Any]

# Splink's prior is a constant of no meaning here: `score` takes it out again, since the true one depends on how many
# people stand on either side.
NOMINAL_PRIOR: Final = 1e-6
TERM_FREQUENCIES: Final = ("forename", "surname")

_NOT_OTHER_YEAR: Final = "(l.birth_year = r.birth_year or l.birth_year is null or r.birth_year is null)"
_LACKS_A_BIRTH: Final = "(l.birth_month is null or r.birth_month is null)"
_LACKS_A_NAME: Final = "(l.surname is null or r.surname is null)"
_NEIGHBOURS_OF_ONE_FORENAME: Final = "l.forename_sound = r.forename_sound and l.postcode_sector = r.postcode_sector"
_NEIGHBOURS_OF_ONE_SURNAME: Final = "l.surname_sound = r.surname_sound and l.postcode_outward = r.postcode_outward"
# Any home of one with any of the other, the present or a former one: `homes` taken apart.
HOME_BLOCK: Final = (
    f"l.homes = r.homes and (l.forename_sound = r.forename_sound or {_NOT_OTHER_YEAR} or {_LACKS_A_NAME})"
)
BLOCKS: Final[tuple[str, ...]] = (
    "l.date_of_birth = r.date_of_birth and l.surname_sound = r.surname_sound",
    "l.date_of_birth = r.date_of_birth and l.forename_sound = r.forename_sound",
    "l.date_of_birth = r.date_of_birth and l.forename_root = r.forename_root",
    "l.date_of_birth = r.date_of_birth and l.postcode_outward = r.postcode_outward",
    "l.date_of_birth = r.date_of_birth and l.initials = r.initials",
    "l.date_of_birth = r.date_of_birth and l.initials_exchanged = r.initials",
    "l.surname_sound = r.surname_sound and l.forename_sound = r.forename_sound and l.birth_year = r.birth_year",
    f"{_NEIGHBOURS_OF_ONE_SURNAME} and l.forename_root = r.forename_root",
    "l.surname_sound = r.surname_sound and l.postcode_sector = r.postcode_sector",
    f"{_NEIGHBOURS_OF_ONE_FORENAME} and (l.initials = r.initials or {_NOT_OTHER_YEAR} or {_LACKS_A_NAME})",
    f"l.initials = r.initials and l.postcode_sector = r.postcode_sector and {_NOT_OTHER_YEAR}",
    "l.initials = r.initials and l.postcode = r.postcode",
    "l.forename_first = r.surname_first and l.postcode_sector = r.postcode_sector",
    "l.surname_first = r.forename_first and l.postcode_sector = r.postcode_sector",
    f"l.surname_sound = r.surname_sound and l.forename_sound = r.forename_sound and {_LACKS_A_BIRTH}",
    "l.day_and_month_swapped = r.date_of_birth and l.surname_sound = r.surname_sound",
    f"l.postcode_sector = r.postcode_sector and l.birth_month = r.birth_month and l.sex = r.sex and {_LACKS_A_NAME}",
    "l.national_insurance_number = r.national_insurance_number",
    "l.uln = r.uln",
    "l.upn = r.upn",
    "l.nhs_number = r.nhs_number",
)
# Expectation-maximisation looks at pairs that agree in one thing to learn how the rest agree.
TRAINING_BLOCKS: Final = (
    "l.forename = r.forename and l.postcode_outward = r.postcode_outward",
    "l.date_of_birth = r.date_of_birth and l.surname_sound = r.surname_sound",
)

# Whoever moved is in one department under the home of before: any two postcodes ever known may be the same.
_SAME_POSTCODE: Final = "coalesce(postcode_l = postcode_r or list_has_any(homes_l, homes_r), false)"
# Brothers, sisters and twins share surname, postcode and sometimes the day of birth. Taken as independent these would
# add up to one person, so the grades named below are weighed given what they depend on (see `train`).
SAME_AT_ONE_POSTCODE: Final = "same, and the same postcode"
SAME_IN_ONE_HOUSEHOLD: Final = "same, in one household"
TWO_PARTS_SAME: Final = "two of year, month and day the same"
_HOUSEHOLD: Final = f"surname_l = surname_r and {_SAME_POSTCODE}"
_EXCHANGED: Final = "(forename_first_l = surname_first_r and surname_first_l = forename_first_r)"


def _null(column: str, *, also: str = "") -> Settings:
    condition = f"{column}_l is null or {column}_r is null{also}"
    return {"sql_condition": condition, "label_for_charts": "not known", "is_null_level": True}


def _level(condition: str, label: str, **more: object) -> Settings:
    return {"sql_condition": condition, "label_for_charts": label, **more}


def _else() -> Settings:
    return _level("ELSE", "different")


def _comparison(name: str, *levels: Settings) -> Settings:
    return {"output_column_name": name, "comparison_levels": list(levels)}


def _by_frequency(column: str) -> Settings:
    # A name met once in the frequencies must not weigh without bound.
    return {"tf_adjustment_column": column, "tf_adjustment_weight": 1.0, "tf_minimum_u_value": 0.00001}


FORENAME: Final = _comparison(
    "forename",
    _null("forename"),
    _level("forename_l = forename_r", "same", **_by_frequency("forename")),
    _level(_EXCHANGED, "exchanged with the surname"),
    _level("forename_root_l = forename_root_r", "same first name or short form"),
    _level(
        "forename_sound_l = forename_sound_r or jaro_winkler_similarity(forename_first_l, forename_first_r) >= 0.9",
        "alike",
    ),
    _else(),
)
SURNAME: Final = _comparison(
    "surname",
    _null("surname", also=f" or {_EXCHANGED}"),
    _level(_HOUSEHOLD, SAME_AT_ONE_POSTCODE),
    _level("surname_l = surname_r", "same", **_by_frequency("surname")),
    _level(
        "surname_first_l = surname_first_r or surname_last_l = surname_last_r"
        " or surname_first_l = surname_last_r or surname_last_l = surname_first_r",
        "one part the same",
    ),
    _level("surname_sound_l = surname_sound_r or jaro_winkler_similarity(surname_l, surname_r) >= 0.9", "alike"),
    _else(),
)
DATE_OF_BIRTH: Final = _comparison(
    "date_of_birth",
    _null("date_of_birth"),
    _level(f"date_of_birth_l = date_of_birth_r and coalesce({_HOUSEHOLD}, false)", SAME_IN_ONE_HOUSEHOLD),
    _level("date_of_birth_l = date_of_birth_r", "same"),
    _level("day_and_month_swapped_l = date_of_birth_r", "day and month exchanged"),
    _level(
        "(year(date_of_birth_l) = year(date_of_birth_r))::int + (month(date_of_birth_l) = month(date_of_birth_r))::int"
        " + (day(date_of_birth_l) = day(date_of_birth_r))::int = 2",
        TWO_PARTS_SAME,
    ),
    _else(),
)
# Social care may hold only month and year: compared where either side has no day, so never together with the above.
BIRTH_MONTH: Final = _comparison(
    "birth_month",
    _null("birth_month", also=" or (date_of_birth_l is not null and date_of_birth_r is not null)"),
    _level("birth_month_l = birth_month_r", "same"),
    _else(),
)
SEX: Final = _comparison("sex", _null("sex"), _level("sex_l = sex_r", "same"), _else())
POSTCODE: Final = _comparison(
    "postcode",
    _null("postcode"),
    _level(_SAME_POSTCODE, "same"),
    # A slip leaves the first two or the last two characters as they were, which is quickly seen.
    _level(
        "(left(postcode_l, 2) = left(postcode_r, 2) or right(postcode_l, 2) = right(postcode_r, 2))"
        " and damerau_levenshtein(postcode_l, postcode_r) <= 1",
        "one slip apart",
    ),
    _level("postcode_sector_l = postcode_sector_r", "same sector"),
    _level("postcode_outward_l = postcode_outward_r", "same outward code"),
    _else(),
)
COMPARISONS: Final = (FORENAME, SURNAME, DATE_OF_BIRTH, BIRTH_MONTH, SEX, POSTCODE)

# What a person's row must hold to be compared.
COMPARED: Final = (
    "person_key", "forename", "forename_first", "forename_root", "forename_sound", "surname", "surname_first",
    "surname_last", "surname_sound", "initials", "initials_exchanged", "date_of_birth", "day_and_month_swapped",
    "birth_month", "birth_year", "sex", "postcode", "homes", "postcode_sector", "postcode_outward",
    "national_insurance_number", "uln", "upn", "nhs_number",
)  # fmt: skip


def settings(link_type: str = "link_only") -> Settings:
    """The untrained model as splink's own settings, ready to be written as JSON."""
    return {
        "link_type": link_type,
        "unique_id_column_name": "person_key",
        "probability_two_random_records_match": NOMINAL_PRIOR,
        "comparisons": [dict(comparison) for comparison in COMPARISONS],
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": HOME_BLOCK, "arrays_to_explode": ["homes"]},
            *({"blocking_rule": rule} for rule in BLOCKS),
        ],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "max_iterations": 15,
    }

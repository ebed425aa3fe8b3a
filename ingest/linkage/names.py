"""Names as they can be compared: without case, accents, titles, apostrophes, and with the forms a name may take.

Four forms of each name, from the strictest to the loosest: as written (`forename`), its first or last part, the full
name behind a short one (`forename_root`: LIZ is ELIZABETH), and its consonants (`_sound`: MOHAMMED, MUHAMMAD and
MOHAMED are all MMD), which holds together the spellings of names that came from other alphabets.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import polars as pl

# What Unicode does not take apart into a letter and an accent. The dotless i is Turkish.
_NOT_DECOMPOSED: Final = {
    "ß": "SS", "Æ": "AE", "Œ": "OE", "Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Þ": "TH", "\u0131": "I",
}  # fmt: skip
_TITLES: Final = r"^(?:MR|MRS|MISS|MS|MX|DR|MASTER|REV)\s+"
_NO_NAME: Final = ["UNKNOWN", "NOT KNOWN", "NK", "NOT GIVEN", "NONE", "NULL", "BABY", "XXX", "X", "TEST", "NO NAME"]
# Words that belong to the word after them, written apart, hyphenated or together: AL KHALIL, DE SOUZA, MC DONALD.
_PREFIXES: Final = r"\b(AL|EL|BIN|IBN|DE|DEL|DELLA|DA|DI|DU|DOS|VAN|VON|DER|DEN|LA|LE|ABU|MC|MAC|FITZ|O|ST|SAINT|UL)\s+"
_LETTERS: Final = "BCDFGJKLMNPRSTVX"


@cache
def nicknames() -> dict[str, str]:
    """Short form to full form, in capitals, from `nicknames.csv` beside this file."""
    table = pl.read_csv(Path(__file__).with_name("nicknames.csv"))
    return dict(zip(table["short"].to_list(), table["full"].to_list(), strict=True))


def _tidy(column: str) -> pl.Expr:
    """Words in plain capitals, one space between; what stands for no name is null."""
    text = pl.col(column).str.replace_many(_NOT_DECOMPOSED).str.to_uppercase().str.replace_many(_NOT_DECOMPOSED)
    text = text.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.replace_all("['’`\u00b4\u02bc.]", "")
    text = text.str.replace_all(r"[^A-Z]+", " ").str.strip_chars().str.replace(_TITLES, "")
    return pl.when((text.str.len_chars() > 0) & ~text.is_in(_NO_NAME)).then(text)


def sound(text: pl.Expr) -> pl.Expr:
    """First letter and the consonants after it; letters that are written for each other count as one."""
    same = text.str.replace_all(r"\s", "").str.replace_many(
        {"PH": "F", "GH": "G", "KH": "K", "CH": "C", "SH": "S", "DH": "D", "TH": "T", "BH": "B", "CK": "K", "WR": "R"}
    )
    first = same.str.slice(0, 1).str.replace_many(
        {"E": "A", "I": "A", "O": "A", "U": "A", "Y": "A", "C": "K", "Q": "K", "Z": "S", "W": "V", "J": "G"}
    )
    rest = same.str.slice(1).str.replace_all("[AEIOUYHW]", "")
    rest = rest.str.replace_many({"C": "K", "Q": "K", "Z": "S", "J": "G"})
    joined = first + rest
    for _ in range(2):  # MMMD needs two passes
        joined = joined.str.replace_many({letter * 2: letter for letter in _LETTERS})
    return joined


def standardise_names(records: pl.DataFrame) -> pl.DataFrame:
    """Replace `forename` and `surname` by their plain forms and add the looser ones.

    Returns:
        The frame with `forename`, `forename_first`, `forename_root`, `forename_sound`, `surname` (its words, prefixes
        joined), `surname_first` (of a double name; else the surname) and `surname_sound`.
    """
    # There are far fewer names than records: each is worked out once.
    forenames = _once(records, "forename").with_columns(pl.col("plain").str.extract(r"^(\S+)").alias("forename_first"))
    forenames = forenames.with_columns(
        pl.col("forename_first").replace(nicknames()).alias("forename_root"),
        sound(pl.col("forename_first")).alias("forename_sound"),
    )
    surnames = _once(records, "surname").with_columns(
        pl.col("plain").str.extract(r"^(\S+)").alias("surname_first"),
        sound(pl.col("plain")).alias("surname_sound"),
    )
    for name, forms in (("forename", forenames), ("surname", surnames)):
        found = records.select(name).join(forms, on=name, how="left", maintain_order="left")
        records = records.with_columns(found.drop(name).rename({"plain": name}))
    return records


def _once(records: pl.DataFrame, column: str) -> pl.DataFrame:
    """Each different value of a name with its plain form."""
    prefixes_joined = pl.col("plain").str.replace_all(_PREFIXES, "${1}").str.replace_all(_PREFIXES, "${1}")
    return (
        records.select(pl.col(column).drop_nulls().unique())
        .with_columns(_tidy(column).alias("plain"))
        .with_columns(prefixes_joined)
    )

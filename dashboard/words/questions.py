"""The sixteen indicators as questions that a minister's office asks; and an address that asks for what is not there."""

from __future__ import annotations

from collections.abc import Collection

# Numbers of the indicators under each question, in the order that they are read.
QUESTIONS = (
    ("Do they stay in learning or work?", (1, 2, 3, 4, 5)),
    ("Do internships and apprenticeships open a way in?", (6, 7, 8, 9)),
    ("Do they get work?", (10, 11, 12, 13)),
    ("Do they have homes and independence?", (14, 15, 16)),
)


def unknown(kind: str, asked: str, offered: Collection[str], instead: str) -> list[str]:
    """What to say where an address asks for something that is not offered; nothing where it is, or nothing was asked.

    Args:
        kind: what was asked for, as in `indicator`.
        asked: its name in the address.
        offered: the names there are.
        instead: what is shown in its place, as in `NEET is shown`.
    """
    return [f"There is no {kind} called {asked}, so {instead}."] if asked and asked not in offered else []

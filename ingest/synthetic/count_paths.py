"""What people do after KS4, for the table of targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import reference
from ingest.synthetic.pathways import (
    APPRENTICESHIP,
    BENEFIT,
    COVID,
    EDUCATION,
    FE,
    NONE,
    NOT_CAPTURED,
    SPECIAL,
    SPECIALIST,
    WORK,
)

if TYPE_CHECKING:
    from ingest.synthetic.block import Block

PUBLISHED_NEEDS: Final = ("SEMH", "MLD", "SLCN", "SPLD", "ASD", "PD", "SLD", "PMLD")


def write(block: Block) -> None:
    """Count destinations and main activities."""
    _destinations(block)
    _main_activity(block)
    _identifiers(block)


def _destinations(block: Block) -> None:
    """The first year after KS4, of the year groups since plans may last to 25, but for the year of the pandemic."""
    add, people = block.tally.add, block.people
    first, setting = block.paths.state[:, 0], block.paths.setting[:, 0]
    known = people.in_ks4 & ~people.statement_era & (first >= 0)
    usual = known & (people.ks4_year != COVID)
    group = np.where(people.group == "L", "K", people.group)
    for name in "EKN":
        of = usual & (group == name)
        n = of.sum()
        states = {
            "education": first == EDUCATION,
            "apprenticeship": first == APPRENTICESHIP,
            "work": first == WORK,
            "not_sustained": (first == BENEFIT) | (first == NONE),
            "not_captured": first == NOT_CAPTURED,
        }
        for state, chosen in states.items():
            add(f"ks4_{name}_{state}", (chosen & of).sum(), n)
    of = usual & (group == "E")
    for name, where in (("special", SPECIAL), ("fe", FE), ("specialist", SPECIALIST)):
        add(f"ks4_E_{name}", ((setting == where) & of).sum(), of.sum())
    pandemic = known & (people.ks4_year == COVID) & (group == "E")
    add("covid_E_apprenticeship", ((first == APPRENTICESHIP) & pandemic).sum(), pandemic.sum())
    add("covid_E_work", ((first == WORK) & pandemic).sum(), pandemic.sum())
    needs = list(reference.table("needs")["need"])
    for name in PUBLISHED_NEEDS:
        of = usual & (people.need == needs.index(name))
        add(f"ks4_need_{name}", (((first == BENEFIT) | (first == NONE)) & of).sum(), of.sum())
    cohort = people.in_ks4 & (people.ks4_year == 2022)
    add("ks4_cohort_ehcp", (group[cohort] == "E").sum(), cohort.sum())
    add("ks4_cohort_sen_support", (group[cohort] == "K").sum(), cohort.sum())


def _main_activity(block: Block) -> None:
    """Main activities of the year groups that had statements, which are the published ones."""
    add, people = block.tally.add, block.people
    for prefix, members in (("", people.has_plan), ("support_", people.group == "K"), ("none_", people.group == "N")):
        for k in (1, 3, 5, 7, 10, 15):
            if k > block.paths.years:
                continue
            state = block.paths.state[:, k - 1]
            of = members & people.statement_era & (state >= 0)
            kinds = {
                "education": state == EDUCATION,
                "work": (state == WORK) | (state == APPRENTICESHIP),
                "benefit": state == BENEFIT,
                "none": state == NONE,
                "not_captured": state == NOT_CAPTURED,
            }
            for name, chosen in kinds.items():
                add(f"leo_{prefix}{k}_{name}", (chosen & of).sum(), of.sum())


def _identifiers(block: Block) -> None:
    """Errors of one source's identifiers stand for all."""
    from ingest.synthetic.leo import people_matched

    recorded, true, n = block.recorded("leo"), block.truth, len(block.people)
    for target, column in (
        ("surname_variant", "surname"),
        ("birthday_swapped", "birth_date"),
    ):
        block.tally.add(target, recorded.select((pl.col(column) != true[column]).sum()).item(), n)
    held = block.postcodes("leo", np.arange(n), block.plan.cut).to_numpy()
    block.tally.add("postcode_stale", (held != block.addresses.homes[:, 0]).sum(), n)
    block.tally.add("leo_matched", people_matched(block).sum(), n)

"""What the January 2025 census holds, for the table of targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ingest.synthetic import reference
from ingest.synthetic.pathways import FE, SFC, SPECIAL, SPECIALIST, SSF

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.block import Block
    from ingest.synthetic.sen2 import Census

    Ints = NDArray[np.int64]


def placements(census: Census, where: Ints, activity: Ints) -> None:
    """Plans by age, placement, need, sex and work-based activity, of people aged 16 to 25."""
    block, post = census.block, census.post_16
    rows, k = census.rows[post], census.k[post]
    where, wbp = where[post], activity[post]
    people = block.people
    female = people.female[rows]
    add, n = block.tally.add, len(rows)
    kinds = {
        "fe_and_post16": np.isin(where, [FE, SPECIALIST, SFC]),
        "specialist_post16": where == SPECIALIST,
        "special_school": where == SPECIAL,
        "mainstream": where == SSF,
        "neet": where == 10,
        "la_arrangements": where == 13,
        "not_recorded": where == -1,
    }
    for name, chosen in kinds.items():
        add(f"placement_{name}", chosen.sum(), n)
    for number, name in enumerate(reference.table("needs")["need"]):
        add(f"need_{name}", (people.need[rows] == number).sum(), n)
    for age in range(16, 26):
        add(f"plans_at_{age}", (k == age - 15).sum(), n)
    for name, at in (("SEMH", 1), ("MLD", 2), ("SLD", 4)):
        for age in (16, 24):
            add(f"need_{name}_at_{age}", (people.need[rows][k == age - 15] == at).sum(), (k == age - 15).sum())
    add("plans_female", female.sum(), n)
    interns = wbp == 1
    add("interns", (interns & (k <= 9)).sum(), (k <= 9).sum())
    add("apprentices_with_plan", (wbp == 2).sum(), n)
    add("trainees_with_plan", (wbp == 3).sum(), n)
    add("interns_female", female[interns].sum(), interns.sum())
    ethnicity = block.recorded("sen2")["ethnicity"].to_numpy()[rows]
    add("interns_white_british", (ethnicity[interns] == 0).sum(), interns.sum())
    add("plans_ethnicity_unknown", (ethnicity == len(reference.table("ethnicity")) - 1).sum(), n)
    regions = reference.places().region_index[people.la[rows]]
    for number, region in enumerate(reference.table("regions")["region"]):
        add(f"interns_{region}", (regions[interns] == number).sum(), interns.sum())
    # The number of plans, as a share of everybody of that age: what scales to the published count.
    for year in (2024, 2025):
        of_age = (people.ks4_year < year) & (people.ks4_year >= year - 10)
        open_then = people.has_plan & of_age & (year - people.ks4_year <= people.plan_years)
        add(f"plans_{year}", open_then.sum(), _national_share(block, year, of_age))


def _national_share(block: Block, year: int, of_age: NDArray[np.bool_]) -> float:
    """How much of the nation's people of this age the block holds: the sum of plans over it is a national count."""
    years, people, _ = reference.cohort_table(block.plan.first, block.plan.last)
    national = people[(years < year) & (years >= year - 10)].sum()
    return float(of_age.sum() / national) if national else 0.0

"""Who people truly are and what they truly did, for the answer sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ingest.synthetic import reference
from ingest.synthetic.block import STATE_NAMES
from ingest.synthetic.sen2_plans import cease_dates

if TYPE_CHECKING:
    from ingest.synthetic.block import Block


def write(block: Block) -> None:
    """Write the people and their spells."""
    people, places = block.people, reference.places()
    ethnicity = reference.table("ethnicity")["ethnicity_minor"].to_numpy().astype(object)
    needs = np.array([*reference.table("needs")["need"], ""], dtype=object)
    group = np.where(people.group == "L", "K", people.group)
    ceased = cease_dates(block)
    frame = pl.DataFrame(
        {
            "person_id": people.id,
            "ks4_year": people.ks4_year,
            "birth_date": block.truth["birth_date"],
            "sex": np.where(people.female, "F", "M"),
            "ethnicity": ethnicity[people.ethnicity].astype(str),
            "la": places.code.astype(str)[people.la],
            "region": places.region.astype(str)[people.la],
            "sen_at_ks4": group,
            "in_ks4": people.in_ks4,
            "primary_need": needs[people.need].astype(str),
            "idaci_decile": np.minimum((people.idaci * 10).astype(np.int64), 9) + 1,
            "fsm": people.fsm,
            "mover": people.mover,
            "plan_start": people.plan_start.astype("datetime64[D]"),
            "plan_cease": np.where(ceased <= np.datetime64(block.plan.cut), ceased, np.datetime64("NaT")),
        }
    )
    identity = block.truth.select("forename", "surname", "upn", "uln", "nino", "nhs_number").insert_column(
        2, pl.Series("postcode", block.addresses.homes[:, 0])
    )
    block.answers.add("people", pl.concat([frame, identity], how="horizontal"))
    spells = block.spells
    state = STATE_NAMES[spells["state"].to_numpy()]
    setting = np.array([*reference.SETTINGS, ""])[spells["setting"].to_numpy()]
    kind = np.where(spells["intern"].to_numpy(), "supported_internship", state)
    block.answers.add(
        "spells",
        pl.DataFrame(
            {
                "person_id": people.id[spells["row"].to_numpy()],
                "kind": kind,
                "detail": setting,
                "start": spells["start"].cast(pl.Date),
                "end": spells["end"].cast(pl.Date),
            }
        ),
    )

"""What a source holds of people on a day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ingest.synthetic import block
from ingest.synthetic.calibration import Tally
from ingest.synthetic.files import Files
from ingest.synthetic.plan import Plan
from ingest.synthetic.truth import Truth

PLAN = Plan(50_000, 11, 2013, 2025)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("block")
    return block.make(PLAN, 0, Files(folder, date(2025, 9, 15)), Tally(), Truth(folder))


def test_a_postcode_out_of_date_is_one_that_the_person_had_before(made):
    everyone = np.arange(PLAN.people)
    on = date(2024, 1, 18)
    held = made.postcodes("ilr", everyone, on)
    now, before = (made.addresses.at(everyone, np.full(PLAN.people, day)) for day in (on, date(2023, 1, 18)))
    old = held != now
    assert 0.08 < old.mean() < 0.12
    assert (held == before).filter(old).all()


def test_a_tenth_of_postcodes_are_out_of_date_and_more_of_those_who_are_recorded_worse(made):
    everyone, people = np.arange(PLAN.people), made.people
    old = (made.postcodes("uc", everyone, PLAN.cut) != made.addresses.homes[:, 0]).to_numpy()
    assert old.mean() == pytest.approx(0.10, abs=0.005)
    assert old[people.ethnicity > 0].mean() > 1.3 * old[people.ethnicity == 0].mean()
    assert old[people.has_plan].mean() > 1.1 * old[people.group == "N"].mean()


def test_a_source_that_hears_late_of_one_person_does_so_in_every_extract(made):
    """Whom it knew at the new home it never knows at the old one again."""
    everyone = np.flatnonzero(made.addresses.moved[:, 1] < np.datetime64("2015-01-01"))
    at_new = [
        (made.postcodes("nccis", everyone, date(year, 6, 30)) == made.addresses.homes[everyone, 0]).to_numpy()
        for year in range(2016, 2026)
    ]
    assert (np.diff(np.array(at_new).astype(int), axis=0) >= 0).all()

from __future__ import annotations

import polars as pl
import pytest

PARENTS = {
    "person": "sen2",
    "requests": "person",
    "assessment": "requests",
    "namedplan": "assessment",
    "plandetail": "namedplan",
    "activeplans": "requests",
    "placementdetail": "activeplans",
    "senneed": "activeplans",
}


@pytest.fixture(params=[2023, 2024, 2025])
def census(request, clean):
    return request.param, lambda module: clean.csv(f"dfe/sen2/{request.param}/sen2-{request.param}-{module}.csv")


def test_every_row_of_a_module_hangs_on_one_of_its_parent(census):
    _, module = census
    for child, parent in PARENTS.items():
        rows, key = module(child), f"{parent}tableid"
        assert rows.join(module(parent), on=key, how="anti").is_empty()
        assert rows[f"{child}tableid"].n_unique() == len(rows)


def test_open_plans_are_active_and_ceased_ones_are_not(census):
    year, module = census
    chain = (
        module("namedplan")
        .join(module("assessment"), on="assessmenttableid")
        .select("requeststableid", "ceasedate", "ceasereason")
    )
    active = module("activeplans")["requeststableid"]
    assert set(chain.filter(pl.col("ceasedate").is_null())["requeststableid"]) == set(active)
    ceased = chain.filter(pl.col("ceasedate").is_not_null())
    assert len(ceased) > 0
    assert ceased["ceasereason"].is_in([str(n) for n in range(1, 10)]).all()
    when = ceased["ceasedate"].str.to_date("%Y-%b-%d 00:00:00")
    assert when.min().year >= year - 1
    assert when.max().year <= year


def test_columns_move_and_are_renamed_as_the_specification_was(clean):
    names = {
        y: {
            m: clean.csv(f"dfe/sen2/{y}/sen2-{y}-{m}.csv").columns for m in ("person", "activeplans", "placementdetail")
        }
        for y in (2023, 2024, 2025)
    }
    assert "gendercurrent" in names[2023]["person"]
    assert "sex" in names[2024]["person"]
    assert "wbp" in names[2023]["activeplans"]
    assert "wbp" not in names[2023]["placementdetail"]
    assert "wbp" in names[2024]["placementdetail"]
    assert "reviewdraft" not in names[2024]["activeplans"]
    assert "reviewdraft" in names[2025]["activeplans"]


def test_supported_interns_have_a_plan_and_a_college(clean):
    rows = clean.csv("dfe/sen2/2025/sen2-2025-placementdetail.csv")
    interns = rows.filter(pl.col("wbp") == "S")
    assert len(interns) > 0
    assert interns["ukprn"].is_not_null().all()


def test_a_placement_is_at_a_school_or_a_college_or_says_why_not(census):
    _, module = census
    rows = module("placementdetail").select(
        pl.sum_horizontal(pl.col("urn", "ukprn", "sensetting").is_not_null()).alias("n")
    )
    assert (rows["n"] == 1).all()
    assert len(rows) < len(module("activeplans"))

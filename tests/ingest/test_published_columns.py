from ingest.datasets import DATASETS
from ingest.published_columns import published_columns


def of(name: str) -> set[tuple[str, str, str]]:
    return {tuple(column)[1:] for column in published_columns(DATASETS[name])}


def test_a_figure_that_the_lake_names_more_clearly_is_traced_to_the_publishers_column():
    assert ("as declared", "supported_internships", "open_supp_intern") in of("dfe__work_based_placements")


def test_files_of_other_years_have_the_names_of_their_years():
    assert ("to 2024", "care_leaver_percent", "percentage") in of("dfe__care_leavers_activity")
    assert not any(variant == "as declared" for variant, _, _ in of("dfe__care_leavers_activity"))


def test_a_cross_table_has_no_column_names_to_trace():
    assert of("mhclg__homelessness_support_needs") == set()

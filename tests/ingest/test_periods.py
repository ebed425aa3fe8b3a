from datetime import UTC, date, datetime

import pytest

from ingest import periods


@pytest.mark.parametrize(
    ("time_period", "identifier", "period"),
    [
        ("202425", "Academic year", "2024/25"),
        ("199900", "Academic year", "1999/00"),
        ("202425", "Financial year", "2024-25"),
        ("202425", "Tax year", "2024-25"),
        ("2025", "Calendar year", "2025"),
        ("2025", "Reporting year", "2025"),
        ("2025", "March", "2025-03"),
        ("2025", "Q2", "2025 Q2"),
        ("2024/25", "Academic year", "2024/25"),
        ("2024/2025", "Academic year", "2024/25"),
        ("202425.0", "Academic year", "2024/25"),
    ],
)
def test_a_time_period_is_read_with_its_identifier(time_period, identifier, period):
    assert periods.explore_education_statistics(time_period, identifier) == (period, None)


@pytest.mark.parametrize(
    ("time_period", "identifier"),
    [("202427", "Academic year"), ("20", "Calendar year"), ("x", "Academic year"), ("202425", "Autumn term")],
)
def test_years_that_do_not_follow_each_other_and_parts_of_a_year_are_not_a_year(time_period, identifier):
    assert periods.explore_education_statistics(time_period, identifier) is None


@pytest.mark.parametrize(
    ("text", "period", "revision"),
    [
        ("2022/23", "2022/23", None),
        ("2016/2017", "2016/17", None),
        ("2014-16", "2014-16", None),
        ("2025", "2025", None),
        ("2024 (Rev)", "2024", "revised"),
        ("2025 (prov)", "2025", "provisional"),
        ("2025/26 (Aug to Apr)", "2025/26 (Aug to Apr)", None),
        ("2023/24 (Q3 Aug to Apr)", "2023/24 (Aug to Apr)", None),
        ("2025/26 (August to January)", "2025/26 (Aug to Jan)", None),
        ("2025/26 (Aug to Oct) (provisional)", "2025/26 (Aug to Oct)", "provisional"),
        ("202526", "2025/26", None),
    ],
)
def test_a_year_is_read_as_tables_label_it(text, period, revision):
    assert periods.year_label(text) == (period, revision)


@pytest.mark.parametrize(
    ("text", "period", "revision"),
    [
        ("2025/26 (Aug-Apr)", "2025/26 (Aug to Apr)", None),
        ("2025/26 (August – April)", "2025/26 (Aug to Apr)", None),
        ("2025/26 (Q3)", "2025/26 (Aug to Apr)", None),
        ("2025/26 Q1", "2025/26 (Aug to Oct)", None),
        ("2025/26 (Q2) (provisional)", "2025/26 (Aug to Jan)", "provisional"),
        ("2025/26 (Q3 Aug to Apr)", "2025/26 (Aug to Apr)", None),
        ("2025/26 (Full year)", "2025/26", None),
        ("2024/25 (Aug to Jul)", "2024/25", None),
        ("2024/25 (Q4)", "2024/25", None),
        ("2024/25 (Q4 Aug to Jul) (final)", "2024/25", "revised"),
        ("2024/25 - final", "2024/25", "revised"),
    ],
)
def test_an_academic_year_says_in_several_ways_how_much_of_it_there_is(text, period, revision):
    assert periods.academic_year(text) == (period, revision)


@pytest.mark.parametrize("text", ["2025/26 (reported to date)", "2025/26 (year to date)", "2025/26 Q5"])
def test_a_part_of_a_year_without_its_last_month_is_no_period(text):
    assert periods.academic_year(text) is None


def test_a_label_that_names_no_year_is_no_period():
    assert periods.year_label("Total") is None
    assert periods.year_label("202527") is None
    assert periods.year_label("2025/26 (Aim to Win)") is None
    assert periods.any_year("Total") is None
    assert periods.any_year("Mar 2024") == ("Mar 2024", None)


@pytest.mark.parametrize(
    ("text", "period", "revision"),
    [
        ("May 2025 (p)", "2025-05", "provisional"),
        ("Feb-13", "2013-02", None),
        ("September 2024 (r)", "2024-09", "revised"),
        ("2025-05-01 00:00:00", "2025-05", None),
    ],
)
def test_a_month_is_read_as_stat_xplore_heads_its_columns(text, period, revision):
    assert periods.month_label(text) == (period, revision)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2018/19", "2018-19"),
        ("2018 Q2", "2018 Q2"),
        ("Q2 2018", "2018 Q2"),
        ("Apr-Jun 2018", "2018 Q2"),
        ("October to December 2024", "2024 Q4"),
        ("2018Q2", "2018 Q2"),
        ("2018-Q2", "2018 Q2"),
        ("2024-25 Q2", "2024 Q2"),
        ("2024-25 Q1 P", "2025 Q1"),
        ("2025 Q1 Provisional", "2025 Q1"),
        ("2025 Q1 [p]", "2025 Q1"),
        ("2019-20 R", "2019-20"),
        ("2022-23 [note 5]", "2022-23"),
    ],
)
def test_rows_of_a_live_table_are_financial_years_and_calendar_quarters(text, period):
    assert periods.year_or_quarter(text) == (period, None)


def test_an_interval_says_by_its_first_month_what_kind_of_year_it_is():
    assert periods.iso_year("2023-01-01/P1Y") == ("2023", None)
    assert periods.iso_year("2023-08-01/P1Y") == ("2023/24", None)
    assert periods.iso_year("2023-04-01/P1Y") == ("2023-24", None)
    assert periods.iso_year("2024-07-01/P1Y") == ("2024-07 to 2025-06", None)
    assert periods.iso_year("2024-10-01/P1Y") == ("2024-10 to 2025-09", None)
    assert periods.iso_year("2024-13-01/P1Y") is None
    assert periods.iso_year("2023") == ("2023", None)
    assert periods.iso_year("2023-01-01/P1M") is None


@pytest.mark.parametrize(
    ("coverage", "period", "last_day"),
    [
        ("2024/25", "2024/25", date(2025, 7, 31)),
        ("2025/26 (Aug to Apr)", "2025/26 (Aug to Apr)", date(2026, 4, 30)),
        ("2025/26 (Aug to Oct)", "2025/26 (Aug to Oct)", date(2025, 10, 31)),
        ("2018-19", "2018-19", date(2019, 3, 31)),
        ("SEN_CASES_JAN 2025", "2025", date(2025, 12, 31)),
        ("16-17 NEET 2023-25", "2023-25", date(2025, 12, 31)),
        ("2020 Q3", "2020 Q3", date(2020, 9, 30)),
        ("2024-02", "2024-02", date(2024, 2, 29)),
        ("Employment rate 2024-07 to 2025-06", "2024-07 to 2025-06", date(2025, 6, 30)),
    ],
)
def test_the_period_that_a_coverage_names_has_a_last_day(coverage, period, last_day):
    assert periods.last_named(coverage) == period
    assert periods.ends_on(period) == last_day


def test_years_after_key_stage_4_have_no_day():
    assert periods.ends_on("5 years after KS4") is None
    assert periods.last_named("5 years after KS4") is None


def test_a_financial_year_is_two_years_that_follow_each_other():
    assert periods.financial_year("2017-18") == periods.financial_year("2017/2018") == ("2017-18", None)
    assert periods.financial_year("201718") == ("2017-18", None)
    assert periods.financial_year("2017-19") is None


def test_years_after_key_stage_4_are_counted():
    assert periods.years_after_key_stage_4("1") == ("1 year after KS4", None)
    assert periods.years_after_key_stage_4("10.0") == ("10 years after KS4", None)


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("meas-from-asc-of-eng-1920-open-data-csv.csv", "2019-20"),
        ("ascof-2021-22.csv", "2021-22"),
        ("ascof_202223_v2.csv", "2022-23"),
        ("ascof-2022.csv", None),
        ("ascof.csv", None),
    ],
)
def test_a_year_is_found_in_a_file_name_only_where_two_years_follow_each_other(name, year):
    assert periods.financial_year_in_name(name) == year


@pytest.mark.parametrize("text", ["2024/25", "2024-25", "202425"])
def test_an_academic_year_is_never_taken_for_a_financial_one(text: str):
    assert periods.academic_year(text) == ("2024/25", None)
    assert periods.academic_year("2024-25 (Aug to Jan)") == ("2024/25 (Aug to Jan)", None)
    assert periods.academic_year("2024/26") is None


def test_a_year_after_the_next_has_yet_to_come():
    now = datetime(2026, 11, 1, tzinfo=UTC)
    assert periods.Period("2098/99").is_to_come(now)
    assert not periods.Period("2027/28").is_to_come(now)
    assert not periods.Period("5 years after KS4").is_to_come(now)

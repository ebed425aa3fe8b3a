from datetime import UTC, date, datetime, timedelta

import pytest

from ingest.status import behind_by, late_by

YEAR = timedelta(days=366)


@pytest.mark.parametrize(
    ("days_since_the_last", "days_late"),
    [(0, 0), (366, 0), (380, 0), (366 + 36, 0), (366 + 60, 60), (2 * 366, 366)],
)
def test_a_yearly_file_is_late_once_it_is_more_than_a_tenth_of_a_year_overdue(days_since_the_last: int, days_late: int):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert late_by(now - timedelta(days=days_since_the_last), YEAR, now).days == days_late


def test_figures_of_years_ago_are_behind_however_lately_their_file_came():
    # To March 2019; published by December; the next year's a year later.
    assert behind_by("dhsc__ascof", "2018-19", date(2020, 12, 26)) == 0
    assert behind_by("dhsc__ascof", "2018-19", date(2026, 11, 25)) == (date(2026, 11, 25) - date(2020, 12, 26)).days


def test_where_no_date_is_set_nothing_is_behind():
    assert behind_by("dfe__leo_main_activity_sen", "5 years after KS4", date(2026, 11, 25)) is None
    assert behind_by("mhclg__indices_of_deprivation", "2025", date(2036, 11, 25)) is None
    assert behind_by("dhsc__ascof", None, date(2036, 11, 25)) is None

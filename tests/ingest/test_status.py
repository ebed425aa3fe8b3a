from datetime import UTC, datetime, timedelta

import pytest

from ingest.status import late_by

YEAR = timedelta(days=366)


@pytest.mark.parametrize(
    ("days_since_the_last", "days_late"),
    [(0, 0), (366, 0), (380, 0), (366 + 36, 0), (366 + 60, 60), (2 * 366, 366)],
)
def test_a_yearly_file_is_late_once_it_is_more_than_a_tenth_of_a_year_overdue(days_since_the_last: int, days_late: int):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert late_by(now - timedelta(days=days_since_the_last), YEAR, now).days == days_late

"""Work on several batches at once, as if on one after the other."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from ingest.large import each_ahead


def test_results_come_in_the_order_of_their_items_whichever_is_done_first():
    def slow_if_even(number: int) -> int:
        time.sleep(0.02 if number % 2 == 0 else 0)
        return number * 10

    assert list(each_ahead(slow_if_even, iter(range(7)))) == [number * 10 for number in range(7)]


def test_no_more_items_are_taken_than_are_worked_on():
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    results = each_ahead(lambda number: number, items(), at_once=2)
    assert next(results) == 0
    assert len(taken) == 3
    results.close()
    assert len(taken) == 3


def test_what_goes_wrong_with_one_item_is_raised_in_its_turn():
    results = each_ahead(lambda number: 6 // number, iter([2, 0, 3]))
    assert next(results) == 3
    with pytest.raises(ZeroDivisionError):
        next(results)

"""Answers that are kept."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pytest

from tearsheet.explore.answers import Answers


def kept(most_bytes: int) -> Answers[pa.Table]:
    return Answers(most_bytes, lambda table: table.nbytes)


def table(value: int) -> pa.Table:
    return pa.table({"n": [value]})


def test_what_is_kept_is_not_asked_again() -> None:
    answers, places = kept(1000), []

    def ask(wanted: Sequence[int]) -> list[pa.Table]:
        places.append(list(wanted))
        return [table(place) for place in wanted]

    assert [t["n"][0].as_py() for t in answers.find(["a", "b"], ask)] == [0, 1]
    assert [t["n"][0].as_py() for t in answers.find(["b", "c"], ask)] == [1, 1]
    assert places == [[0, 1], [1]]


def test_a_failure_is_told_and_not_kept() -> None:
    answers = kept(1000)

    def fail(_: Sequence[int]) -> list[pa.Table]:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        answers.find(["a"], fail)
    assert answers.find(["a"], lambda places: [table(7)])[0]["n"][0].as_py() == 7


def test_the_oldest_goes_where_it_is_too_much() -> None:
    answers, asked = kept(table(1).nbytes * 2), []

    def ask(places: Sequence[int]) -> list[pa.Table]:
        asked.append(len(places))
        return [table(place) for place in places]

    for key in ("a", "b", "a", "c", "a", "b"):
        answers.find([key], ask)
    assert asked == [1, 1, 1, 1]  # b was the oldest when c came


def test_who_asks_for_what_is_being_answered_waits_for_it() -> None:
    answers, begun, go_on = kept(1000), threading.Event(), threading.Event()

    def slow(_: Sequence[int]) -> list[pa.Table]:
        begun.set()
        go_on.wait(10)
        return [table(1)]

    def never(_: Sequence[int]) -> list[pa.Table]:
        raise AssertionError

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(answers.find, ["a"], slow)
        begun.wait(10)
        second = threads.submit(answers.find, ["a"], never)
        go_on.set()
        assert first.result(10)[0] is second.result(10)[0]

"""A row that kills its process is found; the others are kept."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import polars as pl
import pytest

from tearsheet.child import PageLimit
from tearsheet.stages.deadly import run_without_deadly
from tearsheet.workers import InLine, Killed, Reason, Workers

T = TypeVar("T")
Said = tuple[str, str]
ROWS = pl.DataFrame({"page": ["a", "deadly", "b"]})


class Mortal:
    """Calls in line, and dies of any call in which a page is deadly; `is_telling` at which."""

    def __init__(self, reason: Reason = "timeout", *, is_telling: bool = False) -> None:
        self.calls: list[str] = []
        self.reason, self.is_telling = reason, is_telling

    def run(self, function: Callable[..., T], *args: Any, timeout: float) -> T:
        result = function(*args)
        _, said = str(result)[1:-1].replace("'", "").split(", ")
        self.calls.append(said)
        if "deadly" in said:
            at = said.split(" ").index("deadly") if self.is_telling else None
            raise Killed(self.reason, at=at)
        return result


def pages(rows: pl.DataFrame, suffix: str) -> Said:
    return suffix, " ".join(rows["page"])


def found_by(caller: Mortal | InLine, rows: pl.DataFrame) -> list[Said]:
    return run_without_deadly(
        caller,
        rows,
        lambda *call: partial(pages, *call),
        lambda row, suffix, killed: (suffix, f"{row['page'][0]}: {killed.reason}"),
    )


def many(*deadly: int) -> pl.DataFrame:
    return pl.DataFrame({"page": ["deadly" if no in deadly else f"p{no}" for no in range(64)]})


def test_all_rows_are_one_call_where_nothing_dies() -> None:
    assert found_by(InLine(), ROWS) == [("", "a deadly b")]


def test_without_a_word_of_a_row_that_takes_too_long_each_is_called_alone() -> None:
    caller = Mortal()
    assert found_by(caller, ROWS) == [
        (".00000-00001", "a"),
        (".00001-00002", "deadly: timeout"),
        (".00002-00003", "b"),
    ]
    assert len(caller.calls) == 5  # all, none, and each


@pytest.mark.parametrize("reason", ["timeout", "crashed", "memory"])
def test_the_row_that_was_told_is_called_alone_and_those_around_it_together(reason: Reason) -> None:
    caller = Mortal(reason, is_telling=True)
    found = found_by(caller, many(37))
    assert [suffix for suffix, _ in found] == [".00000-00037", ".00037-00038", ".00038-00064"]
    assert found[1][1] == f"deadly: {reason}"
    assert len(caller.calls) == 5  # all, none, and the three parts


@pytest.mark.parametrize("deadly", [(0,), (63,), (5, 6), (1, 33, 40), tuple(range(64))])
@pytest.mark.parametrize("is_telling", [False, True])
def test_every_deadly_row_is_found_and_every_other_kept_in_order(
    deadly: tuple[int, ...], is_telling: bool
) -> None:
    caller = Mortal("crashed", is_telling=is_telling)
    rows = many(*deadly)
    said = " ".join(said for _, said in found_by(caller, rows))
    assert said.replace(": crashed", "").split(" ") == rows["page"].to_list()
    assert said.count(": crashed") == len(deadly)


def test_a_crash_of_which_nothing_is_told_is_found_by_halves() -> None:
    caller = Mortal("crashed")
    assert found_by(caller, many(37))[-1][0] == ".00048-00064"
    assert len(caller.calls) == 14  # all, none, and both halves of each that dies


def test_a_row_that_was_told_by_mistake_is_kept() -> None:
    class Wrong(Mortal):
        def run(self, function: Callable[..., T], *args: Any, timeout: float) -> T:
            try:
                return super().run(function, *args, timeout=timeout)
            except Killed as killed:
                raise Killed(killed.reason, at=0) from None

    found = found_by(Wrong("crashed"), ROWS)
    assert [said for _, said in found] == ["a", "deadly: crashed", "b"]


def test_where_no_row_kills_as_well_it_is_no_rows_fault() -> None:
    def starved(rows: pl.DataFrame, suffix: str) -> Said:
        return suffix, "deadly"

    with pytest.raises(Killed, match="memory"):
        run_without_deadly(
            Mortal("memory"), ROWS, lambda *call: partial(starved, *call), lambda *_: ("", "killed")
        )


def test_an_end_from_outside_is_no_rows_fault() -> None:
    caller = Mortal("ended")
    with pytest.raises(Killed, match="ended"):
        found_by(caller, ROWS)
    assert len(caller.calls) == 1


def read_pages(rows: pl.DataFrame, suffix: str) -> Said:
    for no, page in enumerate(rows["page"]):
        with PageLimit(0.3, no):
            assert page != "deadly" or not re.match(r"(a+)+$", "a" * 60 + "b")
    return pages(rows, suffix)


@pytest.mark.skipif(sys.platform != "linux", reason="rows are told on Linux")
def test_a_page_that_hangs_in_c_code_is_tried_twice_and_the_others_in_two_parts() -> None:
    workers = Workers(1)
    try:
        found = run_without_deadly(
            workers,
            many(37),
            lambda *call: partial(read_pages, *call),
            lambda _row, suffix, killed: (suffix, killed.reason),
        )
    finally:
        workers.close()
    assert [suffix for suffix, _ in found] == [".00000-00037", ".00037-00038", ".00038-00064"]
    assert found[1][1] == "timeout"

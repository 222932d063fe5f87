"""A row that kills its process is found; the others are kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import polars as pl
import pytest

from tearsheet.stages.one_by_one import run_one_by_one_on_kill
from tearsheet.workers import InLine, Killed, Reason

T = TypeVar("T")
ROWS = pl.DataFrame({"page": ["a", "deadly", "b"]})


class Mortal:
    """Calls in line, and dies of any call in which a page is deadly."""

    def __init__(self, reason: Reason = "timeout") -> None:
        self.calls, self.reason = 0, reason

    def run(self, function: Callable[..., T], *args: Any, timeout: float) -> T:
        self.calls += 1
        result = function(*args)
        if "deadly" in str(result):
            raise Killed(self.reason)
        return result


def pages(rows: pl.DataFrame, suffix: str) -> tuple[str, str]:
    return suffix, " ".join(rows["page"])


def test_all_rows_are_one_call_where_nothing_dies() -> None:
    found = run_one_by_one_on_kill(
        InLine(), ROWS, lambda *call: partial(pages, *call), lambda *_: ("", "killed")
    )
    assert found == [("", "a deadly b")]


def test_the_row_that_kills_is_replaced_and_the_others_are_called_alone() -> None:
    caller = Mortal()
    found = run_one_by_one_on_kill(
        caller,
        ROWS,
        lambda *call: partial(pages, *call),
        lambda row, suffix, killed: (suffix, f"{row['page'][0]}: {killed.reason}"),
    )
    assert found == [(".00000", "a"), (".00001", "deadly: timeout"), (".00002", "b")]
    assert caller.calls == 5  # all, none, and each


def test_where_no_row_kills_as_well_it_is_no_rows_fault() -> None:
    def starved(rows: pl.DataFrame, suffix: str) -> tuple[str, str]:
        return suffix, "deadly"

    with pytest.raises(Killed, match="memory"):
        run_one_by_one_on_kill(
            Mortal("memory"), ROWS, lambda *call: partial(starved, *call), lambda *_: ("", "killed")
        )


def test_an_end_from_outside_is_no_rows_fault() -> None:
    caller = Mortal("ended")
    with pytest.raises(Killed, match="ended"):
        run_one_by_one_on_kill(
            caller, ROWS, lambda *call: partial(pages, *call), lambda *_: ("", "killed")
        )
    assert caller.calls == 1

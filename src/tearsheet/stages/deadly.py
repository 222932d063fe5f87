"""Rows whose processing may kill its process: the one that did it is found, the others are kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import TypeVar

import polars as pl

from tearsheet.settings import settings
from tearsheet.workers import Caller, Killed

T = TypeVar("T")
#: Beyond the pages' own processor limits: start-up of a child, reading and staging; and of each
#: row. judged
_SLACK_SECONDS, _ROW_SECONDS = 120.0, 0.05


def run_without_deadly(
    caller: Caller,
    rows: pl.DataFrame,
    bind: Callable[[pl.DataFrame, str], partial[T]],
    on_kill: Callable[[pl.DataFrame, str, Killed], T],
) -> list[T]:
    """What a call makes of all rows; where it is killed, what it makes of parts of them, down to
    the row that kills it alone, in the rows' order. Raises Killed where that is no row's fault:
    somebody ended its child again and again, or it is killed with no row at all.

    `bind` gives the call for some rows, with what its results are called by beside the rows' name
    (nothing, or `.00003-00007`, the places of the first and of the one behind the last); `on_kill`
    gives what stands for a row that kills its own call.
    """

    def run(some: pl.DataFrame, suffix: str) -> T:
        limit = settings().page_cpu_seconds * 2 + _SLACK_SECONDS
        return caller.run(bind(some, suffix), timeout=limit + _ROW_SECONDS * some.height)

    found: list[T] = []
    todo = [(0, rows.height)]
    while todo:
        first, last = todo.pop()
        is_all = last - first == rows.height
        some = rows.slice(first, last - first)
        suffix = "" if is_all else f".{first:05d}-{last:05d}"
        try:
            found.append(run(some, suffix))
        except Killed as killed:
            if not killed.is_of_input:
                raise
            if is_all:
                # one of the rows did it, unless there is no memory even for none
                run(rows.head(0), ".none")
            if last - first == 1:
                found.append(on_kill(some, suffix, killed))
            else:
                todo += reversed(parts_of(first, last, killed))
    return found


def parts_of(first: int, last: int, killed: Killed) -> list[tuple[int, int]]:
    """Into which parts the rows from `first` to `last` (exclusive) are cut, whose call was killed:
    the row that the child was at, as far as it has told, and those before and behind it; else
    halves, or single rows where the call was killed by a limit of time, which each half that holds
    the row would take again.

    >>> parts_of(0, 8, Killed("crashed"))
    [(0, 4), (4, 8)]
    >>> parts_of(0, 8, Killed("timeout", at=5))
    [(0, 5), (5, 6), (6, 8)]
    """
    if killed.at is not None and first <= (at := first + killed.at) < last:
        cuts = [first, at, at + 1, last]
    elif killed.reason == "timeout":
        cuts = list(range(first, last + 1))
    else:
        cuts = [first, (first + last) // 2, last]
    return [(a, b) for a, b in pairwise(cuts) if a < b]

"""Rows whose processing may kill its process: the one that did it is found, the others are kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import polars as pl

from tearsheet.settings import settings
from tearsheet.workers import Caller, Killed

T = TypeVar("T")
#: Beyond the pages' own processor limits: start-up of a child, reading and staging; and of each
#: row.
_SLACK_SECONDS, _ROW_SECONDS = 120.0, 0.05


def run_one_by_one_on_kill(
    caller: Caller,
    rows: pl.DataFrame,
    bind: Callable[[pl.DataFrame, str], partial[T]],
    on_kill: Callable[[pl.DataFrame, str, Killed], T],
) -> list[T]:
    """What a call makes of all rows; where it is killed, what it makes of each row alone. Raises
    Killed where that is no row's fault: somebody ended its child again and again, or it is killed
    with no row at all.

    `bind` gives the call for some rows, with what its results are called by beside the rows' name
    (nothing, or `.00003`); `on_kill` gives what stands for a row that kills its own call.
    """
    limit = settings().page_cpu_seconds * 2 + _SLACK_SECONDS
    try:
        return [caller.run(bind(rows, ""), timeout=limit + _ROW_SECONDS * rows.height)]
    except Killed as killed:
        if not killed.is_of_input:
            raise
        # one of the rows did it, unless there is no memory even for none: find out which
        caller.run(bind(rows.head(0), ".none"), timeout=limit)
    results = []
    for no in range(rows.height):
        row, suffix = rows.slice(no, 1), f".{no:05d}"
        try:
            results.append(caller.run(bind(row, suffix), timeout=limit))
        except Killed as killed:
            if not killed.is_of_input:
                raise
            results.append(on_kill(row, suffix, killed))
    return results

"""Captures on which the program itself fails: each is found, named and set aside, and the run goes
on without it.

One capture's exception costs that capture. It goes to quarantine as `internal_error` with the
exception and its place, and a backfill takes it up once the program is mended.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from tearsheet.errors import InternalError, TearsheetError
from tearsheet.workers import Killed
from transforms.captures.refusals import refusal_row
from transforms.page import INTERNAL_ERROR, Refused
from transforms.schemas import QUARANTINE, RECORDS, conform

#: So many captures may all be faulty; where more are, it is not they. judged
MOST_ALONE = 2
#: How much of an exception's message is kept. judged
_MESSAGE_CHARS = 200
#: A place in the traceback that a child process sends with an exception.
_PLACE = re.compile(r'File "([^"\n]+)", line (\d+)')
#: The packages whose files are named, and by where below it: the folder that both lie in. A path
#: above it may hold their names, too.
_SOURCE = re.escape(str(Path(__file__).parents[2]))
_OWN = re.compile(rf"{_SOURCE}/((?:transforms|tearsheet)/.+)")


def is_of_captures(error: Exception) -> bool:
    """Whether an exception may be one capture's fault: not what the disk, the memory, another run
    or a check of the whole has said.
    """
    outside = (TearsheetError, OSError, MemoryError, AssertionError, Killed)
    return not isinstance(error, outside)


def describe_fault(error: BaseException) -> str:
    """The exception's type, message and place: `ValueError: Invalid IPv6 URL
    (transforms/urls.py:31 in split)`.
    """
    message = " ".join(str(error).split())[:_MESSAGE_CHARS]
    named = f"{type(error).__name__}: {message}" if message else type(error).__name__
    places = [
        (frame.f_code.co_filename, str(line))
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    for note in getattr(error, "__notes__", []):
        places += _PLACE.findall(note)
    own = [(m[1], line) for file, line in places if (m := _OWN.fullmatch(file))]
    # the note of a child comes last, and its last line is where the exception was raised
    return f"{named} ({own[-1][0]}:{own[-1][1]})" if own else named


def find_faulty(
    captures: Sequence[str],
    attempt: Callable[[Sequence[str]], object],
    error: Exception,
    *,
    most: int | None = None,
) -> dict[str, Exception]:
    """The captures without which an attempt on all succeeds, each with the exception that it
    raises; `error` is what the attempt on all of them has raised.

    The shortest beginning of the list that fails ends in one of them, so that a failure which two
    captures make together is found as well. Raises InternalError where the attempt fails with no
    capture at all, on every one of several, or on more than `most`: then it is the program's
    fault alone.
    """
    faulty: dict[str, Exception] = {}
    rest = list(captures)
    current: Exception | None = error
    if (bare := _error_of(attempt, [])) is not None:
        raise InternalError(f"{describe_fault(bare)}: it is no capture's fault") from bare
    while current is not None:
        if len(faulty) == most:
            raise InternalError(
                f"{describe_fault(current)}: it fails on more than {len(faulty)} captures"
            ) from current
        passing, failing = 0, len(rest)
        while failing - passing > 1:
            middle = (passing + failing) // 2
            if (raised := _error_of(attempt, rest[:middle])) is None:
                passing = middle
            else:
                failing, current = middle, raised
        faulty[rest.pop(failing - 1)] = current
        current = _error_of(attempt, rest) if rest else None
    if not rest and len(captures) > MOST_ALONE:
        raise InternalError(f"{describe_fault(error)}: it fails on every capture") from error
    return faulty


def _error_of(
    attempt: Callable[[Sequence[str]], object], captures: Sequence[str]
) -> Exception | None:
    try:
        attempt(captures)
    except Exception as error:
        if not is_of_captures(error):
            raise
        return error
    return None


def refuse_captures(
    frames: Mapping[str, pl.DataFrame], faults: Mapping[str, str], *, stage: str, run_id: str
) -> dict[str, pl.DataFrame]:
    """The frames of a shard, by table, with the rows of these captures taken out and a row of
    quarantine for each.
    """
    is_faulty = pl.col("capture_id").is_in(list(faults))
    records = conform(frames["captures"].filter(is_faulty), RECORDS)
    now = datetime.now(UTC)
    rows = [
        refusal_row(
            row,
            Refused(INTERNAL_ERROR, faults[row["capture_id"]]),
            stage=stage,
            run_id=run_id,
            now=now,
        )
        for row in records.iter_rows(named=True)
    ]
    kept = {t: f.filter(~is_faulty) for t, f in frames.items() if t != "quarantine"}
    refused = pl.DataFrame(rows, schema=QUARANTINE.schema)
    return {**kept, "quarantine": pl.concat([frames["quarantine"], refused])}


def keep_only(
    frames: Mapping[str, pl.DataFrame], captures: Iterable[str]
) -> dict[str, pl.DataFrame]:
    """The frames of a shard, by table, with the rows of these captures alone."""
    inside = pl.col("capture_id").is_in(list(captures))
    return {table: frame.filter(inside) for table, frame in frames.items()}

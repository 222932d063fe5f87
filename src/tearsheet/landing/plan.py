"""What a landing is told before it begins: the run it belongs to, its limits, and which captures
the archive holds.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from tearsheet.landing.file_cache import FileCache
from tearsheet.landing.rest import Rest
from transforms.captures.declaration import Declaration
from transforms.schemas import RECORDS

#: Called with how much is done and how much there is, or with records and bytes.
Progress = Callable[[int, int], None]
#: Addresses -> the captures of these that the archive holds, with the columns of RECORDS.
Lookup = Callable[[list[str]], pl.DataFrame]


def no_captures(_: list[str]) -> pl.DataFrame:
    """No captures of any address."""
    return pl.DataFrame(schema=dict(RECORDS))


def ignore_progress(_done: int, _total: int) -> None:
    """Report to nobody."""


@dataclass(frozen=True, slots=True)
class ShardPlan:
    """The run that shards are staged for, and how many captures and bytes one may hold."""

    run_id: str
    now: datetime
    captures: int = 400
    bytes: int = 8 << 20


@dataclass(frozen=True, slots=True)
class LandingPlan:
    """How sources are landed.

    A file that `cache` knows is counted without being read; one that was written less than
    `settle_seconds` ago waits for a later run. After `most_bytes` of new payloads the landing
    stops, in the middle of a container if need be; with `rest` it goes on where the one before
    stopped.
    """

    shards: ShardPlan
    declaration: Declaration = field(default_factory=Declaration)
    cache: FileCache | None = None
    settle_seconds: float = 0.0
    most_bytes: int | None = None
    rest: Rest | None = None
    #: Called with files done, and all of them.
    on_files: Progress = ignore_progress
    #: Called with records of containers, and bytes read.
    on_records: Progress = ignore_progress


#: What is asked of each capture that the archive holds.
HELD = ("capture_id", "declared_outlet", "field_map")


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the archive holds: captures (HELD) and ids of refusals.

    `withdrawn` are the SHA-256 of payloads that are not to be stored again.
    `open_revisits` are the captures whose payload is still to be found, with the columns of
    RECORDS; `lookup` finds the captures of addresses.
    """

    captures: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=dict.fromkeys(HELD, pl.String()))
    )
    refusals: Set[str] = frozenset()
    open_revisits: pl.DataFrame | None = None
    lookup: Lookup = no_captures
    withdrawn: Set[str] = frozenset()

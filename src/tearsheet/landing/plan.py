"""What a landing is told before it begins: the run it belongs to, its limits, and which captures
the archive holds.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tearsheet.landing.file_cache import FileCache
from tearsheet.landing.rest import Rest
from transforms.captures.declaration import Declaration
from transforms.schemas import RECORDS, empty

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
    """The run that shards are staged for, and how many captures and bytes one may hold.

    `group` is the name of the group of files that is landed apart from others of the run, empty
    where there are no others.
    """

    run_id: str
    now: datetime
    captures: int = 400
    bytes: int = 8 << 20
    group: str = ""

    def staged(self, name: str) -> str:
        """The path of what is staged under this name: `staging/<run>/records/<group>00003`."""
        folder, slash, last = name.rpartition("/")
        return f"staging/{self.run_id}/{folder}{slash}{self.group}{last}"


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
#: The outlet and the field map that are declared of a capture.
Declared = tuple[str | None, str | None]
#: So many ids are Python objects at a time while they are put into an array. judged
_IDS_AT_ONCE = 1 << 16


class HeldCaptures:
    """Captures that the archive holds, with what is declared of each, as sorted arrays: some 30
    bytes a capture, where a dictionary takes ten times as much.
    """

    def __init__(self, captures: pl.DataFrame | None = None) -> None:
        """Of rows with the columns HELD, each capture once."""
        rows = empty(dict.fromkeys(HELD, pl.String())) if captures is None else captures
        pairs = rows.select(HELD[1:]).unique().with_row_index("pair")
        rows = rows.join(pairs, on=HELD[1:], how="left", nulls_equal=True).sort("capture_id")
        self._declared: list[Declared] = pairs.select(HELD[1:]).rows()
        self._pairs = rows["pair"].to_numpy()
        parts = rows.select("capture_id").iter_slices(_IDS_AT_ONCE)
        ids = (_as_bytes(part.to_series()) for part in parts)
        self._ids = np.concatenate([np.array([], "S"), *ids])

    def get(self, capture_id: str) -> Declared | None:
        """What is declared of the capture; None where the archive does not hold it."""
        sought = capture_id.encode()
        place = int(np.searchsorted(self._ids, sought))
        if place == len(self._ids) or self._ids[place] != sought:
            return None
        return self._declared[int(self._pairs[place])]


def _as_bytes(ids: pl.Series) -> NDArray[np.bytes_]:
    """The ids as an array; nearly always they are of one length, and no object each.

    >>> [_as_bytes(pl.Series(ids)).tolist() for ids in (["a1", "b2"], ["a", "b2"])]
    [[b'a1', b'b2'], [b'a', b'b2']]
    """
    sizes = ids.str.len_bytes()
    least, most = sizes.min(), sizes.max()
    if least == most and isinstance(most, int):
        return np.frombuffer(ids.str.join("").item().encode(), np.dtype(("S", most)))
    return np.array(ids.to_list(), "S")


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the archive holds: captures and ids of refusals.

    `withdrawn` are the SHA-256 of payloads that are not to be stored again.
    `open_revisits` are the captures whose payload is still to be found, with the columns of
    RECORDS; `lookup` finds the captures of addresses.
    """

    captures: HeldCaptures = field(default_factory=HeldCaptures)
    refusals: Set[str] = frozenset()
    open_revisits: pl.DataFrame | None = None
    lookup: Lookup = no_captures
    withdrawn: Set[str] = frozenset()

"""What a landing takes in: rows to parse, refusals, and counts that add up."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import polars as pl

from tearsheet.landing.file_cache import Tally
from tearsheet.landing.sources import Rest
from tearsheet.store.crash_points import reach
from tearsheet.store.objects import Objects
from transforms.ids import quarantine_id
from transforms.schemas import QUARANTINE, RECORDS, conform

#: A row of `schemas.RECORDS`.
Row = dict[str, Any]
COUNTED = ("read", "new", "held", "redeclared", "quarantined", "waiting")
#: Worse than any declaration, in a comparison of strings: `flag:` < `folder:` < this.
_UNDECLARED = "~"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An input, or a record of one, that could not be read; `raw_*` say where its bytes are stored,
    if they are.
    """

    ref: str
    reason: str
    detail: str
    raw_sha256: str | None = None
    raw_bytes: int | None = None
    record: str | None = None
    raw_object: str | None = None
    raw_offset: int | None = None
    raw_length: int | None = None
    raw_coding: str | None = None

    @property
    def quarantine_id(self) -> str:
        """By the bytes where there are any, so that the same broken file is one refusal, whatever
        it is called.
        """
        return quarantine_id(self.raw_sha256, self.ref, self.record, "ingest", self.reason)


@dataclass(frozen=True, slots=True)
class LandingResult:
    """What a landing did. `shards` and `refused` are staged frames; read = new + held + skipped +
    quarantined.

    `redeclared` counts those among the held that go on because a stronger declaration of their
    outlet came with them.
    """

    shards: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    landing: str | None = None
    messages: tuple[str, ...] = ()
    read: int = 0
    new: int = 0
    held: int = 0
    redeclared: int = 0
    quarantined: int = 0
    #: Files too young to be read by a scheduled run; they are not among those read.
    waiting: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    #: Where what came of each file is staged, for `file_cache.remember`.
    file_cache: str | None = None
    #: What is left for the next landing of the run; null where all was taken.
    rest: Rest | None = None

    def with_next(self, after: LandingResult) -> LandingResult:
        """This landing and the next of the same run as one, in what they counted."""
        skipped = Counter(self.skipped) + Counter(after.skipped)
        counts = {
            name: getattr(self, name) + getattr(after, name) for name in ("messages", *COUNTED)
        }
        return replace(
            after,
            landing=after.landing or self.landing,
            skipped=dict(sorted(skipped.items())),
            **counts,
        )


class ShardWriter:
    """Decides for each capture whether it is new, and stages what is, in shards of bounded size."""

    def __init__(
        self,
        objects: Objects,
        *,
        held: pl.DataFrame,
        refused_held: set[str],
        run_id: str,
        now: datetime,
        shard_captures: int,
        shard_bytes: int,
    ) -> None:
        self._objects, self._run_id, self._now = objects, run_id, now
        self._most, self._most_bytes = shard_captures, shard_bytes
        self._held: dict[str, str | None] = (
            dict(zip(held["capture_id"], held["declared_outlet"], strict=True))
            if held.height
            else {}
        )
        self._refused_held = refused_held
        self._taken: dict[
            str, str | None
        ] = {}  # captures of this run that go on, with their outlet as declared best
        self._improved: set[str] = set()
        self._rows: list[Row] = []
        self._bytes = 0
        self._shards: list[str] = []
        self._refused: dict[str, Row] = {}
        self._messages: list[str] = []
        self._counts: Counter[str] = Counter()
        self._skipped: Counter[str] = Counter()

    def decide(self, capture_id: str, declared_outlet: str | None) -> bool:
        """Count a capture; whether it goes on: it is new, or comes with a stronger declaration than
        the archive's.
        """
        self._counts["read"] += 1
        if capture_id in self._taken:
            self._counts["held"] += 1
            if _rank(declared_outlet) < _rank(self._taken[capture_id]):
                self._taken[capture_id] = declared_outlet
                self._improved.add(capture_id)
            return False
        if capture_id in self._held:
            self._counts["held"] += 1
            if _rank(declared_outlet) >= _rank(self._held[capture_id]):
                return False
            self._counts["redeclared"] += 1
        else:
            self._counts["new"] += 1
        self._taken[capture_id] = declared_outlet
        return True

    def add(self, row: Row) -> None:
        """Put a capture that goes on into the shard that is being filled."""
        if self._rows and (
            len(self._rows) >= self._most or self._bytes + row["raw_bytes"] > self._most_bytes
        ):
            self._flush()
        self._rows.append(row)
        self._bytes += row["raw_bytes"]

    def again(self, row: Row) -> None:
        """Put a held capture of which more is known now into the shard; it is not one of the
        records read.
        """
        if row["capture_id"] not in self._taken:
            self._taken[row["capture_id"]] = row["declared_outlet"]
            self.add(row)

    def skip(self, reason: str) -> None:
        """Count a record that is no capture."""
        self._counts["read"] += 1
        self._skipped[reason] += 1

    def refuse(self, refusal: Refusal) -> bool:
        """Count a refusal; whether it is one that the archive does not know yet."""
        self._counts["read"] += 1
        self._counts["quarantined"] += 1
        name = f"{refusal.ref}#{refusal.record}" if refusal.record else refusal.ref
        self._messages.append(": ".join(filter(None, (name, refusal.reason, refusal.detail))))
        key = refusal.quarantine_id
        if key in self._refused_held or key in self._refused:
            return False
        self._refused[key] = {
            "quarantine_id": key,
            "ref": name,
            "stage": "ingest",
            "reason": refusal.reason,
            "detail": refusal.detail,
            "raw_sha256": refusal.raw_sha256,
            "raw_bytes": refusal.raw_bytes,
            "record": refusal.record,
            "first_seen": self._now,
            "raw_object": refusal.raw_object,
            "raw_offset": refusal.raw_offset,
            "raw_length": refusal.raw_length,
            "raw_coding": refusal.raw_coding,
            "run_id": self._run_id,
        }
        return True

    def wait(self) -> None:
        """Count a file that is left for a later run."""
        self._counts["waiting"] += 1

    def mark(self) -> tuple[Counter[str], Counter[str], int]:
        """A point in the counting, for `since`."""
        return self._counts.copy(), self._skipped.copy(), len(self._messages)

    def since(self, mark: tuple[Counter[str], Counter[str], int]) -> Tally:
        """What was counted since that point."""
        counts = self._counts - mark[0]
        return Tally(
            counts["read"],
            counts["new"] + counts["held"],
            counts["quarantined"],
            dict(self._skipped - mark[1]),
            tuple(self._messages[mark[2] :]),
        )

    def recount(self, tally: Tally) -> None:
        """Count what a file came to that was read by an earlier run: the archive holds or has
        refused all of it.
        """
        self._counts.update(
            {"read": tally.read, "held": tally.held, "quarantined": tally.quarantined}
        )
        self._skipped.update(tally.skipped)
        self._messages.extend(tally.messages)

    def close(self, landing: Callable[[], str | None]) -> LandingResult:
        """Stage what is left; `landing` stores the declaration and is asked only where something is
        new.
        """
        self._flush()
        self._improve()
        counts: dict[str, Any] = {name: self._counts[name] for name in COUNTED}
        skipped = dict(sorted(self._skipped.items()))
        accounted = counts["new"] + counts["held"] + counts["quarantined"] + sum(skipped.values())
        assert counts["read"] == accounted, (
            f"{counts['read']} records read, {accounted} accounted for"
        )
        refused = (
            (
                self._stage(
                    "refused",
                    conform(
                        pl.DataFrame(list(self._refused.values()), schema=QUARANTINE.schema),
                        QUARANTINE.schema,
                        key=QUARANTINE.key,
                    ),
                ),
            )
            if self._refused
            else ()
        )
        name = landing() if self._shards or self._refused else None
        return LandingResult(
            tuple(self._shards), refused, name, tuple(self._messages), skipped=skipped, **counts
        )

    def _flush(self) -> None:
        if not self._rows:
            return
        for row in self._rows:
            row["declared_outlet"] = self._taken[row["capture_id"]]
        frame = pl.DataFrame(self._rows, schema=dict(RECORDS))
        self._shards.append(self._stage(f"records/{len(self._shards):05d}", frame))
        self._rows, self._bytes = [], 0

    def _improve(self) -> None:
        """Stage those shards again that hold a capture whose outlet a later copy of it declared
        better.
        """
        for name in self._shards if self._improved else ():
            frame = pl.read_parquet(io.BytesIO(self._objects.get(name)))
            if frame["capture_id"].is_in(list(self._improved)).any():
                outlets = [self._taken[c] for c in frame["capture_id"]]
                self._put(
                    name, frame.with_columns(pl.Series("declared_outlet", outlets, pl.String))
                )

    def _stage(self, name: str, frame: pl.DataFrame) -> str:
        path = f"staging/{self._run_id}/{name}.parquet"
        self._put(path, frame)
        return path

    def _put(self, path: str, frame: pl.DataFrame) -> None:
        buffer = io.BytesIO()
        frame.write_parquet(buffer, compression="lz4")
        reach("landing.staging")
        self._objects.put_scratch(path, buffer.getvalue())


def _rank(declared_outlet: str | None) -> str:
    return declared_outlet or _UNDECLARED

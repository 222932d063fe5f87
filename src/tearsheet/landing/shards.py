"""Rows to parse and refusals of a landing -> staged shards of bounded size, and counts that add
up.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from typing import Any

import polars as pl

from tearsheet.landing.file_cache import Tally
from tearsheet.landing.plan import Holdings, ShardPlan
from tearsheet.landing.result import COUNTED, LandingResult, Refusal
from tearsheet.store.crash_points import reach
from tearsheet.store.objects import Objects
from transforms.captures.rows import Row
from transforms.outlets import declaration_order
from transforms.schemas import QUARANTINE, RECORDS, conform


class ShardWriter:
    """Decides for each capture whether it is new, and stages what is, in shards of bounded size."""

    def __init__(self, objects: Objects, plan: ShardPlan, held: Holdings) -> None:
        self._objects, self._plan = objects, plan
        captures = held.captures
        self._held: dict[str, str | None] = (
            dict(zip(captures["capture_id"], captures["declared_outlet"], strict=True))
            if captures.height
            else {}
        )
        self._refused_held = held.refusals
        #: Captures of this run that go on, with their outlet as declared best.
        self._taken: dict[str, str | None] = {}
        self._improved: set[str] = set()
        self._rows: list[Row] = []
        self._bytes = 0
        self._shards: list[str] = []
        self._refused: dict[str, Row] = {}
        self._messages: list[str] = []
        self._skipped_files: list[str] = []
        self._counts: Counter[str] = Counter()
        self._skipped: Counter[str] = Counter()

    def decide(self, capture_id: str, declared_outlet: str | None) -> bool:
        """Count a capture; whether it goes on: it is new, or comes with a stronger declaration than
        the archive's.
        """
        self._counts["read"] += 1
        if capture_id in self._taken:
            self._counts["held"] += 1
            if _is_stronger(declared_outlet, self._taken[capture_id]):
                self._taken[capture_id] = declared_outlet
                self._improved.add(capture_id)
            return False
        if capture_id in self._held:
            self._counts["held"] += 1
            if not _is_stronger(declared_outlet, self._held[capture_id]):
                return False
            self._counts["redeclared"] += 1
        else:
            self._counts["new"] += 1
        self._taken[capture_id] = declared_outlet
        return True

    def add(self, row: Row) -> None:
        """Put a capture that goes on into the shard that is being filled."""
        if self._rows and (
            len(self._rows) >= self._plan.captures
            or self._bytes + row["raw_bytes"] > self._plan.bytes
        ):
            self._flush()
        self._rows.append(row)
        self._bytes += row["raw_bytes"]

    def add_again(self, row: Row) -> None:
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

    def skip_file(self, name: str, kind: str) -> None:
        """Count a file that holds no page, and tell of it by name: a person may have given it."""
        self.skip(kind)
        self._skipped_files.append(f"{name}: {kind}")

    def refuse(self, refusal: Refusal) -> bool:
        """Count a refusal; whether it is one that the archive does not know yet."""
        self._counts["read"] += 1
        self._counts["quarantined"] += 1
        parts = (refusal.name, refusal.reason, refusal.detail)
        self._messages.append(": ".join(filter(None, parts)))
        key = refusal.quarantine_id
        if key in self._refused_held or key in self._refused:
            return False
        self._refused[key] = self._quarantine_row(refusal)
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

    def close(self, store_landing: Callable[[], str | None]) -> LandingResult:
        """Stage what is left; `store_landing` stores the landing object and is called only where
        something is new.
        """
        self._flush()
        self._improve()
        counts: dict[str, Any] = {name: self._counts[name] for name in COUNTED}
        skipped = dict(sorted(self._skipped.items()))
        accounted = counts["new"] + counts["held"] + counts["quarantined"] + sum(skipped.values())
        assert counts["read"] == accounted, (
            f"{counts['read']} records read, {accounted} accounted for"
        )
        refused = self._stage_refused()
        name = store_landing() if self._shards or refused else None
        return LandingResult(
            tuple(self._shards),
            refused,
            name,
            tuple(self._messages),
            tuple(self._skipped_files),
            skipped=skipped,
            **counts,
        )

    def _quarantine_row(self, refusal: Refusal) -> Row:
        return {
            "quarantine_id": refusal.quarantine_id,
            "ref": refusal.name,
            "stage": "ingest",
            "reason": refusal.reason,
            "detail": refusal.detail,
            "raw_sha256": refusal.raw_sha256,
            "raw_bytes": refusal.raw_bytes,
            "record": refusal.record,
            "first_seen": self._plan.now,
            "raw_object": refusal.raw_object,
            "raw_offset": refusal.raw_offset,
            "raw_length": refusal.raw_length,
            "raw_coding": refusal.raw_coding,
            "run_id": self._plan.run_id,
        }

    def _stage_refused(self) -> tuple[str, ...]:
        if not self._refused:
            return ()
        rows = pl.DataFrame(list(self._refused.values()), schema=QUARANTINE.schema)
        frame = conform(rows, QUARANTINE.schema, key=QUARANTINE.key)
        return (self._stage("refused", frame),)

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
        path = f"staging/{self._plan.run_id}/{name}.parquet"
        self._put(path, frame)
        return path

    def _put(self, path: str, frame: pl.DataFrame) -> None:
        buffer = io.BytesIO()
        frame.write_parquet(buffer, compression="lz4")
        reach("landing.staging")
        self._objects.put_scratch(path, buffer.getvalue())


def _is_stronger(one: str | None, other: str | None) -> bool:
    """Whether the one declaration of an outlet is stronger than the other."""
    return declaration_order(one) < declaration_order(other)

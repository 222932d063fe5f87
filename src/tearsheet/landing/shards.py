"""Rows to parse and refusals of a landing -> staged shards of bounded size, and counts that add
up.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Literal

import polars as pl

from tearsheet.landing.accounts import Account, Ledger
from tearsheet.landing.file_cache import Tally
from tearsheet.landing.plan import HELD, Declared, Holdings, ShardPlan
from tearsheet.landing.refusal import Refusal
from tearsheet.landing.result import COUNTED, LandingResult
from tearsheet.store.crash_points import reach
from tearsheet.store.objects import Objects
from transforms.captures.declaration import stronger_map
from transforms.captures.rows import Row
from transforms.outlets import REFUSED, declaration_order
from transforms.schemas import QUARANTINE, RECORDS, Columns, conform

#: What a group of files says of each capture that goes on, for `groups.doubles`: what is declared
#: of it, the number of its input's account, and whether it is new or declared anew.
TAKEN: Columns = {
    **dict.fromkeys(HELD, pl.String()),
    "account": pl.Int64(),
    "is_new": pl.Boolean(),
}


class ShardWriter:
    """Decides for each capture whether it is new, and stages what is, in shards of bounded size. It
    counts for the input whose account is open in the `ledger`.
    """

    def __init__(self, objects: Objects, plan: ShardPlan, held: Holdings) -> None:
        self._objects, self._plan = objects, plan
        self.ledger = Ledger()
        self._held, self._refused_held = held.captures, held.refusals
        #: Captures of this run that go on, with what is declared of them best.
        self._taken: dict[str, Declared] = {}
        #: Of a group of files, the account of each and whether it is new.
        self._origins: dict[str, tuple[int, bool]] = {}
        self._improved: set[str] = set()
        self._rows: list[Row] = []
        self._bytes = 0
        self._shards: list[str] = []
        self._refused: dict[str, Row] = {}
        self._messages: list[str] = []
        self._skipped_files: list[str] = []
        self._counts: Counter[str] = Counter()
        self._skipped: Counter[str] = Counter()

    def decide(
        self, capture_id: str, declared_outlet: str | None, field_map: str | None = None
    ) -> bool:
        """Count a capture; whether it goes on: it is new, or comes with a stronger declaration than
        the archive's.
        """
        declared = declared_outlet, field_map
        if capture_id in self._taken:
            self._count("held")
            best = stronger(declared, self._taken[capture_id])
            if best != self._taken[capture_id]:
                self._taken[capture_id] = best
                self._improved.add(capture_id)
            return False
        if held := self._held.get(capture_id):
            self._count("held")
            declared = stronger(declared, held)
            if declared == held:
                return False
            self._counts["redeclared"] += 1
        else:
            self._count("new")
        self._taken[capture_id] = declared
        if self._plan.group:
            self._origins[capture_id] = self.ledger.number, held is None
        return True

    def _count(self, end: Literal["new", "held"]) -> None:
        self._counts["read"] += 1
        self._counts[end] += 1
        if account := self.ledger.current:
            account.read += 1
            setattr(account, end, getattr(account, end) + 1)

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
            self._taken[row["capture_id"]] = row["declared_outlet"], row["field_map"]
            self.add(row)

    def skip(self, reason: str) -> None:
        """Count a record that is no capture."""
        self._counts["read"] += 1
        self._skipped[reason] += 1
        if account := self.ledger.current:
            account.skip(reason)

    def skip_file(self, name: str, kind: str) -> None:
        """Count a file that holds no page, and tell of it by name: a person may have given it."""
        self.skip(kind)
        self._skipped_files.append(f"{name}: {kind}")

    def refuse(self, refusal: Refusal) -> bool:
        """Count a refusal; whether the archive does not know it yet. Of an input's records that are
        refused alike only the first is asked for that, and `end` tells of them together.
        """
        self._counts["read"] += refusal.count
        self._counts["quarantined"] += refusal.count
        if account := self.ledger.current:
            return account.refuse(refusal) and self._is_new(refusal)
        return self._tell(refusal)

    def end(self) -> list[Refusal]:
        """End the account that is open; its refusals that the archive does not know yet."""
        return [r for r in self.ledger.end().take_refusals() if self._tell(r)]

    def _is_new(self, refusal: Refusal) -> bool:
        key = refusal.quarantine_id
        return key not in self._refused_held and key not in self._refused

    def _tell(self, refusal: Refusal) -> bool:
        """Note the message and, where the archive does not know it, the row of a refusal."""
        self._messages.append(refusal.message)
        is_new = self._is_new(refusal)
        if is_new:
            self._refused[refusal.quarantine_id] = self._quarantine_row(refusal)
        return is_new

    def wait(self, account: Account) -> None:
        """Count a file that is left for a later run."""
        self._counts["waiting"] += 1
        self.ledger.add(account)

    def mark(self) -> tuple[int, int]:
        """A point in the counting, for `since`."""
        return len(self.ledger), len(self._messages)

    def since(self, mark: tuple[int, int]) -> Tally:
        """What was counted since that point."""
        accounts = self.ledger.since(mark[0])
        return Tally(tuple(a.as_json() for a in accounts), tuple(self._messages[mark[1] :]))

    def recount(self, tally: Tally, source: str) -> None:
        """Count what a file came to that was read by an earlier run: the archive holds or has
        refused all of it.
        """
        for stored in tally.inputs:
            account = Account.unchanged(stored, source)
            self.ledger.add(account)
            self._counts.update(
                {"read": account.read, "held": account.held, "quarantined": account.refused}
            )
            self._skipped.update(account.skipped)
        self._messages.extend(tally.messages)

    def close(
        self, store_landing: Callable[[], str | None], *, first_input: int = 0
    ) -> LandingResult:
        """Stage what is left; `store_landing` stores the landing object and is called only where
        something is new. Inputs are numbered from `first_input` on, but for those of a group.
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
        run_id, is_group = self._plan.run_id, bool(self._plan.group)
        rows = self.ledger.rows_of_group(run_id) if is_group else None
        inputs = self.ledger.rows(run_id, first_input) if rows is None else rows
        return LandingResult(
            tuple(self._shards),
            refused,
            (name,) if name else (),
            tuple(self._messages),
            tuple(self._skipped_files),
            skipped=skipped,
            inputs=(self._stage("inputs", inputs),) if inputs.height else (),
            input_count=inputs.height,
            taken=self._stage_taken() if self._origins else None,
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
            "record_count": refusal.count,
            "first_records": list(refusal.records) or None,
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

    def _stage_taken(self) -> str:
        rows = [
            (capture, *self._taken[capture], *origin) for capture, origin in self._origins.items()
        ]
        return self._stage("taken", pl.DataFrame(rows, schema=dict(TAKEN), orient="row"))

    def _flush(self) -> None:
        if not self._rows:
            return
        for row in self._rows:
            row["declared_outlet"], row["field_map"] = self._taken[row["capture_id"]]
        frame = pl.DataFrame(self._rows, schema=dict(RECORDS))
        self._shards.append(self._stage(f"records/{len(self._shards):05d}", frame))
        self._rows, self._bytes = [], 0

    def _improve(self) -> None:
        """Stage those shards again that hold a capture of which a later copy of it declared
        more.
        """
        for name in self._shards if self._improved else ():
            frame = get_frame(self._objects, name)
            if frame["capture_id"].is_in(list(self._improved)).any():
                put_frame(self._objects, name, declare(frame, self._taken))

    def _stage(self, name: str, frame: pl.DataFrame) -> str:
        path = self._plan.staged(f"{name}.parquet")
        put_frame(self._objects, path, frame)
        return path


def put_frame(objects: Objects, path: str, frame: pl.DataFrame) -> None:
    """Stage a frame at this path, in place of one that is there."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="lz4")
    reach("landing.staging")
    objects.put_scratch(path, buffer.getvalue())


def get_frame(objects: Objects, path: str, columns: list[str] | None = None) -> pl.DataFrame:
    """The frame that is staged at this path, with all columns or these."""
    return pl.read_parquet(io.BytesIO(objects.get(path)), columns=columns)


def declare(frame: pl.DataFrame, declared: Mapping[str, Declared]) -> pl.DataFrame:
    """The rows of a shard with what is declared of their captures, all of which are given."""
    values = zip(*(declared[c] for c in frame["capture_id"]), strict=True)
    return frame.with_columns(
        pl.Series(name, column, pl.String) for name, column in zip(HELD[1:], values, strict=True)
    )


def stronger(one: Declared, other: Declared) -> Declared:
    """One declaration of two, in each part the stronger of both; what is declared refused stays
    refused.
    """
    if other[0] == REFUSED:
        return other
    outlet = one[0] if declaration_order(one[0]) < declaration_order(other[0]) else other[0]
    return outlet, stronger_map(one[1], other[1])

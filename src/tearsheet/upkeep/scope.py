"""What a backfill takes: which captures of the archive, and which refusals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any

import polars as pl

from tearsheet.chunks import cut_into_chunks
from tearsheet.errors import Usage
from tearsheet.query.archive import Archive
from tearsheet.query.contract.document import codes
from tearsheet.settings import settings
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.upkeep.spans import Span
from tearsheet.version import code_version
from transforms.partitions import NO_MONTH, PARTITIONED_BY, Partition, in_partitions

#: What is known of a capture that a backfill takes.
_COLUMNS = ("capture_id", *PARTITIONED_BY, "raw_bytes")


@dataclass(frozen=True, slots=True)
class Scope:
    """Captures that fulfil everything that is named: captured in these days, or at no known time
    where `undated`; of these outlets; of articles published in these days; derived by other code
    than today's (`stale`). Where a `reason` is named these are refusals for that reason, and no
    captures. All captures where nothing is named.
    """

    captured: Span | None = None
    published: Span | None = None
    outlets: tuple[str, ...] = ()
    undated: bool = False
    stale: bool = False
    reason: str | None = None

    def __bool__(self) -> bool:
        return self != Scope()

    def __str__(self) -> str:
        """As a name of a run has it: `2026-01..03 halvern-gazette`."""
        words = [
            str(self.captured or ""),
            "undated" if self.undated else "",
            f"published {self.published}" if self.published else "",
            "stale" if self.stale else "",
            self.reason or "",
            *self.outlets,
        ]
        return " ".join(filter(None, words))

    def parameters(self) -> dict[str, Any]:
        """As a run record has them."""
        return asdict(self)


def check_scope(storage: Storage, snapshot: Snapshot, scope: Scope) -> None:
    """Raise Usage where an outlet has no capture, or nothing is ever refused for the reason, with
    the name that comes nearest.
    """
    if scope.reason is not None:
        _check_reason(storage, snapshot, scope.reason)
    if not scope.outlets:
        return
    captures = storage.scan(snapshot, "captures").select(pl.col("outlet").unique())
    known = sorted(captures.collect()["outlet"])
    for outlet in scope.outlets:
        if outlet not in known:
            hint = _hint(outlet, known, "outlet FROM outlets")
            raise Usage(f"the archive has no captures of an outlet {outlet!r}: {hint}")


def _check_reason(storage: Storage, snapshot: Snapshot, reason: str) -> None:
    held = storage.scan(snapshot, "quarantine").select(pl.col("reason").unique()).collect()
    known = sorted({*held["reason"].drop_nulls(), *codes("quarantine reason")})
    if reason not in known:
        hint = _hint(reason, known, "reason, count(*) FROM quarantine GROUP BY reason")
        raise Usage(f"nothing is refused for a reason {reason!r}: {hint}")


def _hint(name: str, known: Sequence[str], query: str) -> str:
    """The known name that comes nearest to this one, or the SELECT that lists those there are."""
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return f"did you mean {near[0]!r}?"
    return f'`tearsheet sql "SELECT {query}"` lists those it has'


def select_captures(storage: Storage, snapshot: Snapshot, scope: Scope) -> pl.DataFrame:
    """The captures in scope: `capture_id`, `outlet`, `month` and `raw_bytes`."""
    rows = storage.scan(snapshot, "captures", outlets=scope.outlets or None)
    if scope.reason is not None:
        rows = rows.filter(pl.lit(value=False))
    if times := list(_times(scope)):
        rows = rows.filter(pl.any_horizontal(times))
    if scope.stale:
        rows = rows.filter(pl.col("derived_by").ne_missing(code_version()))
    if scope.published:
        rows = rows.join(_published(storage, snapshot, scope), on="capture_id", how="semi")
    return rows.select(_COLUMNS).collect()


def _times(scope: Scope) -> Iterator[pl.Expr]:
    month = pl.col("month")
    if scope.captured:
        day = pl.col("captured_at").dt.date()
        inside = day.is_between(scope.captured.first, scope.captured.last)
        yield month.is_in(scope.captured.months) & inside
    if scope.undated:
        yield month == NO_MONTH


def _published(storage: Storage, snapshot: Snapshot, scope: Scope) -> pl.LazyFrame:
    """The captures of articles of which a version was published in these days."""
    assert scope.published
    inside = pl.col("published_on").is_between(scope.published.first, scope.published.last)
    dated = storage.scan(snapshot, "revisions").filter(inside).select("article_id")
    sightings = storage.scan(snapshot, "sightings").select("capture_id", "article_id")
    return sightings.join(dated, on="article_id", how="semi").select("capture_id")


def select_refusals(storage: Storage, snapshot: Snapshot, scope: Scope) -> pl.DataFrame:
    """The `quarantine_id` of the refusals for the scope's reason whose bytes are stored; of those
    that other code made where `stale`.
    """
    made_by = " AND r.code_version IS DISTINCT FROM ?" if scope.stale else ""
    values = [scope.reason, *([code_version()] if scope.stale else [])]
    return Archive.at(storage, snapshot).sql(
        f"""SELECT q.quarantine_id FROM quarantine q LEFT JOIN runs r USING (run_id)
        WHERE q.reason = ? AND q.raw_object IS NOT NULL AND q.capture_id IS NOT NULL{made_by}""",
        values,
    )


def cut_into_portions(selected: pl.DataFrame) -> list[tuple[Partition, ...]]:
    """The partitions of these captures in portions of bounded size, outlet by outlet."""
    sizes = selected.group_by(PARTITIONED_BY).agg(pl.col("raw_bytes").sum()).sort(PARTITIONED_BY)
    return [
        tuple((outlet, month) for outlet, month, _ in some)
        for some in cut_into_chunks(sizes.rows(), lambda row: row[2], settings().portion_bytes)
    ]


def read_portion(
    storage: Storage,
    snapshot: Snapshot,
    selected: pl.DataFrame,
    portion: tuple[Partition, ...],
) -> pl.DataFrame:
    """The rows of the captures of a portion as the snapshot has them, of whatever outlet they are
    by now.
    """
    inside = selected.filter(in_partitions(portion)).select("capture_id").lazy()
    rows = storage.scan(snapshot, "captures", outlets={outlet for outlet, _ in portion})
    here = rows.join(inside, on="capture_id", how="semi").collect()
    moved = inside.join(here.lazy(), on="capture_id", how="anti").collect()
    if moved.is_empty():
        return here
    rows = storage.scan(snapshot, "captures")
    return pl.concat([here, rows.join(moved.lazy(), on="capture_id", how="semi").collect()])

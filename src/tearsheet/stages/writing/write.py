"""The write stage: staged frames become data files, which nobody reads before `publish` lists them
in a snapshot. A large batch is written in parts that know nothing of one another; a small one is
left to `publish`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from tearsheet.chunks import cut_into_chunks
from tearsheet.settings import settings
from tearsheet.stages.batch import Batch, groups, ids
from tearsheet.stages.derived_tables import DerivedTables, StagedTable
from tearsheet.stages.writing.article_table import article_changes
from tearsheet.store.files.data_file import Change
from tearsheet.store.files.staged import read_changes, stage_changes
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.dedup.identity.batch import replace_captures
from transforms.partitions import PARTITIONED_BY, Partition, in_partitions
from transforms.schemas import TABLES
from transforms.table_diff import diff_tables

#: Shards whose staged bytes are written together: fewer, larger files at a bounded price in memory.
#: judged
WRITE_BYTES = 4 << 20
#: Captures derived anew whose partitions are compared and written together. judged
REWRITTEN_AT_ONCE = 10_000
#: Tables that a capture's own parse fills and no later finding changes.
PARSED = ("captures", "blocks")
#: Tables that the deduplicate stage derives, staged as the rows that differ.
DERIVED = (
    "sightings",
    "revisions",
    "listings",
    "headlines",
    "anchors",
    "dates",
    "signatures",
    "stories",
    "relations",
    "profiles",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """What is written at once of one table, about `size` staged bytes: staged shards of the parse
    stage, or partitions of which captures were derived anew, or what the deduplicate stage staged.
    """

    table: str
    size: int
    shards: tuple[str, ...] = ()
    partitions: tuple[Partition, ...] = ()
    derived: StagedTable | None = None


@dataclass(frozen=True, slots=True)
class WritePart:
    """Pieces that one task writes."""

    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ArticlePart:
    """The rows of `articles` that one task writes: those of these outlets; those of all others than
    the batch's where none are named.
    """

    name: str
    outlets: tuple[str, ...]


def cut_parts(root: str, batch: Batch, derived: DerivedTables) -> list[WritePart]:
    """What is to be written, in parts of as many staged bytes as a shard of work may hold; an empty
    list where there are no more in all.
    """
    storage = Storage.open(root)
    pieces = list(_cut_pieces(storage, batch.snapshot(storage), batch, derived))
    most = settings().shard_bytes
    if sum(piece.size for piece in pieces) <= most:
        return []
    return [
        WritePart(f"{batch.base}-{no:05d}", tuple(some))
        for no, some in enumerate(cut_into_chunks(pieces, lambda piece: piece.size, most))
    ]


def cut_articles(batch: Batch, workers: int) -> list[ArticlePart]:
    """The table `articles` in parts: by groups of the batch's outlets, and what its stories move of
    others.
    """
    every = [*groups(batch, workers), ()]
    return [ArticlePart(f"{batch.base}-{no:05d}", some) for no, some in enumerate(every)]


def write_part(root: str, batch: Batch, part: WritePart) -> str:
    """Write one part -> its staged changes."""
    storage = Storage.open(root)
    base = batch.snapshot(storage)
    changes = _write(storage, base, batch, part.pieces)
    return stage_changes(storage.objects, batch.run_id, f"written/{part.name}", changes)


def write_articles(root: str, batch: Batch, written: Sequence[str], part: ArticlePart) -> str:
    """Write what changes of some outlets' `articles` where all else is `written` -> the staged
    changes.
    """
    storage = Storage.open(root)
    base, outlet = batch.snapshot(storage), pl.col("outlet")
    is_here = outlet.is_in(part.outlets) if part.outlets else ~outlet.is_in(batch.outlets)
    changes = read_changes(storage.objects, written)
    rows = {"articles": list(article_changes(storage, base, changes, is_here))}
    return stage_changes(storage.objects, batch.run_id, f"written/articles-{part.name}", rows)


def write_whole(
    storage: Storage, base: Snapshot, batch: Batch, derived: DerivedTables
) -> dict[str, list[Change]]:
    """What changes of the tables that are parsed and derived, written here and now."""
    changes = _write(storage, base, batch, _cut_pieces(storage, base, batch, derived))
    return changes | {"articles": list(article_changes(storage, base, changes))}


def _cut_pieces(
    storage: Storage, base: Snapshot, batch: Batch, derived: DerivedTables
) -> Iterator[Piece]:
    """All that the batch writes, each piece at a bounded price in memory."""
    sizes = {e.path: e.size for e in storage.objects.list(f"staging/{batch.run_id}")}
    places = list(_places_anew(storage, base, batch))
    for table in PARSED:
        yield from (Piece(table, settings().shard_bytes, partitions=some) for some in places)
        shards = [(shard[table], sizes[shard[table]]) for shard in batch.shards]
        for part in cut_into_chunks(shards, lambda shard: shard[1], WRITE_BYTES):
            yield Piece(table, sum(size for _, size in part), shards=tuple(p for p, _ in part))
    for table in DERIVED:
        for one in (s for s in derived.staged if s.table == table):
            size = sizes[one.path] + sizes.get(one.gone, 0)
            yield Piece(table, size, derived=one)


def _places_anew(storage: Storage, base: Snapshot, batch: Batch) -> Iterator[tuple[Partition, ...]]:
    """The partitions in which a capture that is derived anew stands or stood, a bounded number of
    these captures at a time.
    """
    if (again := ids(storage, batch.again)).is_empty():
        return
    rows = [storage.scan(base, "captures"), batch.staged(storage, "captures")]
    anew = [r.join(again.lazy(), on="capture_id", how="semi").select(PARTITIONED_BY) for r in rows]
    sizes = pl.concat(anew).group_by(PARTITIONED_BY).len().sort(PARTITIONED_BY).collect()
    for some in cut_into_chunks(sizes.rows(), lambda row: int(row[2]), REWRITTEN_AT_ONCE):
        yield tuple((outlet, month) for outlet, month, _ in some)


def _write(
    storage: Storage, base: Snapshot, batch: Batch, pieces: Iterable[Piece]
) -> dict[str, list[Change]]:
    """Write the pieces one by one -> what changes of each table."""
    changes: dict[str, list[Change]] = {}
    again = ids(storage, batch.again)
    take = ids(storage, batch.take).join(again, on="capture_id", how="anti")
    for piece in pieces:
        if piece.derived is not None:
            change = _derived(storage, base, piece.derived)
        elif piece.partitions:
            change = _rewritten(storage, base, batch, piece, again)
        else:
            change = _appended(storage, base, piece, take)
        if change:
            changes.setdefault(piece.table, []).append(change)
    return changes


def _appended(storage: Storage, base: Snapshot, piece: Piece, take: pl.DataFrame) -> Change:
    """The change that adds these shards' rows; they are let go before the next are read."""
    rows = (
        storage.scan_staged(piece.shards, TABLES[piece.table].schema)
        .join(take.lazy(), on="capture_id", how="semi")
        .collect()
    )
    return storage.append(base, piece.table, rows)


def _rewritten(
    storage: Storage, base: Snapshot, batch: Batch, piece: Piece, again: pl.DataFrame
) -> Change:
    """The change of partitions that hold a capture derived anew, of those that come out
    different.
    """
    table, inside = piece.table, in_partitions(piece.partitions)
    staged = batch.staged(storage, table).filter(inside)
    fresh = staged.join(again.lazy(), on="capture_id", how="semi").collect()
    before = storage.scan(base, table, partitions=piece.partitions).collect()
    after = replace_captures(before.lazy(), fresh.lazy(), again.lazy()).collect()
    ignored = [c for c in TABLES[table].bookkeeping if c != "derived_by"]
    changed = diff_tables(before.drop(ignored), after.drop(ignored)).partitions()
    if not changed:
        return Change()
    return storage.rewrite(base, table, after.filter(in_partitions(changed)), changed)


def _derived(storage: Storage, base: Snapshot, staged: StagedTable) -> Change:
    """The change to the rows of a group of outlets that came out different."""
    spec = TABLES[staged.table]
    rows = storage.scan_staged([staged.path], spec.schema).collect()
    if not staged.gone:
        return storage.append(base, staged.table, rows)
    keys = {column: spec.schema[column] for column in spec.order}
    gone = storage.scan_staged([staged.gone], keys).collect()
    return storage.replace(base, staged.table, rows, gone)

"""The deep module: the only writer. Reads tables of a snapshot, writes data files, publishes
snapshots.

A data file is immutable and named by its content; nothing reads it until a snapshot lists it, so it
may be written at any time. A snapshot is one object put under a free number: whoever comes second
has lost the race and must derive again what the new head affects.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache

import polars as pl

from tearsheet.errors import LostRace
from tearsheet.store import snapshots
from tearsheet.store.crash_points import reach
from tearsheet.store.objects import Objects
from tearsheet.store.roots import open_objects
from tearsheet.store.snapshots import WHOLE, Change, DataFile, Partition, Snapshot
from transforms.partitions import in_partitions
from transforms.schemas import SCHEMA_VERSION, TABLES, Table, conform, empty

#: A write of more partitions than this puts its small ones together: an archive of ten thousand
#: outlets must not become ten thousand files a run.
SHARE_ABOVE_PARTITIONS = 48
#: A partition with more bytes than this (as Polars estimates them) always has files of its own.
SHARE_BELOW_BYTES = 256 << 10
#: A file holds at most about this many bytes, as Polars estimates them: a third or less of that
#: once compressed.
FILE_BYTES = 256 << 20
#: A commit that loses this many races gives up: other runs keep publishing.
MOST_RACES = 20
_ROW_GROUP = 16_384


class Storage:
    """The tables of the archive under one root."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self._files = lru_cache(maxsize=256)(
            lambda manifest: tuple(snapshots.manifest_files(objects, manifest))
        )

    @classmethod
    def open(cls, root: str) -> Storage:
        """The storage at a folder or bucket URL."""
        return cls(open_objects(root))

    def head(self) -> Snapshot:
        """The newest snapshot, or the empty one before the first."""
        return self.snapshot(snapshots.head_number(self.objects))

    def snapshot(self, number: int) -> Snapshot:
        """The snapshot of this number; 0 is the empty one before the first."""
        return snapshots.load(self.objects, number) if number else snapshots.empty_snapshot()

    def files(self, snapshot: Snapshot, table: str) -> tuple[DataFile, ...]:
        """The data files of a table in this snapshot."""
        return self._files(snapshot.tables.get(table))

    def scan(
        self,
        snapshot: Snapshot,
        table: str,
        *,
        outlets: Iterable[str] | None = None,
        partitions: Iterable[Partition] | None = None,
    ) -> pl.LazyFrame:
        """A table as of a snapshot, conforming to its schema; only these outlets or partitions
        where given.
        """
        spec = TABLES[table]
        files = self.files(snapshot, table)
        if outlets is not None and spec.partitioned:
            wanted = set(outlets)
            files = tuple(f for f in files if any(o in wanted for o, _ in f.partitions))
            return self._scan_files(spec, files).filter(pl.col("outlet").is_in(sorted(wanted)))
        if partitions is not None and spec.partitioned:
            inside = set(partitions)
            files = tuple(f for f in files if inside.intersection(f.partitions))
            return self._scan_files(spec, files).filter(in_partitions(inside))
        return self._scan_files(spec, files)

    def read_files(self, table: str, files: Iterable[DataFile]) -> pl.LazyFrame:
        """Rows of exactly these data files of a table."""
        return self._scan_files(TABLES[table], sorted(files, key=lambda f: f.path))

    def _scan_files(self, spec: Table, files: Sequence[DataFile]) -> pl.LazyFrame:
        if not files:
            return empty(spec.schema).lazy()
        frame = pl.scan_parquet(
            [self.objects.url(f.path) for f in files],
            glob=False,
            hive_partitioning=False,
            missing_columns="insert",
            extra_columns="ignore",
            schema=dict(spec.schema),
            storage_options=self.objects.options,
        )
        return frame.select(list(spec.schema))

    def write(
        self, table: str, rows: pl.DataFrame, *, base: Snapshot | None = None
    ) -> tuple[DataFile, ...]:
        """Write rows as data files of bounded size, sorted by key and split by partition; nothing
        reads them until a commit lists them.

        A file that `base` lists already is not written again.
        """
        spec = TABLES[table]
        frame = conform(rows, spec.schema, key=spec.key)
        listed = {f.path for f in self.files(base, table)} if base else set()
        return tuple(
            self._write_file(spec, part, keys, folder, listed)
            for part, keys, folder in _layout(spec, frame)
        )

    def _write_file(
        self,
        spec: Table,
        frame: pl.DataFrame,
        partitions: tuple[Partition, ...],
        folder: str,
        listed: Container[str],
    ) -> DataFile:
        buffer = io.BytesIO()
        frame.write_parquet(
            buffer,
            compression="zstd",
            compression_level=3,
            row_group_size=_ROW_GROUP,
            statistics=True,
        )
        raw = buffer.getvalue()
        digest = hashlib.sha256(raw).hexdigest()
        path = f"{folder}/{digest[:32]}.parquet"
        if path not in listed:
            reach("data.before")
            path = snapshots.put_content(self.objects, path, raw)
            reach("data.linked")
        return DataFile(
            path, frame.height, len(raw), digest, tuple(sorted(partitions)), _stats(spec, frame)
        )

    def append(self, snapshot: Snapshot, table: str, rows: pl.DataFrame) -> Change:
        """The change that adds rows to a table."""
        return Change(added=self.write(table, rows, base=snapshot))

    def rewrite(
        self,
        snapshot: Snapshot,
        table: str,
        rows: pl.DataFrame,
        partitions: Iterable[Partition] = (WHOLE,),
    ) -> Change:
        """The change after which these partitions hold exactly these rows; rows of others that
        share a file stay.
        """
        spec = TABLES[table]
        inside = set(partitions)
        touched = [f for f in self.files(snapshot, table) if inside.intersection(f.partitions)]
        mixed = [f for f in touched if not inside.issuperset(f.partitions)]
        frames = [conform(rows, spec.schema)]
        if mixed:
            frames.append(self._scan_files(spec, mixed).filter(~in_partitions(inside)).collect())
        return Change(
            added=self.write(table, pl.concat(frames), base=snapshot), removed=tuple(touched)
        )

    def commit(
        self,
        base: Snapshot,
        changes: Mapping[str, Sequence[Change]],
        *,
        batch_id: str,
        run_id: str,
        code_version: str,
        now: datetime,
        dry_run: bool = False,
    ) -> Snapshot:
        """Publish one snapshot for all tables on top of `base`; a commit that changes nothing gives
        `base` back.

        Raises LostRace where another writer published since `base` was read; a batch that was
        published since then is not applied again, its snapshot is given. A dry run gives the
        snapshot and publishes nothing.
        """
        tables = {**base.tables, **self._manifests(base, changes)}
        if tables == base.tables:
            return base
        made = Snapshot(
            base.number + 1,
            now.astimezone(UTC).isoformat(),
            batch_id,
            run_id,
            base.number,
            SCHEMA_VERSION,
            code_version,
            tables,
        )
        if dry_run:
            return made
        reach("snapshot.before")
        if not self.objects.put_new(made.name, snapshots.seal(made)):
            return self._published(base, batch_id, made.number)
        reach("snapshot.linked")
        return made

    def _manifests(self, base: Snapshot, changes: Mapping[str, Sequence[Change]]) -> dict[str, str]:
        """The manifest of each table that changes, stored."""
        stored = {}
        for table, parts in changes.items():
            if not any(parts):
                continue
            gone = {f.path for part in parts for f in part.removed}
            files = {f.path: f for f in self.files(base, table) if f.path not in gone}
            files.update({f.path: f for part in parts for f in part.added})
            stored[table] = snapshots.put_manifest(
                self.objects, table, list(files.values()), listed=base.tables.get(table)
            )
            reach("manifest.stored")
        return stored

    def _published(self, base: Snapshot, batch_id: str, number: int) -> Snapshot:
        """The snapshot of this very batch among those since `base`: another attempt, or the answer
        to our own got lost.
        """
        for later in snapshots.numbers(self.objects):
            if (
                later > base.number
                and (found := snapshots.load(self.objects, later)).batch_id == batch_id
            ):
                return found
        raise LostRace(f"snapshot {number} was published by another run")

    def stage(self, run_id: str, name: str, frame: pl.DataFrame) -> str:
        """Store a frame that only this run reads; its path."""
        buffer = io.BytesIO()
        frame.write_parquet(buffer, compression="lz4", statistics=True)
        path = f"staging/{run_id}/{name}.parquet"
        reach(f"{name.split('/', 1)[0].split('-', 1)[0]}.staging")
        self.objects.put_scratch(path, buffer.getvalue())
        return path

    def scan_staged(
        self, paths: Sequence[str], schema: Mapping[str, pl.DataType | type[pl.DataType]]
    ) -> pl.LazyFrame:
        """Staged frames as one, in the order given."""
        if not paths:
            return empty(schema).lazy()
        return pl.scan_parquet(
            [self.objects.url(p) for p in paths],
            glob=False,
            hive_partitioning=False,
            storage_options=self.objects.options,
        ).select(list(schema))

    def drop_staging(self, run_id: str) -> None:
        """Remove what a run staged."""
        self.objects.delete([e.path for e in self.objects.list(f"staging/{run_id}")])
        self.objects.prune_folder(f"staging/{run_id}")


def _layout(
    spec: Table, frame: pl.DataFrame
) -> Iterator[tuple[pl.DataFrame, tuple[Partition, ...], str]]:
    """(rows, the partitions inside, folder) of every file that holds these sorted rows."""
    if frame.is_empty():
        return
    if not spec.partitioned:
        yield from ((part, (WHOLE,), f"tables/{spec.name}") for part in _bounded(frame))
        return
    own, shared = _share(frame.partition_by("outlet", "month", as_dict=True, maintain_order=True))
    for key, part in own:
        yield from (
            (piece, (key,), f"tables/{spec.name}/outlet={key[0]}/month={key[1]}")
            for piece in _bounded(part)
        )
    if shared:
        together = pl.concat([part for _, part in shared]).sort(list(spec.key), nulls_last=True)
        yield together, tuple(key for key, _ in shared), f"tables/{spec.name}/shared"


def _bounded(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The frame in pieces that each make a file of bounded size."""
    pieces = max(1, -(-int(frame.estimated_size()) // FILE_BYTES))
    yield from frame.iter_slices(-(-frame.height // pieces))


def _share(
    parts: Mapping[tuple[object, ...], pl.DataFrame],
) -> tuple[list[tuple[Partition, pl.DataFrame]], list[tuple[Partition, pl.DataFrame]]]:
    """(partitions with a file of their own, partitions that share one)."""
    keyed = [((str(key[0]), str(key[1])), part) for key, part in parts.items()]
    if len(keyed) <= SHARE_ABOVE_PARTITIONS:
        return keyed, []
    small = [part.estimated_size() < SHARE_BELOW_BYTES for _, part in keyed]
    return [k for k, s in zip(keyed, small, strict=True) if not s], [
        k for k, s in zip(keyed, small, strict=True) if s
    ]


def _stats(spec: Table, frame: pl.DataFrame) -> dict[str, list[str]]:
    """Smallest and largest value of the key and of every time column, as text, where there
    is any.
    """
    columns = [
        spec.key[0],
        *(c for c, t in spec.schema.items() if t == pl.Date or t == pl.Datetime("us", "UTC")),
    ]
    row = frame.select(
        [
            f(pl.col(c)).cast(pl.String).alias(f"{c}:{n}")
            for c in dict.fromkeys(columns)
            for n, f in (("min", pl.Expr.min), ("max", pl.Expr.max))
        ]
    )
    values = row.row(0, named=True)
    return {
        c: [values[f"{c}:min"], values[f"{c}:max"]]
        for c in dict.fromkeys(columns)
        if values[f"{c}:min"] is not None
    }

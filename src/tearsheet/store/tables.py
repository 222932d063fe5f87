"""The tables of a snapshot: reading their rows, writing rows as data files, and publishing the next
snapshot. Nothing else writes tables.

A data file is immutable and named by its content. No reader looks at one before a snapshot lists
it, so that it may be written at any time. A snapshot is one object that is put under the next free
number. Where two runs derived from the same snapshot, the one that comes second finds the number
taken: it has lost the race, and derives again on what the first one published.
"""

from __future__ import annotations

import io
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache, partial

import polars as pl

from tearsheet.store import snapshots
from tearsheet.store.crash_points import reach
from tearsheet.store.files import layout
from tearsheet.store.files.data_file import WHOLE, Change, DataFile, apply_changes
from tearsheet.store.files.difference import FILE, PLACE, superseded
from tearsheet.store.files.finding import find_rows, may_hold, read_places
from tearsheet.store.files.merging import MOST_SMALL, smallest_together
from tearsheet.store.objects import Objects
from tearsheet.store.roots import open_objects
from tearsheet.store.snapshots import Snapshot
from transforms.ids import sha256_hex
from transforms.partitions import Partition, in_partitions
from transforms.schemas import SCHEMA_VERSION, TABLES, Table, check_key, conform, empty

#: A commit that loses this many races gives up: other runs keep publishing. judged
MOST_RACES = 20


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
            wanted = sorted(set(outlets))
            files = tuple(f for f in files if f.may_hold("outlet", wanted))
            return self._scan_files(spec, files).filter(pl.col("outlet").is_in(wanted))
        if partitions is not None and spec.partitioned:
            inside = set(partitions)
            files = self.files_within(snapshot, table, inside)
            return self._scan_files(spec, files).filter(in_partitions(inside))
        return self._scan_files(spec, files)

    def files_within(
        self, snapshot: Snapshot, table: str, partitions: Iterable[Partition]
    ) -> tuple[DataFile, ...]:
        """The files of a table that can hold a row of these partitions."""
        files = self.files(snapshot, table)
        if not TABLES[table].partitioned:
            return files
        places = sorted(set(partitions))
        return tuple(
            f
            for f in files
            if any(f.may_hold("outlet", [o]) and f.may_hold("month", [m]) for o, m in places)
        )

    def find(
        self, snapshot: Snapshot, table: str, keys: pl.DataFrame, columns: Sequence[str] = ()
    ) -> pl.DataFrame:
        """The rows of a table that have one of these keys (columns of the table, an id first but
        for `outlet` and `month`), all columns or these; of other rows little is read. Keys without
        columns are those of every row.
        """
        return self.find_in(table, self.files(snapshot, table), keys, columns)

    def find_in(
        self,
        table: str,
        files: Iterable[DataFile],
        keys: pl.DataFrame,
        columns: Sequence[str] = (),
    ) -> pl.DataFrame:
        """The same of these files of a table."""
        spec, near = TABLES[table], may_hold(files, keys)
        return find_rows(self.objects, spec, near, keys, columns or list(spec.schema))

    def read_files(self, table: str, files: Iterable[DataFile]) -> pl.LazyFrame:
        """Rows of exactly these data files of a table."""
        return self._scan_files(TABLES[table], sorted(files, key=lambda f: f.path))

    def _scan_files(self, spec: Table, files: Sequence[DataFile]) -> pl.LazyFrame:
        """The rows that count of these files, with the columns of the contract."""
        whole = [f for f in files if not f.deleted]
        frames = [self._scan_parquet(spec, whole)] if whole else []
        for file in files:
            if file.deleted:
                rows = self._scan_parquet(spec, [file], place=PLACE)
                frames.append(rows.filter(~_at(file.deleted_places())))
        columns = list(spec.schema)
        return pl.concat([f.select(columns) for f in frames] or [empty(spec.schema).lazy()])

    def _scan_parquet(
        self, spec: Table, files: Sequence[DataFile], *, place: str | None = None
    ) -> pl.LazyFrame:
        return pl.scan_parquet(
            [self.objects.url(f.path) for f in files],
            glob=False,
            hive_partitioning=False,
            missing_columns="insert",
            extra_columns="ignore",
            schema=dict(spec.schema),
            storage_options=self.objects.options,
            row_index_name=place,
        )

    def write(
        self, table: str, rows: pl.DataFrame, *, base: Snapshot | None = None
    ) -> tuple[DataFile, ...]:
        """Write rows as data files of bounded size, split by month and sorted; nothing
        reads them until a commit lists them.

        A file that `base` lists already is not written again.
        """
        spec = TABLES[table]
        frame = conform(rows, spec.schema)
        check_key(frame, spec.key)
        listed = {f.path for f in self.files(base, table)} if base else set()
        parts = layout.cut(spec, frame)
        del rows, frame  # a merge has as many as memory is bounded by; `parts` lets go of them
        return tuple(self._write_file(spec, part, folder, listed) for folder, part in parts)

    def _write_file(
        self, spec: Table, frame: pl.DataFrame, folder: str, listed: Container[str]
    ) -> DataFile:
        raw = layout.parquet_bytes(frame)
        digest = sha256_hex(raw)
        path = f"{folder}/{digest[:32]}.parquet"
        if path not in listed:
            reach("data.before")
            path = snapshots.put_content(self.objects, path, raw)
            reach("data.linked")
        stats = layout.statistics(spec, frame)
        return DataFile(path, frame.height, len(raw), digest, stats, spec.fingerprint)

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
        """The change after which these partitions hold exactly these rows: rows that are there
        already stay where they are, those that differ are deleted there and written anew.
        """
        inside = set(partitions)
        files = self.files_within(snapshot, table, inside)
        held = self._held(table, files)
        if TABLES[table].partitioned:
            held = held.filter(in_partitions(inside))
        return self._difference(snapshot, table, files, held.collect(), rows)

    def replace(
        self, snapshot: Snapshot, table: str, rows: pl.DataFrame, of: pl.DataFrame
    ) -> Change:
        """The change after which the rows with these values (columns of the table, `outlet` among
        them) are exactly these rows.
        """
        spec, files = TABLES[table], may_hold(self.files(snapshot, table), of)
        held = find_rows(self.objects, spec, files, of, [*spec.schema, FILE, PLACE])
        return self._difference(snapshot, table, files, held, rows)

    def _difference(
        self,
        snapshot: Snapshot,
        table: str,
        files: Sequence[DataFile],
        held: pl.DataFrame,
        rows: pl.DataFrame,
    ) -> Change:
        spec = TABLES[table]
        fresh = conform(rows, spec.schema, key=spec.key)
        gone, new = superseded(spec, held, fresh)
        return Change(
            added=self.write(table, new, base=snapshot),
            deleted={files[no].path: places for no, places in gone.items()},
        )

    def _held(self, table: str, files: Sequence[DataFile]) -> pl.LazyFrame:
        """The rows of these files that count, with where each stands."""
        spec, place = TABLES[table], {FILE: pl.Int32(), PLACE: pl.UInt32()}
        frames = [empty({**spec.schema, **place}).lazy()]
        for no, file in enumerate(files):
            rows = self._scan_parquet(spec, [file], place=PLACE)
            if file.deleted:
                rows = rows.filter(~_at(file.deleted_places()))
            frames.append(rows.with_columns(pl.lit(no, pl.Int32).alias(FILE)))
        columns = [*spec.schema, *place]
        return pl.concat([f.select(columns) for f in frames])

    def changed_rows(
        self, snapshot: Snapshot, table: str, changes: Sequence[Change], columns: Sequence[str]
    ) -> pl.DataFrame:
        """These columns of the rows that come and go with these changes."""
        spec, files = TABLES[table], {f.path: f for f in self.files(snapshot, table)}
        every = [empty(spec.schema).lazy()]
        every += [self.read_files(table, (*c.added, *c.removed)) for c in changes]
        gone = [
            read_places(self.objects, spec, files[path], places, columns)
            for change in changes
            for path, places in change.deleted.items()
        ]
        return pl.concat([*(p.select(columns).collect() for p in every), *gone]).unique()

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
            return snapshots.published_since(self.objects, base, batch_id)
        reach("snapshot.linked")
        return made

    def _manifests(self, base: Snapshot, changes: Mapping[str, Sequence[Change]]) -> dict[str, str]:
        """The manifest of each table that changes, stored."""
        stored = {}
        for table, parts in changes.items():
            if not any(parts):
                continue
            files = self._merge_small(table, apply_changes(self.files(base, table), parts))
            stored[table] = snapshots.put_manifest(
                self.objects, table, files, listed=base.tables.get(table)
            )
            reach("manifest.stored")
        return stored

    def _merge_small(self, table: str, files: list[DataFile]) -> list[DataFile]:
        """The files of a table, of which no more than a few are small."""
        read = partial(self.read_files, table)
        while chosen := smallest_together(files, read, most=MOST_SMALL):
            merged = self.merge(table, chosen)
            paths = {f.path for f in chosen}
            files = [*(f for f in files if f.path not in paths), *merged]
            if len(merged) >= len(chosen):
                break
        return files

    def merge(self, table: str, files: Iterable[DataFile]) -> tuple[DataFile, ...]:
        """The rows of these files that count, as files of bounded size."""
        return self.write(table, self.read_files(table, files).collect())

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


def _at(places: Iterable[int]) -> pl.Expr:
    """Whether a row of a file stands at one of these places."""
    return pl.col(PLACE).is_in(pl.Series(list(places), dtype=pl.UInt32).implode())

"""Compaction: small files of a table become few sorted ones near the target size, large ones that
hold the same outlets are sorted apart, rows that count no more go, and the files of `inputs`, which
no snapshot lists, become few. No row changes, only where it stands.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import partial

import polars as pl

from tearsheet.errors import LostRace
from tearsheet.store import current, inputs, lease
from tearsheet.store.crash_points import reach
from tearsheet.store.files import key_index, merging, overlaps, sums
from tearsheet.store.files.data_file import Change, DataFile
from tearsheet.store.files.layout import rows_of_full
from tearsheet.store.files.numbers import make_numbers
from tearsheet.store.files.opened import OpenedFile
from tearsheet.store.files.rows import row_store
from tearsheet.store.objects import Objects
from tearsheet.store.snapshots import Snapshot, encode
from tearsheet.store.tables import MOST_RACES, Storage
from tearsheet.version import code_version
from transforms.ids import sha256_hex
from transforms.schemas import TABLES, Table

#: The columns by which every batch looks rows up, with the marks of those that it looks for apart
#: from others (see `key_index.Only`).
SOUGHT = {
    "articles": ("article_id",),
    "blocks": ("capture_id", "line_key_inside", "line_key_outside"),
    "captures": ("capture_id", "media_type", "run_id"),
    "dates": ("capture_id",),
    "listings": ("article_id", "capture_id", "name_key"),
    "relations": (
        *("left_id", "right_id", "relation"),
        *("left_id_filling", "right_id_filling", "left_id_linking", "right_id_linking"),
        *("left_id_by_right_id", "right_id_by_left_id"),
    ),
    "revisions": ("article_id", "revision_id"),
    "sightings": ("article_id", "capture_id", "name_keys", "text_sha256"),
    "signatures": ("revision_id", "text_key"),
    "stories": ("article_id", "story_id"),
}


def compact(storage: Storage, *, run_id: str, now: datetime) -> tuple[Snapshot, int, int]:
    """(the snapshot after it, files merged, files they became); the newest snapshot as it is where
    nothing is to be merged.
    """
    for _ in range(MOST_RACES):
        with lease.hold_lease(storage.objects, run_id):
            base = storage.head()
            changes = {
                table: [_settled(storage, base, table)] for table in TABLES if table in base.tables
            }
            batch_id = sha256_hex(encode(["compact", base.number, code_version()]))[:32]
            try:
                made = storage.commit(
                    base,
                    changes,
                    batch_id=batch_id,
                    run_id=run_id,
                    code_version=code_version(),
                    now=now,
                )
            except LostRace:
                continue
            current.show_newest(storage)
            _make_caches(storage, base, made)
            inputs.merge_files(storage.objects, run_id)
        parts = [part for table in changes.values() for part in table]
        return made, sum(len(p.removed) for p in parts), sum(len(p.added) for p in parts)
    raise LostRace(f"gave up after {MOST_RACES} lost races: other runs keep publishing")


def _make_caches(storage: Storage, base: Snapshot, made: Snapshot) -> None:
    """Make the stores of rows that large files of a snapshot lack, which runs make none of
    themselves, and the indexes that each batch asks for; and of what was merged those, too, that
    files of the table had before. Where rows of the table are deleted now and then, what was merged
    is cut into the pieces of `current/`.
    """
    held = _list_caches(storage.objects)
    for table in made.tables:
        before = storage.files(base, table)
        asked = set[str]().union(*(held[file.cache_name] for file in before))
        sought = {key_index.index_name([column]) for column in SOUGHT.get(table, ())}
        loses_rows = any(file.deleted for file in before)
        for file in storage.files(made, table):
            wanted = sought | (asked if file not in before else set())
            with contextlib.suppress(OSError):  # without them runs read more
                _make_caches_of(storage.objects, TABLES[table], file, wanted, held[file.cache_name])
                if loses_rows and file not in before:
                    current.prepare_pieces(storage, file)


def _list_caches(objects: Objects) -> defaultdict[str, set[str]]:
    """The names of the stores and indexes that each data file has, by `DataFile.cache_name`; those
    that no code reads any more are removed.
    """
    held = defaultdict[str, set[str]](set)
    for entry in list(objects.list(key_index.FOLDER)):
        digest, name = entry.path.split("/")[-2:]
        kept = (key_index.BEGINNING, sums.BEGINNING, row_store.NARROW, current.PREPARED)
        if name.startswith(kept) and not sums.is_of_other_code(name):
            held[digest].add(name)
        else:  # an index, a store or a sum as earlier releases made them
            objects.delete([entry.path])
    return held


def _make_caches_of(
    objects: Objects, spec: Table, file: DataFile, wanted: set[str], there: set[str]
) -> None:
    """Make the stores of a data file, the `wanted` indexes and those of a signature's hashes, and
    what is reckoned of its rows, as far as they are not `there`.
    """
    # half a second, which a start need not wait
    from tearsheet.stages.learned_lines import MARKS
    from tearsheet.stages.stories.near_digests import NUMBERS
    from tearsheet.stages.stories.near_signatures import POSTED
    from tearsheet.stages.stories.relations import MARKS as TOLD
    from tearsheet.stages.sums.kinds import SUMS

    opened = OpenedFile(objects, file)
    if not there.issuperset(row_store.store_names(spec, file)):
        opened.make_stores(spec)
    for name in sorted(wanted - there - {*POSTED.names}):
        opened.make_index(spec, name, (*MARKS, *TOLD))
    if spec.name == "signatures" and not there.issuperset(POSTED.names):
        opened.make_postings(POSTED)
    for reckoned in NUMBERS.get(spec.name, ()):
        if reckoned.name not in there:
            make_numbers(objects, spec, file, reckoned)
    sums.make_sums(objects, file, [one for one in SUMS if one.table == spec.name], there)


def _settled(storage: Storage, base: Snapshot, table: str) -> Change:
    """The change after which few small files of a table are left, none of the first release's
    layout, and none with many deleted rows.
    """
    before = storage.files(base, table)
    files = list(before)
    for portion in merging.to_rewrite(before):
        files = _replace(files, portion, storage.merge(table, portion))
    read = partial(storage.read_files, table)
    while chosen := merging.smallest_together(
        files, read, most=merging.MOST_SMALL_COMPACTED, always=merging.MERGED_BYTES
    ):
        merged = storage.merge(table, chosen)
        files = _replace(files, chosen, merged)
        if len(merged) >= len(chosen):
            break
    for group in list(overlaps.overlapping(files)):
        files = _replace(files, group, tuple(_sorted_apart(storage, table, group)))
    added = tuple(f for f in files if f not in before)
    return Change(added=added, removed=tuple(f for f in before if f not in files))


def _sorted_apart(storage: Storage, table: str, files: list[DataFile]) -> Iterator[DataFile]:
    """The rows of large files that overlap as files of which hardly two hold one outlet of one
    month; a file's rows are in memory at a time.
    """
    most = rows_of_full(storage.read_files(table, files[:1]).collect())
    rows = storage.read_files(table, files)
    counts = rows.group_by("month", "outlet").len().sort("month", "outlet").collect()
    for piece in overlaps.pieces(counts.rows(), most):
        inside = [
            pl.col(column).is_between(pl.lit(first), pl.lit(last))
            for column, (first, last) in zip(("month", "outlet"), piece, strict=True)
        ]
        yield from storage.write(table, rows.filter(inside).collect())


def _replace(
    files: list[DataFile], old: list[DataFile], new: tuple[DataFile, ...]
) -> list[DataFile]:
    reach("compact.written")
    return [*(f for f in files if f not in old), *new]

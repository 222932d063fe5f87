"""Which files of a table are merged: at a commit when there are too many small ones, at a
compaction until few are left, those that the first release wrote, and those of which many rows
are deleted.

A commit that has to merge takes the two smallest files. Where these are not cheap it goes on as
long as the next is smaller than all before it together: then the sizes that stay differ by some
factor, and a row is written again only as often as they double.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import polars as pl

from tearsheet.store.files import layout
from tearsheet.store.files.data_file import DataFile

#: Data files of a table -> their rows that count.
Read = Callable[[Sequence[DataFile]], pl.LazyFrame]

#: A file of fewer bytes is small: it is merged with others. Half of what a full one holds. judged
SMALL_BYTES = 20 << 20
#: And so large a share of a full one's rows. Rows of some tables are compressed to so little that
#: full files have fewer bytes: those of blocks were merged every night and cut again. judged
SMALL_SHARE = 0.5
#: So many small files a table may have after a commit: each costs a reader some tenths of a
#: millisecond, and fewer would be written again more often. measured: benchmarks/cost/disk.py
MOST_SMALL = 32
#: A merge of fewer bytes is made again for the next run; above it sizes are kept apart. judged
CHEAP_BYTES = 64 << 10
#: And so many after a compaction. Sizes that stay differ by some factor, which is the larger the
#: fewer stay: of three files rows of a year of daily batches are written again three times as often
#: as of five, and those of yesterday stand among three times as many others, so that a run that
#: deletes some copies more of `current/`. judged
MOST_SMALL_COMPACTED = 5
#: A compaction merges all files of fewer bytes than this, however few they are. judged
MERGED_BYTES = 64 << 10
#: Files are read and written together up to this many bytes: a bound on memory. judged
MERGE_BYTES = 32 << 20
#: A file of fewer bytes is written again as soon as rows of it are deleted. judged
TINY_BYTES = 32 << 10
#: Compaction writes a file again of which more than this share is deleted. judged
MOST_DELETED = 0.1


def smallest_together(
    files: Sequence[DataFile], read: Read, *, most: int, always: int = 0
) -> list[DataFile]:
    """The small files to be merged now; none where there are no more than `most`, no tiny one with
    deleted rows, and not two of fewer bytes than `always`. `read` gives the rows of some of them.
    """
    small = sorted((f for f in files if f.bytes < SMALL_BYTES), key=lambda f: (f.bytes, f.path))
    if len(small) > most:
        sample = next((f for f in small if f.bytes >= TINY_BYTES), small[-1])
        full = layout.rows_of_full(read([sample]).collect())
        small = [f for f in small if f.rows < SMALL_SHARE * full]
    chosen = [f for f in small if f.bytes < always or (f.bytes < TINY_BYTES and f.deleted)]
    total = sum(f.bytes for f in chosen)
    for file in (f for f in small if f not in chosen):
        is_few = len(small) - len(chosen) + bool(chosen) <= most
        is_enough = not chosen or total < CHEAP_BYTES or file.bytes >= total
        if is_few and is_enough:
            break
        if total + file.bytes > MERGE_BYTES and len(chosen) > 1:
            break
        chosen.append(file)
        total += file.bytes
    return chosen if len(chosen) > 1 or any(f.deleted for f in chosen) else []


def to_rewrite(files: Sequence[DataFile]) -> Iterator[list[DataFile]]:
    """Files that a compaction writes again whatever their size, in portions of bounded size."""
    stale = [f for f in files if not f.columns or f.rows - f.live_rows > MOST_DELETED * f.rows]
    portion: list[DataFile] = []
    for file in sorted(stale, key=lambda f: (f.stats.get("month", [""]), f.path)):
        if portion and sum(f.bytes for f in portion) + file.bytes > MERGE_BYTES:
            yield portion
            portion = []
        portion.append(file)
    if portion:
        yield portion

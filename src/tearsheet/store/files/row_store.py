"""Rows of a large data file in small blocks beside it, so that a row is read by its place alone and
not with the row group that it stands in.

A store is made of a file by a compaction, and kept in `cache/keys/` with the indexes of its keys.
It is no part of the archive: where it is lacking, torn or damaged, row groups are read. Wide
columns of a table stand in a store of their own. Of a table with many rows a page a store has the
page alone, each once with the place of its first row.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from operator import itemgetter

import numpy as np
import orjson
import polars as pl

from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.hashes import Places
from tearsheet.store.files.kept import Kept
from tearsheet.store.files.key_index import FOLDER
from tearsheet.store.files.spans import gap_bytes, read_spans
from tearsheet.store.objects import Objects
from transforms.schemas import Table

#: The tables of which a batch looks single rows up, and their wide columns. Of the others rows that
#: lie together are read, or those of whole pages.
STORED: dict[str, tuple[str, ...]] = {
    "articles": ("text",),
    "captures": (),
    "dates": (),
    "listings": (),
    "relations": (),
    "revisions": ("text",),
    "sightings": (),
    "signatures": ("sketch", "prefix_keys"),
    "stories": (),
}
#: The columns of tables with many rows a page that are equal in all of them: a line is looked up
#: for the page that it stands on.
OF_PAGES: dict[str, tuple[str, ...]] = {"blocks": ("outlet", "month", "capture_id")}
#: The store of these columns.
PAGES = "rows_pages"
#: Files of fewer rows have no store: a row group of theirs is most of the file. judged
LEAST_STORED = 4_096
#: Rows of a block, of one of tables of which pages have many, and of one of wide columns: two to
#: six kilobytes once compressed. More are fewer bytes on disk, fewer are fewer bytes for a row.
#: judged
_BLOCK_ROWS, _MANY_BLOCK_ROWS, _WIDE_BLOCK_ROWS = 16, 32, 8
_MANY = ("dates", "listings")
#: Bytes of the beginnings of stores, and of blocks, that a process keeps. judged
_KEPT_BYTES, _KEPT_BLOCK_BYTES = 16 << 20, 32 << 20
_MAGIC = b"tsrows1\n"
_LENGTHS = np.dtype("<u4")


class NoStore(ValueError):
    """Raised where the file in a store's place is no store of this release, or is damaged."""


def store_path(file: DataFile, part: str) -> str:
    """Where a store of a data file stands: `rows` of narrow columns, `rows_wide` or PAGES."""
    return f"{FOLDER}/{file.cache_name}/{part}"


def split_columns(spec: Table) -> dict[str, list[str]]:
    """The columns of each store of a table's files, by the store's name."""
    wide = STORED.get(spec.name)
    if wide is None:
        pages = OF_PAGES.get(spec.name)
        return {PAGES: list(pages)} if pages else {}
    narrow = {"rows": [c for c in spec.schema if c not in wide]}
    return {**narrow, "rows_wide": list(wide)} if wide else narrow


def store_names(spec: Table, file: DataFile) -> list[str]:
    """The stores that a data file may have: none where it is small or of other columns."""
    is_one = file.rows >= LEAST_STORED and file.columns == spec.fingerprint
    return list(split_columns(spec)) if is_one else []


def encode(spec: Table, part: str, rows: pl.DataFrame) -> bytes | None:
    """The bytes of a store of these columns of a data file. `rows` are all rows of the file, in
    their order. None where the store would not give them back as they are.
    """
    import zstandard

    narrow = _MANY_BLOCK_ROWS if spec.name in _MANY else _BLOCK_ROWS
    size = _WIDE_BLOCK_ROWS if part == "rows_wide" else narrow
    plain = rows.select(pl.all().to_physical())
    firsts: Places = np.zeros(0, np.int64)
    if part == PAGES:
        firsts = _first_rows(plain)
        plain = plain[firsts]
    floats = plain.select(pl.selectors.float().is_finite().all())
    if floats.width and False in floats.row(0):
        return None
    press = zstandard.ZstdCompressor(level=3, write_checksum=True)
    blocks = [
        press.compress(orjson.dumps([column.to_list() for column in piece]))
        for piece in plain.iter_slices(size)
    ]
    said = {"rows": rows.height, "size": size, "columns": rows.columns, "of": spec.fingerprint}
    head = orjson.dumps(said | {"firsts": len(firsts)})
    numbers = np.array([*(len(block) for block in blocks), *firsts.tolist()], _LENGTHS)
    sizes = [len(head), len(numbers), zlib.crc32(head + numbers.tobytes())]
    begin = [_MAGIC, np.array(sizes, _LENGTHS).tobytes(), head, numbers.tobytes()]
    return b"".join([*begin, *blocks])


def _first_rows(rows: pl.DataFrame) -> Places:
    """The places of rows that differ from the one before."""
    is_first = rows.select(pl.any_horizontal(pl.all().ne_missing(pl.all().shift())))
    firsts = np.flatnonzero(is_first.to_series().to_numpy())
    return np.union1d(np.arange(min(1, rows.height)), firsts)


class RowStore:
    """The store at a path. Raises FileNotFoundError, NoStore.

    Of forty rows those at two places; neighbours lie in one block and cost its bytes once:

    >>> import tempfile
    >>> from tearsheet.store.objects import LocalObjects
    >>> from transforms.schemas import STORIES, fill_columns
    >>> rows = pl.LazyFrame({"article_id": [f"a{n}" for n in range(40)]})
    >>> rows = fill_columns(rows, STORIES.schema).collect()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     objects = LocalObjects(folder)
    ...     objects.put_scratch("rows", encode(STORIES, "rows", rows))
    ...     store = RowStore(objects, STORIES, "rows")
    ...     found = store.read(np.array([3, 39]), ["article_id"])
    >>> [column.to_list() for column in found]
    [['a3', 'a39']]
    >>> near, one, far = (store.price(np.array(at)) for at in ([3, 4], [3], [3, 39]))
    >>> near == one < far
    True
    """

    def __init__(self, objects: Objects, spec: Table, path: str) -> None:
        self._objects, self._path, self._spec = objects, path, spec
        begin = objects.get_range(path, 0, len(_MAGIC) + 3 * _LENGTHS.itemsize)
        if len(begin) < len(_MAGIC) + 3 * _LENGTHS.itemsize or not begin.startswith(_MAGIC):
            raise NoStore(path)
        length, count, total = np.frombuffer(begin[len(_MAGIC) :], _LENGTHS).tolist()
        rest = objects.get_range(path, len(begin), length + count * _LENGTHS.itemsize)
        if zlib.crc32(rest) != total:
            raise NoStore(path)
        said = orjson.loads(rest[:length])
        if said["of"] != spec.fingerprint:
            raise NoStore(path)
        self._columns = {column: no for no, column in enumerate(said["columns"])}
        self._size: int = said["size"]
        numbers = np.frombuffer(rest[length:], _LENGTHS).astype(np.int64)
        lengths, firsts = np.split(numbers, [count - said.get("firsts", 0)])
        self._firsts = firsts if len(firsts) else None
        self._ends = len(begin) + len(rest) + np.cumsum(lengths)
        self._starts = self._ends - lengths
        self.size = int(self._ends.nbytes) * 2 + int(firsts.nbytes)

    def price(self, places: Places) -> int:
        """The bytes that the rows at these places cost."""
        blocks = np.unique(self._turns(places) // self._size)
        return int((self._ends[blocks] - self._starts[blocks]).sum())

    def read(self, places: Places, columns: Sequence[str]) -> list[pl.Series]:
        """These columns of the rows at these places (ascending, each once). Raises NoStore where a
        block is damaged.
        """
        if self._firsts is not None:
            pages, owner = np.unique(self._turns(places), return_inverse=True)
            return [column[owner] for column in self._read(pages, columns)]
        return self._read(places, columns)

    def _turns(self, places: Places) -> Places:
        """Which of the store's rows the rows at these places are in."""
        if self._firsts is None:
            return places
        turns: Places = np.searchsorted(self._firsts, places, side="right") - 1
        return turns

    def _read(self, places: Places, columns: Sequence[str]) -> list[pl.Series]:
        numbers, turns = np.unique(places // self._size, return_inverse=True)
        ends = [0, *(np.flatnonzero(np.diff(turns, append=-1)) + 1).tolist()]
        inside = (places % self._size).tolist()
        values: list[list[object]] = [[] for _ in columns]
        asked = [self._columns[column] for column in columns]
        for block, span in zip(self._read_blocks(numbers), pairwise(ends), strict=True):
            held, some = orjson.loads(block), inside[slice(*span)]
            take = itemgetter(*some) if len(some) > 1 else None
            for into, no in zip(values, asked, strict=True):
                into.extend(take(held[no]) if take else (held[no][some[0]],))
        types = [self._spec.schema[column] for column in columns]
        return [
            pl.Series(name, found, dtype=_physical_type(kind)).cast(kind)
            for name, kind, found in zip(columns, types, values, strict=True)
        ]

    def _read_blocks(self, numbers: Places) -> Iterator[bytes]:
        """The blocks of these numbers (ascending), as they were before they were compressed."""
        url = self._objects.url(self._path)
        held = {no: _blocks.find((url, str(no))) for no in numbers.tolist()}
        missing = np.array([no for no, block in held.items() if block is None], np.int64)
        for no, block in zip(missing.tolist(), self._fetch(missing), strict=True):
            _blocks.put((url, str(no)), block, len(block))
            held[no] = block
        return (block for block in held.values() if block is not None)

    def _fetch(self, numbers: Places) -> Iterator[bytes]:
        import zstandard

        starts, ends = self._starts[numbers], self._ends[numbers]
        far = starts[1:] - ends[:-1] > gap_bytes(self._objects, self._path)
        groups = np.split(np.arange(len(numbers)), np.flatnonzero(far) + 1)
        offsets = [int(starts[group[0]]) for group in groups if len(group)]
        lengths = [int(ends[group[-1]] - starts[group[0]]) for group in groups if len(group)]
        open_ = zstandard.ZstdDecompressor()
        read = read_spans(self._objects, self._path, offsets, lengths)
        for raw, group in zip(read, groups, strict=False):
            for no in group:
                low = int(starts[no] - starts[group[0]])
                try:
                    yield open_.decompress(raw[low : low + int(ends[no] - starts[no])])
                except zstandard.ZstdError as error:
                    raise NoStore(self._path) from error


@cache
def _physical_type(kind: pl.DataType | type[pl.DataType]) -> pl.DataType:
    """The type of a column's values as they stand in a block."""
    return pl.Series([], dtype=kind).to_physical().dtype


def open_store(objects: Objects, spec: Table, file: DataFile, part: str) -> RowStore | None:
    """The store of this name of a data file; None where there is no whole one."""
    if part not in store_names(spec, file):
        return None
    path = store_path(file, part)
    try:
        return _opened.get(
            (objects.url(path), ""), lambda: RowStore(objects, spec, path), lambda made: made.size
        )
    except (FileNotFoundError, NoStore):
        return None


_opened = Kept[RowStore](_KEPT_BYTES)
_blocks = Kept[bytes](_KEPT_BLOCK_BYTES)

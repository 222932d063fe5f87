"""Rows of a large data file once more beside it, each by itself, so that a row is read by its place
alone and not with the row group that it stands in.

A store is made of a file by a compaction, and kept in `cache/keys/` with the indexes of its keys.
It is no part of the archive: where it is lacking, torn or damaged, row groups are read. Wide
columns of a table stand in a store of their own. Of a table with many rows a page a store has the
page alone, each once with the place of its first row.

Every row has as many bytes, its cells (see `cells`), and what its cells have no room for in a tail;
both have sums of their own. Which rows are where follows from their places, so that a store of any
size is opened by its first kilobytes, and a thousand rows of it become columns in a millisecond.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import accumulate, pairwise
from mmap import mmap
from typing import Any

import numpy as np
import orjson
import polars as pl
from numpy.typing import NDArray

from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.hashes import Places, sum_words
from tearsheet.store.files.kept import Kept
from tearsheet.store.files.key_index import FOLDER
from tearsheet.store.files.rows.cells import (
    IN_TAIL,
    Bytes,
    Form,
    choose_form,
    read_cells,
    read_tail,
    write_cells,
    write_tail,
)
from tearsheet.store.files.spans import read_each, read_records
from tearsheet.store.objects import Objects
from transforms.dedup.match.arrays import expand_ranges
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
#: The stores of narrow columns, of wide ones, and of these columns of pages. Those of earlier
#: releases were called `rows…`.
NARROW, WIDE, PAGES = "packed", "packed_wide", "packed_pages"
#: Files of fewer rows have no store: a row group of theirs is most of the file. judged
LEAST_STORED = 4_096
#: Rows that are encoded at a time: it takes some ten bytes of memory for each of theirs. judged
_PIECE_ROWS = 16_384
#: Bytes of the beginnings of stores that a process keeps. judged
_KEPT_BYTES = 16 << 20
#: So many times as long as others take bytes that were compressed by themselves, for each text.
#: measured: benchmarks/cost/daily.py
_PRESSED_PRICE = 4
_MAGIC = b"tsrows2\n"
_LENGTHS = np.dtype("<u4")
_WORD = _LENGTHS.itemsize
#: What a row begins with: a sum over all its other bytes, one over its tail, where that begins.
_SUM, _TAIL_SUM, _START = (slice(0, 4), slice(4, 8), slice(8, 16))
_BEGIN = _START.stop


class NoStore(ValueError):
    """Raised where the file in a store's place is no store of this release, or is damaged."""


def store_path(file: DataFile, part: str) -> str:
    """Where a store of a data file stands: NARROW, WIDE or PAGES."""
    return f"{FOLDER}/{file.cache_name}/{part}"


def split_columns(spec: Table) -> dict[str, list[str]]:
    """The columns of each store of a table's files, by the store's name."""
    wide = STORED.get(spec.name)
    if wide is None:
        pages = OF_PAGES.get(spec.name)
        return {PAGES: list(pages)} if pages else {}
    narrow = {NARROW: [c for c in spec.schema if c not in wide]}
    return {**narrow, WIDE: list(wide)} if wide else narrow


def store_names(spec: Table, file: DataFile) -> list[str]:
    """The stores that a data file may have: none where it is small or of other columns."""
    is_one = file.rows >= LEAST_STORED and file.columns == spec.fingerprint
    return list(split_columns(spec)) if is_one else []


def encode(spec: Table, part: str, rows: pl.DataFrame) -> bytes:
    """The bytes of a store of these columns of a data file. `rows` are all rows of the file, in
    their order.
    """
    firsts: Places = np.zeros(0, np.int64)
    if part == PAGES:
        firsts = _first_rows(rows)
        rows = rows[firsts]
    forms = [choose_form(column) for column in rows]
    layout, pieces, tails = _Layout(forms), list[bytes](), [b""]
    length = 0
    for piece in rows.iter_slices(_PIECE_ROWS):
        tails.append(tail := layout.encode(piece, length, pieces))
        length += len(tail)
    said = {
        "rows": rows.height,
        "tail": length,
        "forms": [[*form] for form in forms],
        "of": spec.fingerprint,
    }
    head, numbers = orjson.dumps(said), firsts.astype(_LENGTHS).tobytes()
    sizes = [len(head), len(firsts), zlib.crc32(head + numbers)]
    begin = [_MAGIC, np.array(sizes, _LENGTHS).tobytes(), head, numbers]
    return b"".join([*begin, *pieces, *tails])


def _first_rows(rows: pl.DataFrame) -> Places:
    """The places of rows that differ from the one before."""
    is_first = rows.select(pl.any_horizontal(pl.all().ne_missing(pl.all().shift())))
    firsts = np.flatnonzero(is_first.to_series().to_numpy())
    return np.union1d(np.arange(min(1, rows.height)), firsts)


class _Layout:
    """What stands where in a row: its beginning, a bit for each cell that is null, the cells."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self.forms = forms
        self.nulls = slice(_BEGIN, _BEGIN + -(-len(forms) // 8))
        ends = list(accumulate((form.width for form in forms), initial=self.nulls.stop))
        self.cells = [slice(*span) for span in pairwise(ends)]
        self.size = -(-ends[-1] // _WORD) * _WORD
        self.in_tail = [no for no, form in enumerate(forms) if form.is_in_tail]

    def encode(self, rows: pl.DataFrame, start: int, into: list[bytes]) -> bytes:
        """Append the bytes of these rows, of which the first one's tail begins at `start` -> their
        tails.
        """
        made = np.zeros((rows.height, self.size), np.uint8)
        nulls = [column.is_null().to_numpy() for column in rows]
        made[:, self.nulls] = np.packbits(np.array(nulls).T, axis=1, bitorder="little")
        tails = [write_tail(self.forms[no], rows.to_series(no)) for no in self.in_tail]
        for no, (_, sizes) in zip(self.in_tail, tails, strict=True):
            made[:, self.cells[no]] = _as_bytes(sizes, _LENGTHS)
        for no, form in enumerate(self.forms):
            if not form.is_in_tail:
                made[:, self.cells[no]] = write_cells(form, rows.to_series(no))
        tail, ends = _interleave(tails, rows.height)
        made[:, _START] = _as_bytes(ends[:-1] + start, np.dtype("<u8"))
        made[:, _TAIL_SUM] = _as_bytes(_sums(tail, ends[:-1], np.diff(ends)), _LENGTHS)
        made[:, _SUM] = _as_bytes(_sum_cells(made), _LENGTHS)
        into.append(made.tobytes())
        return tail


def _sum_cells(rows: Bytes) -> NDArray[np.uint32]:
    """The sum over each row but for its first word, which it stands in."""
    return sum_words(np.ascontiguousarray(rows).view(_LENGTHS)[:, 1:])


def _as_bytes(values: Any, kind: np.dtype[Any]) -> Bytes:
    """The bytes of numbers, those of each in a row."""
    return np.asarray(values).astype(kind).view(np.uint8).reshape(-1, kind.itemsize)


def _numbers(cells: Bytes) -> NDArray[np.uint32]:
    """The numbers of which the cells of a column are the bytes."""
    numbers: NDArray[np.uint32] = np.ascontiguousarray(cells).view(_LENGTHS)[:, 0]
    return numbers


def _sums(raw: bytes | mmap, starts: Places, sizes: Places) -> list[int]:
    """The sum over each of these spans."""
    view, ends = memoryview(raw), starts + sizes
    spans = zip(starts.tolist(), ends.tolist(), strict=True)
    return [zlib.crc32(view[first:stop]) for first, stop in spans]


def _interleave(tails: Sequence[tuple[Bytes, Places]], rows: int) -> tuple[bytes, Places]:
    """The values of columns (bytes end to end, how many each has), those of a row together; and
    where each row begins and the last ends.

    >>> one = np.frombuffer(b"aabb", np.uint8), np.array([2, 2])
    >>> two = np.frombuffer(b"xyy", np.uint8), np.array([1, 2])
    >>> _interleave([one, two], 2)[0], _interleave([one, two], 2)[1].tolist()
    (b'aaxbbyy', [0, 3, 7])
    """
    if not tails:
        return b"", np.zeros(rows + 1, np.int64)
    sizes = np.array([sizes for _, sizes in tails]).T
    ends = np.append(0, np.cumsum(sizes))
    made = np.empty(int(ends[-1]), np.uint8)
    for no, (data, lengths) in enumerate(tails):
        made[expand_ranges(ends[no : -1 : len(tails)], lengths)] = data
    return made.tobytes(), ends[:: len(tails)]


class RowStore:
    """The store at a path. Raises FileNotFoundError, NoStore.

    Of forty rows those at two places, and what they cost:

    >>> import tempfile
    >>> from tearsheet.store.objects import LocalObjects
    >>> from transforms.schemas import STORIES, fill_columns
    >>> rows = pl.LazyFrame({"article_id": [f"a{n}" for n in range(40)]})
    >>> rows = fill_columns(rows, STORIES.schema).collect()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     objects = LocalObjects(folder)
    ...     objects.put_scratch("rows", encode(STORIES, NARROW, rows))
    ...     store = RowStore(objects, STORIES, "rows")
    ...     found = store.read(np.array([3, 39]), ["article_id"])
    >>> [column.to_list() for column in found]
    [['a3', 'a39']]
    >>> store.price(np.array([3, 39]), ["article_id"])
    72
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
        self._layout = _Layout([Form(c, kind, n, tuple(w)) for c, kind, n, w in said["forms"]])
        self._numbers = {form.column: no for no, form in enumerate(self._layout.forms)}
        firsts = np.frombuffer(rest[length:], _LENGTHS).astype(np.int64)
        self._firsts = firsts if len(firsts) else None
        self._begin = len(begin) + len(rest)
        self._tail_begin = self._begin + said["rows"] * self._layout.size
        self._mean_tail = said["tail"] / max(1, said["rows"])
        self.size = len(rest) + int(firsts.nbytes)

    def price(self, places: Places, columns: Sequence[str]) -> int:
        """About how many bytes these columns of the rows at these places cost; what is compressed
        counts as more than it has.
        """
        kinds = {self._layout.forms[self._numbers[column]].kind for column in columns}
        tail = self._mean_tail * (_PRESSED_PRICE if "pressed" in kinds else 1)
        return int(len(places) * (self._layout.size + (tail if kinds & IN_TAIL else 0)))

    def read(self, places: Places, columns: Sequence[str]) -> list[pl.Series]:
        """These columns of the rows at these places (ascending, each once). Raises NoStore where a
        row is damaged.
        """
        if self._firsts is None:
            return self._read(places, columns)
        turns = np.searchsorted(self._firsts, places, side="right") - 1
        pages, owner = np.unique(turns, return_inverse=True)
        return [column[owner] for column in self._read(pages, columns)]

    def _read(self, places: Places, columns: Sequence[str]) -> list[pl.Series]:
        asked = [self._numbers[column] for column in columns]
        cells = self._read_cells(places)
        bits = np.unpackbits(cells[:, self._layout.nulls], axis=1, bitorder="little").astype(bool)
        tail = self._read_tails(cells) if any(no in self._layout.in_tail for no in asked) else None
        found = []
        for no, column in zip(asked, columns, strict=True):
            form, kind = self._layout.forms[no], self._spec.schema[column]
            if form.is_in_tail and tail is not None:
                found.append(read_tail(form, *tail.take(no), bits[:, no], kind))
            else:
                inside = cells[:, self._layout.cells[no]]
                found.append(read_cells(form, inside, bits[:, no], kind))
        return found

    def _read_cells(self, places: Places) -> Bytes:
        """The rows at these places, without their tails."""
        size = self._layout.size
        rows: Bytes = read_records(self._objects, self._path, self._begin, size, places)
        if len(rows) < len(places):
            raise NoStore(self._path)
        if not np.array_equal(_sum_cells(rows), _numbers(rows[:, _SUM])):
            raise NoStore(self._path)
        return rows

    def _read_tails(self, cells: Bytes) -> _Tails:
        """The tails of these rows."""
        begins = np.ascontiguousarray(cells[:, _START]).view("<u8")[:, 0].astype(np.int64)
        lengths = [_numbers(cells[:, self._layout.cells[no]]) for no in self._layout.in_tail]
        sizes = np.array(lengths).astype(np.int64)
        total = sizes.sum(axis=0)
        starts = self._tail_begin + begins
        raw, at = read_each(self._objects, self._path, starts, total)
        if len(at) and int((at + total).max()) > len(raw):
            raise NoStore(self._path)
        if _sums(raw, at, total) != _numbers(cells[:, _TAIL_SUM]).tolist():
            raise NoStore(self._path)
        firsts = at + np.cumsum(sizes, axis=0) - sizes
        spans = {no: (firsts[n], sizes[n]) for n, no in enumerate(self._layout.in_tail)}
        return _Tails(np.frombuffer(raw, np.uint8), spans)


class _Tails:
    """The tails of some rows: bytes, and where the values of each column of theirs stand."""

    def __init__(self, raw: Bytes, spans: dict[int, tuple[Places, Places]]) -> None:
        self._raw, self._spans = raw, spans

    def take(self, column: int) -> tuple[Bytes, Places]:
        """(the values of a column end to end, how many bytes each has)."""
        firsts, sizes = self._spans[column]
        return self._raw[expand_ranges(firsts, sizes)], sizes


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

"""Where the keys of a data file stand: the hash of each with the place of its row, sorted, so that
of a few keys a few small pages are read and not the column.

An index is made when a column of a large file is first asked for, and kept in `cache/keys/`. It is
no part of the archive: it is a function of one immutable file, and one that is lost, torn or
damaged, or that another version of Polars has made, is made anew. Every page has a sum of its own.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.kept import Kept
from tearsheet.store.files.spans import gap_bytes, read_spans
from tearsheet.store.objects import Objects

FOLDER = "cache/keys"
#: Keys of a page: four hundred bytes, of which each key that is sought costs one or two. judged
PAGE_KEYS = 32
#: Files of fewer rows have no index: their column is some pages itself. judged
LEAST_ROWS = 8_192
#: Bytes of the beginnings of pages that a process keeps: a run asks for the same again and again.
#: judged
_KEPT_BYTES = 32 << 20
#: Pages of an index that a process keeps: one and a half megabytes. judged
_KEPT_PAGES = 4_096
_MAGIC = b"tskeys1\n"
_PAGE = np.dtype(
    [("hashes", "<u8", PAGE_KEYS), ("places", "<u4", PAGE_KEYS), ("sum", "<u8")], align=False
)
_WORDS = (_PAGE.itemsize - 8) // 8
#: Odd numbers by which the words of a page are multiplied before they are added.
_FACTORS = (np.arange(_WORDS, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) | np.uint64(1)

U64 = NDArray[np.uint64]
Places = NDArray[np.int64]


def index_path(file: DataFile, column: str) -> str:
    """Where the index of a column of a data file stands."""
    return f"{FOLDER}/{file.cache_name}/{column}"


def drop_indexes(objects: Objects, path: str) -> None:
    """Remove the indexes of the data file at a path."""
    digest = path.rsplit("/", 1)[-1][:32]
    objects.delete([entry.path for entry in objects.list(f"{FOLDER}/{digest}")])


def hash_values(values: pl.Series) -> pl.Series:
    """64 bits of each value: hashes are what they are, in lists one by one."""
    inner = values.dtype.inner if isinstance(values.dtype, pl.List) else values.dtype
    if inner == pl.UInt64:
        return values
    return values.hash().set(values.is_null(), None)


def list_hashes(values: pl.Series) -> pl.DataFrame:
    """The hashes of a column of ids, of hashes or of lists of hashes with the place of each
    (`place`, `hash`); a null has none.
    """
    keyed = pl.DataFrame({"hash": hash_values(values)}).with_row_index("place")
    if isinstance(keyed["hash"].dtype, pl.List):
        keyed = keyed.explode("hash")
    return keyed.filter(pl.col("hash").is_not_null())


def find_keys(
    objects: Objects,
    file: DataFile,
    column: str,
    wanted: pl.Series,
    read: Callable[[], pl.DataFrame],
) -> Found:
    """The rows of a data file that have one of the wanted values in a column. Where that has no
    index yet it is made of the column's hashes as `read` (see `list_hashes`), and kept.
    """
    path, hashes = index_path(file, column), np.unique(hash_values(wanted).drop_nulls().to_numpy())
    try:
        index = _opened.get(
            (objects.url(path), ""), lambda: KeyIndex(objects, path), lambda made: made.size
        )
        return index.find(hashes)
    except (FileNotFoundError, NoIndex):
        raw = _encode(read())
    with contextlib.suppress(OSError):  # without it the next run reads the column, too
        objects.put_scratch(path, raw)
    return KeyIndex(objects, path, raw).find(hashes)


def make_index(objects: Objects, file: DataFile, name: str, keyed: pl.DataFrame) -> None:
    """Make the index of this name of a data file, of hashes as `list_hashes` gives them."""
    objects.put_scratch(index_path(file, name), _encode(keyed))


class NoIndex(ValueError):
    """What stands in the index's place is none, or no whole one."""


@dataclass(frozen=True, slots=True)
class Found:
    """The hashes of keys that were found and the row of each, in the order of hashes and rows."""

    hashes: U64
    rows: Places


class KeyIndex:
    """The index at a path; `raw` are its bytes, where they are known. Raises FileNotFoundError,
    NoIndex.

    Of a column of four rows, of which one is null, the rows that hold 5, 6 or 7:

    >>> from tearsheet.store.objects import LocalObjects
    >>> column = pl.Series([7, 5, None, 7], dtype=pl.UInt64)
    >>> index = KeyIndex(LocalObjects("."), "of this example", _encode(list_hashes(column)))
    >>> found = index.find(np.array([5, 6, 7], np.uint64))
    >>> list(zip(found.hashes.tolist(), found.rows.tolist()))
    [(5, 1), (7, 0), (7, 3)]
    """

    def __init__(self, objects: Objects, path: str, raw: bytes | None = None) -> None:
        self._objects, self._path, self._raw = objects, path, raw
        head = self._read_one(0, _HEAD.itemsize)
        if len(head) < _HEAD.itemsize or not head.startswith(_MAGIC):
            raise NoIndex(path)
        [(_, mark, self._count, pages, total)] = np.frombuffer(head, _HEAD)
        firsts = self._read_one(_HEAD.itemsize, 8 * int(pages))
        if int(mark) != _mark() or zlib.crc32(head[:-8] + firsts) != int(total):
            raise NoIndex(path)
        self._firsts: U64 = np.frombuffer(firsts, "<u8")
        self._start = _HEAD.itemsize + len(firsts)
        self._held: tuple[Places, NDArray[np.void]] = np.zeros(0, np.int64), np.zeros(0, _PAGE)

    @property
    def size(self) -> int:
        """Bytes that are held of it in memory."""
        return self._firsts.nbytes + len(self._raw or b"")

    def find(self, wanted: U64) -> Found:
        """The rows that have one of the wanted hashes (ascending, each once). Raises NoIndex where
        a page is damaged.
        """
        pages = self._read_pages(self._pages_of(wanted))
        hashes, rows = pages["hashes"].ravel(), pages["places"].ravel()
        held = rows != _NO_ROW
        hashes, rows = hashes[held], rows[held].astype(np.int64)
        low, high = (np.searchsorted(hashes, wanted, side=s) for s in ("left", "right"))
        counts = high - low
        starts = np.repeat(low - (np.cumsum(counts) - counts), counts)
        inside = starts + np.arange(int(counts.sum()))
        return Found(np.repeat(wanted, counts), rows[inside])

    def _pages_of(self, wanted: U64) -> Places:
        """The numbers of the pages that may have one of these, ascending."""
        first = np.maximum(np.searchsorted(self._firsts, wanted, side="left") - 1, 0)
        last = np.searchsorted(self._firsts, wanted, side="right") - 1
        some = first <= last
        marks = np.zeros(len(self._firsts) + 1, np.int64)
        np.add.at(marks, first[some], 1)
        np.add.at(marks, last[some] + 1, -1)
        return np.flatnonzero(np.cumsum(marks)[:-1])

    def _read_pages(self, numbers: Places) -> NDArray[np.void]:
        """The pages of these numbers (ascending); several steps of a run ask for the same."""
        held, pages = self._held
        new = np.setdiff1d(numbers, held, assume_unique=True)
        if not len(new):
            return pages[np.searchsorted(held, numbers)]
        held, pages = np.concatenate([held, new]), np.concatenate([pages, self._fetch_pages(new)])
        order = np.argsort(held)
        held, pages = held[order], pages[order]
        if len(held) <= _KEPT_PAGES:
            self._held = held, pages
        return pages[np.searchsorted(held, numbers)]

    def _fetch_pages(self, numbers: Places) -> NDArray[np.void]:
        parts = [np.zeros(0, _PAGE)]
        gap = gap_bytes(self._objects, self._path) // _PAGE.itemsize + 1
        breaks = [0, *(np.flatnonzero(np.diff(numbers) > gap) + 1), len(numbers)]
        spans = [(int(numbers[a]), int(numbers[b - 1]) + 1) for a, b in pairwise(breaks) if a < b]
        for raw, (first, last) in zip(self._read(spans), spans, strict=True):
            if len(raw) != (last - first) * _PAGE.itemsize:
                raise NoIndex(self._path)
            parts.append(np.frombuffer(raw, _PAGE))
        found = np.concatenate(parts)
        if len(found) and not np.array_equal(_sums(found), found["sum"]):
            raise NoIndex(self._path)
        # those between two that are wanted were read with them
        every = np.concatenate([np.arange(0), *(np.arange(*span) for span in spans)])
        return found[np.searchsorted(every, numbers)]

    def _read(self, spans: Sequence[tuple[int, int]]) -> Iterator[bytes]:
        """The bytes of each span of pages."""
        size, start = _PAGE.itemsize, self._start
        at = [(start + low * size, (high - low) * size) for low, high in spans]
        if self._raw is not None:
            return (self._read_one(*one) for one in at)
        return read_spans(self._objects, self._path, at)

    def _read_one(self, offset: int, length: int) -> bytes:
        if self._raw is not None:
            return self._raw[offset : offset + length]
        return self._objects.get_range(self._path, offset, length) if length else b""


_opened = Kept["KeyIndex"](_KEPT_BYTES)
_HEAD = np.dtype(
    [("magic", "S8"), ("mark", "<u8"), ("count", "<u8"), ("pages", "<u8"), ("sum", "<u8")]
)
_NO_ROW = np.uint32(0xFFFFFFFF)


def _mark() -> int:
    """What tells that another version of Polars hashes otherwise."""
    probes = pl.Series(["tearsheet", "", "6bed099b2f514e280178714b"]).hash().to_numpy()
    return int(np.bitwise_xor.reduce(probes))


def _encode(keyed: pl.DataFrame) -> bytes:
    """The index of the hashes of a column (see `list_hashes`)."""
    keyed = keyed.unique().sort("hash", "place")
    count = keyed.height
    pages = np.zeros(-(-count // PAGE_KEYS), _PAGE)
    hashes = np.full(len(pages) * PAGE_KEYS, np.iinfo(np.uint64).max, np.uint64)
    places = np.full(len(pages) * PAGE_KEYS, _NO_ROW, np.uint32)
    hashes[:count], places[:count] = keyed["hash"].to_numpy(), keyed["place"].to_numpy()
    pages["hashes"], pages["places"] = (a.reshape(-1, PAGE_KEYS) for a in (hashes, places))
    pages["sum"] = _sums(pages)
    firsts = pages["hashes"][:, 0].tobytes()
    head = np.array([(_MAGIC, _mark(), count, len(pages), 0)], _HEAD)
    head["sum"] = zlib.crc32(head.tobytes()[:-8] + firsts)
    return b"".join([head.tobytes(), firsts, pages.tobytes()])


def _sums(pages: NDArray[np.void]) -> U64:
    words = np.ascontiguousarray(pages).view("<u8").reshape(len(pages), _WORDS + 1)[:, :_WORDS]
    sums: U64 = (words * _FACTORS).sum(axis=1, dtype=np.uint64)
    return sums

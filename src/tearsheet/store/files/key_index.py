"""Where the keys of a data file stand: the hash of each with the place of its row, in small blocks
of which each has its share of all hashes, so that a key is found in one block, however many keys
the file has.

A block is as long as its keys ask for, and a list of offsets says where each begins: to find a key
takes eight bytes of that and one or two keys beside its own.

An index is made when a column of a large file is first asked for, and kept in `cache/keys/`. It is
no part of the archive: it is a function of one immutable file, and one that is lost, torn or
damaged, or that another version of Polars has made, is made anew. Every block has a sum of its own.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tearsheet.store.files import spans
from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.hashes import CUT, KEY_BITS, Found, Places, sort_entries
from tearsheet.store.files.kept import Kept
from tearsheet.store.objects import Objects
from transforms.dedup.match.arrays import U64, expand_ranges

FOLDER = "cache/keys"
#: What names of indexes begin with; earlier releases had others of another form.
BEGINNING = "at_"
#: Files of fewer rows have no index: their column is some pages itself. judged
LEAST_ROWS = 8_192
#: Bytes of indexes that a process keeps where they could not be written. judged
_KEPT_BYTES = 32 << 20
#: Blocks of an index that a process keeps: a run asks for the rows of the same ids again and again,
#: and once for thousands of hashes. judged
_KEPT_BLOCKS = 4_096
_MAGIC = b"tskeys4\n"
#: Keys that a block has as a rule: so many others and twelve bytes are read beside a key's own. Of
#: 1.5 a batch onto 350 days reads a tenth more, and indexes take a fourteenth less room. measured:
#: benchmarks/cost/daily.py
_LOAD = 1.0
#: Blocks of which the sums are reckoned at a time. judged
_BLOCKS_AT_ONCE = 1 << 16
#: Hashes are multiplied by it before they are shared among blocks: those of signatures are the
#: smallest of a text, and would fill the first blocks alone. An odd number makes of each another,
#: with zeros where it had them below its upper bits. source: the golden ratio
_SCATTER = np.uint64(0x9E3779B97F4A7C15)
#: In so many blocks and more a block and the lower 32 of 44 bits tell a hash. source: `KEY_BITS`
_LEAST_NARROW = 1 << (KEY_BITS - 32)

#: What an index begins with: how many blocks and words of blocks it has, and the words of a key.
_HEAD = np.dtype(
    [
        ("magic", "S8"),
        ("mark", "<u8"),
        ("blocks", "<u8"),
        ("words", "<u8"),
        ("width", "<u4"),
        ("sum", "<u4"),
    ]
)
#: The words of a key, of 32 bits: the lower bits of its hash, or all, and the place of its row.
#: source: two words hold a hash
_NARROW, _WIDE = 2, 3
_WORD = 4

Words = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Only:
    """The rows that count for an index of this name: an expression over some columns is true."""

    name: str
    columns: tuple[str, ...]
    is_one: pl.Expr


def index_name(columns: Sequence[str], mark: str = "") -> str:
    """What the index of a column is called, or of several of hashes together; `mark` says which
    rows count.
    """
    return BEGINNING + "_and_".join(columns) + (f"_{mark}" if mark else "")


def read_name(name: str, marks: Sequence[str]) -> tuple[list[str], str] | None:
    """The columns and the mark of an index of this name; None where it is none of this release."""
    if not name.startswith(BEGINNING):
        return None
    mark = next((mark for mark in marks if name.endswith(f"_{mark}")), "")
    columns = name.removeprefix(BEGINNING).removesuffix(f"_{mark}" if mark else "")
    return columns.split("_and_"), mark


def index_path(file: DataFile, name: str) -> str:
    """Where the index of this name of a data file stands."""
    return f"{FOLDER}/{file.cache_name}/{name}"


def drop_indexes(objects: Objects, path: str) -> None:
    """Remove the indexes of the data file at a path."""
    digest = path.rsplit("/", 1)[-1][:32]
    objects.delete([entry.path for entry in objects.list(f"{FOLDER}/{digest}")])


def find_keys(
    objects: Objects,
    file: DataFile,
    name: str,
    wanted: U64,
    read: Callable[[], pl.DataFrame],
) -> Found:
    """The rows of a data file that have one of the wanted hashes (ascending, each once). Where it
    has no index of this name yet it is made of the hashes of its rows as `read` (see
    `list_hashes`), and kept.
    """
    path = index_path(file, name)
    try:
        index = _opened.get(
            (objects.url(path), ""), lambda: KeyIndex(objects, path), lambda made: made.size
        )
        return index.find(wanted)
    except (FileNotFoundError, NoIndex):
        raw = _encode(read())
    with contextlib.suppress(OSError):  # without it the next run reads the column, too
        objects.put_scratch(path, raw)
    return KeyIndex(objects, path, raw).find(wanted)


def make_index(objects: Objects, file: DataFile, name: str, keyed: pl.DataFrame) -> None:
    """Make the index of this name of a data file, of hashes as `list_hashes` gives them."""
    objects.put_scratch(index_path(file, name), _encode(keyed))


class NoIndex(ValueError):
    """Raised where the file in an index's place is no index of this release, or is damaged."""


class KeyIndex:
    """The index at a path; `raw` are its bytes, where they are known. Raises FileNotFoundError,
    NoIndex.

    Of a column of four rows, of which one is null, the rows that hold 5, 6 or 7:

    >>> from tearsheet.store.files.hashes import list_hashes
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
        [(_, mark, blocks, words, width, total)] = np.frombuffer(head, _HEAD).tolist()
        if mark != _mark() or zlib.crc32(head[:-4]) != total:
            raise NoIndex(path)
        self._count, self._words, self._width = blocks, words, width
        none = np.arange(0)
        self._held = _Blocks(none, np.zeros(1, np.int64), np.zeros((0, width), np.uint32))

    @property
    def size(self) -> int:
        """Bytes that are held of it in memory, beside blocks."""
        return len(self._raw or b"") + _HEAD.itemsize

    def find(self, wanted: U64) -> Found:
        """The rows that have one of the wanted hashes (ascending, each once). Raises NoIndex where
        a block is damaged.
        """
        sought = wanted * _SCATTER
        order = np.argsort(sought)
        sought = sought[order]
        numbers, of = _number_each(_choose_homes(sought, self._count))
        blocks = self._read_blocks(numbers)
        keys, at = blocks.list_keys(numbers)
        sizes = np.diff(at)[of]
        turns = np.repeat(np.arange(len(sought)), sizes)
        keys = keys[expand_ranges(at[of], sizes)]
        is_one = _hashes(keys) == _rests(sought, self._width)[turns]
        turns, rows = order[turns[is_one]], keys[is_one, -1].astype(np.int64)
        # the rows of a hash stand in order
        order = np.argsort(turns, kind="stable")
        return Found(wanted[turns[order]], rows[order])

    def _read_blocks(self, numbers: Places) -> _Blocks:
        """Blocks, those of these numbers (ascending, each once) among them: several steps of a run
        ask for the same.
        """
        new = np.setdiff1d(numbers, self._held.numbers, assume_unique=True)
        if len(self._held.numbers) + len(new) > _KEPT_BLOCKS:  # to put so many in order is to read
            return self._fetch_blocks(numbers)
        if len(new):
            self._held = self._held.add(self._fetch_blocks(new))
        return self._held

    def _fetch_blocks(self, numbers: Places) -> _Blocks:
        """The blocks of these numbers (ascending, each once). Raises NoIndex where one is
        damaged.
        """
        offsets, at = self._read_words(_HEAD.itemsize + numbers * _WORD, np.full(len(numbers), 2))
        firsts, ends = (offsets[at + no].astype(np.int64) for no in range(2))
        counts, odd = np.divmod(ends - firsts - 1, self._width)
        is_whole = (counts >= 0) & (odd == 0) & (ends <= self._words)
        if not is_whole.all() or (firsts[1:] < ends[:-1]).any():
            raise NoIndex(self._path)
        begin = _HEAD.itemsize + (self._count + 1) * _WORD
        words, at = self._read_words(begin + firsts * _WORD, ends - firsts)
        keys = words[expand_ranges(at + 1, counts * self._width)].reshape(-1, self._width)
        if not np.array_equal(_sums(numbers, counts, keys), words[at]):
            raise NoIndex(self._path)
        return _Blocks(numbers, np.append(0, np.cumsum(counts)), keys)

    def _read_words(self, starts: Places, sizes: Places) -> tuple[Words, Places]:
        """Words that have so many at each of these bytes (ascending), and where those begin there.
        Raises NoIndex where some are lacking.
        """
        lengths = sizes * _WORD
        raw, at = (
            spans.read_each(self._objects, self._path, starts, lengths)
            if self._raw is None
            else (self._raw, starts)
        )
        if len(at) and int((at + lengths).max()) > len(raw):
            raise NoIndex(self._path)
        return np.frombuffer(raw, "<u4", len(raw) // _WORD), at // _WORD

    def _read_one(self, offset: int, length: int) -> bytes:
        if self._raw is not None:
            return self._raw[offset : offset + length]
        return self._objects.get_range(self._path, offset, length) if length else b""


_opened = Kept["KeyIndex"](_KEPT_BYTES)


@cache
def _mark() -> int:
    """What tells that another version of Polars hashes otherwise."""
    probes = pl.Series(["tearsheet", "", "6bed099b2f514e280178714b"]).hash().to_numpy()
    return int(np.bitwise_xor.reduce(probes))


def _choose_homes(hashes: U64, blocks: int) -> Places:
    """The number of the block of each scattered hash, of so many: in their order."""
    homes = (hashes >> np.uint64(32)) * np.uint64(blocks) >> np.uint64(32)
    return homes.astype(np.int64)


def _number_each(blocks: Places) -> tuple[Places, Places]:
    """Numbers of blocks -> (ascending, each once; the place of each among those).

    >>> [side.tolist() for side in _number_each(np.array([8, 8, 9, 8]))]
    [[8, 9], [0, 0, 1, 0]]
    """
    if len(blocks) and (blocks[1:] >= blocks[:-1]).all():
        is_other = np.append(True, blocks[1:] != blocks[:-1])
        return blocks[is_other], np.cumsum(is_other) - 1
    numbers, places = np.unique(blocks, return_inverse=True)
    return numbers, places


def _rests(hashes: U64, width: int) -> U64:
    """What a block has of these scattered hashes."""
    return hashes if width == _WIDE else hashes >> CUT & np.uint64(0xFFFFFFFF)


def _hashes(keys: Words) -> U64:
    """What these keys have of their hashes."""
    if keys.shape[1] == _NARROW:
        return keys[:, 0].astype(np.uint64)
    return keys[:, 0] | keys[:, 1].astype(np.uint64) << np.uint64(32)


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Blocks of an index: that of the number `numbers[i]` (ascending) has
    `keys[starts[i]:starts[i + 1]]`.
    """

    numbers: Places
    starts: Places
    keys: Words

    def add(self, others: _Blocks) -> _Blocks:
        """These and others."""
        numbers = np.concatenate([self.numbers, others.numbers])
        order, keys = np.argsort(numbers), np.concatenate([self.keys, others.keys])
        sizes = np.concatenate([np.diff(self.starts), np.diff(others.starts)])
        firsts = (np.cumsum(sizes) - sizes)[order]
        sizes = sizes[order]
        ends = np.append(0, np.cumsum(sizes))
        return _Blocks(numbers[order], ends, keys[expand_ranges(firsts, sizes)])

    def list_keys(self, numbers: Places) -> tuple[Words, Places]:
        """(keys, where those of each of these blocks begin and the last ones end)."""
        if len(numbers) == len(self.numbers):
            return self.keys, self.starts
        at = np.searchsorted(self.numbers, numbers)
        sizes = np.diff(self.starts)[at]
        return self.keys[expand_ranges(self.starts[at], sizes)], np.append(0, np.cumsum(sizes))


def _encode(keyed: pl.DataFrame) -> bytes:
    """The index of the hashes of a column (see `list_hashes`)."""
    hashes, rows = sort_entries(keyed["hash"].to_numpy() * _SCATTER, keyed["place"].to_numpy())
    count, width = int(len(hashes) / _LOAD) + 1, _NARROW
    if count <= _LEAST_NARROW or (hashes & np.uint64((1 << int(CUT)) - 1)).any():
        width = _WIDE
    homes = _choose_homes(hashes, count)
    rests = _rests(hashes, width)
    halves = [rests, rests >> np.uint64(32)][: width - 1]
    keys = np.column_stack([half.astype(np.uint32) for half in [*halves, rows]])
    counts = np.bincount(homes, minlength=count)
    offsets = np.append(0, np.cumsum(1 + counts * width))
    words, is_key = np.empty(offsets[-1], "<u4"), np.ones(offsets[-1], np.bool_)
    is_key[offsets[:-1]] = False
    words[is_key] = keys.ravel()
    ends = np.append(0, np.cumsum(counts))
    for low in range(0, count, _BLOCKS_AT_ONCE):
        some = np.arange(low, min(low + _BLOCKS_AT_ONCE, count))
        inside = keys[ends[low] : ends[some[-1] + 1]]
        words[offsets[some]] = _sums(some, counts[some], inside)
    head = np.array([(_MAGIC, _mark(), count, len(words), width, 0)], _HEAD)
    head["sum"] = zlib.crc32(head.tobytes()[:-4])
    return head.tobytes() + offsets.astype("<u4").tobytes() + words.tobytes()


def _sums(numbers: Places, counts: Places, keys: Words) -> Words:
    """What tells damage of each block: a sum in which its number and the place of every word
    count.
    """
    sizes = counts * keys.shape[1]
    ends = np.append(0, np.cumsum(sizes))
    turns = np.arange(1, ends[-1] + 1) - np.repeat(ends[:-1], sizes)
    factors = turns.astype(np.uint64) * _SCATTER | np.uint64(1)
    totals = np.append(np.uint64(0), np.cumsum(keys.ravel() * factors))
    sums = np.diff(totals[ends]) + (numbers.astype(np.uint64) + np.uint64(1)) * _SCATTER
    upper: Words = (sums >> np.uint64(32)).astype(np.uint32)
    return upper

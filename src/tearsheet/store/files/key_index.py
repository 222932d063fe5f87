"""Where the keys of a data file stand: the hash of each with the place of its row, in small blocks
of which each has its share of all hashes, so that a key is found in one read of one block, however
many keys the file has.

Keys that a block has no room for stand in blocks behind all others, those of one block together.

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

from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.hashes import CUT, KEY_BITS, Found, Places, sort_entries, sum_words
from tearsheet.store.files.kept import Kept
from tearsheet.store.files.spans import read_records
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
_MAGIC = b"tskeys3\n"
#: Keys of a block, of hashes of 44 bits and of 64; and how many it has as a rule, so that one in
#: ten blocks is full. judged
_NARROW_KEYS, _NARROW_LOAD, _WIDE_KEYS, _WIDE_LOAD = 7, 4.7, 10, 7.0
#: Hashes are multiplied by it before they are shared among blocks: those of signatures are the
#: smallest of a text, and would fill the first blocks alone. An odd number makes of each another,
#: with zeros where it had them below its upper bits. source: the golden ratio
_SCATTER = np.uint64(0x9E3779B97F4A7C15)
_NO_ROW = np.uint32(0xFFFFFFFF)
_NO_BLOCK = np.uint32(0xFFFFFFFF)
#: In so many blocks and more a block and the lower 32 of 44 bits tell a hash. source: `KEY_BITS`
_LEAST_NARROW = 1 << (KEY_BITS - 32)

Blocks = NDArray[np.void]


def _block(rest: str, keys: int) -> np.dtype[np.void]:
    """A block: a sum over what follows; for a block of its own the first of those that have the
    keys it has no room for, for one of these how many others follow it; hashes, or their lower
    bits, and places.
    """
    parts = [("sum", "<u4"), ("next", "<u4"), ("rest", rest, keys), ("places", "<u4", keys)]
    return np.dtype(parts, align=False)


_NARROW, _WIDE = _block("<u4", _NARROW_KEYS), _block("<u8", _WIDE_KEYS)
_HEAD = np.dtype(
    [("magic", "S8"), ("mark", "<u8"), ("own", "<u8"), ("width", "<u4"), ("sum", "<u4")]
)


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
        [(_, mark, own, width, total)] = np.frombuffer(head, _HEAD)
        if int(mark) != _mark() or zlib.crc32(head[:-4]) != int(total):
            raise NoIndex(path)
        self._own, self._dtype = int(own), _NARROW if int(width) == _NARROW.itemsize else _WIDE
        words = np.zeros((0, self._dtype.itemsize // 8), np.uint64)
        self._held: tuple[Places, U64] = np.zeros(0, np.int64), words

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
        blocks = self._read_blocks(*_number_each(_choose_homes(sought, self._own)))
        parts = [self._match(blocks, sought, order)]
        full = np.flatnonzero(blocks["next"] != _NO_BLOCK)
        if len(full):
            firsts = blocks["next"][full].astype(np.int64)
            parts += self._match_behind(firsts, sought[full], order[full])
        found, rows = (np.concatenate(side) for side in zip(*parts, strict=True))
        # the rows of a hash stand in order, in its block and then in those behind it
        order = np.argsort(found, kind="stable")
        return Found(wanted[found[order]], rows[order])

    def _match_behind(
        self, firsts: Places, sought: U64, turns: Places
    ) -> list[tuple[Places, Places]]:
        """What `_match` gives of the keys behind full blocks, of which these are the first ones: in
        the first and in those that follow it.
        """
        blocks = self._read_blocks(*_number_each(firsts))
        more = blocks["next"].astype(np.int64)
        others = self._read_blocks(*_number_each(expand_ranges(firsts + 1, more)))
        behind = self._match(others, np.repeat(sought, more), np.repeat(turns, more))
        return [self._match(blocks, sought, turns), behind]

    def _match(self, blocks: Blocks, sought: U64, turns: Places) -> tuple[Places, Places]:
        """(turn, place) of the keys of blocks that are the one which is sought in it."""
        rest = sought if self._dtype is _WIDE else _lower(sought)
        places = blocks["places"]
        at, key = np.nonzero((blocks["rest"] == rest[:, None]) & (places != _NO_ROW))
        return turns[at], places[at, key].astype(np.int64)

    def _read_blocks(self, numbers: Places, of: Places) -> Blocks:
        """For each of `of` the block of which it is the number's place among these (ascending);
        several steps of a run ask for the same.
        """
        held, blocks = self._held
        at = np.searchsorted(held, numbers)
        is_new = np.append(held, -1)[at] != numbers
        new = numbers[is_new]
        if len(held) + len(new) > _KEPT_BLOCKS:  # to put so many in order takes as long as to read
            return self._fetch_blocks(numbers)[of].view(self._dtype)[:, 0]
        if len(new):
            blocks = np.concatenate([blocks, self._fetch_blocks(new)])
            held = np.concatenate([held, new])
            order = np.argsort(held)
            held, blocks = self._held = held[order], blocks[order]
            at = np.searchsorted(held, numbers)
        return blocks[at[of]].view(self._dtype)[:, 0]

    def _fetch_blocks(self, numbers: Places) -> U64:
        """The blocks of these numbers as words, a row each: numpy copies rows of structures field
        by field.
        """
        size = self._dtype.itemsize
        if self._raw is None:
            raw = read_records(self._objects, self._path, _HEAD.itemsize, size, numbers)
        else:
            every = np.frombuffer(self._raw, np.uint8, offset=_HEAD.itemsize)
            raw = every.reshape(-1, size)[numbers]
        if len(raw) < len(numbers):
            raise NoIndex(self._path)
        found: U64 = raw.view(np.uint64)
        blocks = found.view(self._dtype)[:, 0]
        if not np.array_equal(_sums(blocks), blocks["sum"]):
            raise NoIndex(self._path)
        return found

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


def _lower(hashes: U64) -> NDArray[np.uint32]:
    return (hashes >> CUT).astype(np.uint32)


def _encode(keyed: pl.DataFrame) -> bytes:
    """The index of the hashes of a column (see `list_hashes`)."""
    hashes, rows = sort_entries(keyed["hash"].to_numpy() * _SCATTER, keyed["place"].to_numpy())
    own, dtype = int(len(hashes) / _NARROW_LOAD) + 1, _NARROW
    if own <= _LEAST_NARROW or (hashes & np.uint64((1 << int(CUT)) - 1)).any():
        own, dtype = int(len(hashes) / _WIDE_LOAD) + 1, _WIDE
    keys = dtype["places"].shape[0]
    homes = _choose_homes(hashes, own)
    counts = np.bincount(homes, minlength=own)
    rank = np.arange(len(homes)) - np.repeat(np.cumsum(counts) - counts, counts)
    more = np.maximum(-(-counts // keys) - 1, 0)
    firsts = own + np.cumsum(more) - more
    blocks = np.zeros(own + int(more.sum()), dtype)
    blocks["places"] = _NO_ROW
    blocks["next"][:own] = np.where(more > 0, firsts, _NO_BLOCK)
    owner = np.repeat(np.arange(own), more)
    turn = np.arange(len(owner)) - np.repeat(np.cumsum(more) - more, more)
    blocks["next"][own:] = more[owner] - 1 - turn
    at = np.where(rank < keys, homes, firsts[homes] + rank // keys - 1)
    blocks["rest"][at, rank % keys] = hashes if dtype is _WIDE else _lower(hashes)
    blocks["places"][at, rank % keys] = rows
    blocks["sum"] = _sums(blocks)
    head = np.array([(_MAGIC, _mark(), own, dtype.itemsize, 0)], _HEAD)
    head["sum"] = zlib.crc32(head.tobytes()[:-4])
    return head.tobytes() + blocks.tobytes()


def _sums(blocks: Blocks) -> NDArray[np.uint32]:
    return sum_words(np.ascontiguousarray(blocks).view("<u4").reshape(len(blocks), -1)[:, 1:])

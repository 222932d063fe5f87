"""Data files and keys -> the rows that have one of the keys. Of each file the column of the key is
read, and of the other columns no more than the row groups in which such a row stands.

Keys are ids in no order, so that the smallest and largest values of a row group exclude nothing,
and a scan with a filter would read every column of every row group.
"""

from __future__ import annotations

import io
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.difference import FILE, PLACE
from tearsheet.store.objects import Objects
from transforms.partitions import PARTITIONED_BY
from transforms.schemas import Table, empty, fill_columns

#: Bytes of key columns that a process keeps: a run asks for the same again and again.
_KEPT_BYTES = 64 << 20
#: And of footers.
_KEPT_FOOTER_BYTES = 16 << 20

Places = NDArray[np.int64]
T = TypeVar("T")


def may_hold(files: Iterable[DataFile], keys: pl.DataFrame) -> tuple[DataFile, ...]:
    """The files that may hold a row of the outlets and months that stand in the keys, by their
    smallest and largest values; all files where the keys have neither column.
    """
    named = {c: keys[c].unique().to_list() for c in keys.columns if c in PARTITIONED_BY}
    return tuple(f for f in files if all(f.may_hold(c, values) for c, values in named.items()))


def find_rows(
    objects: Objects,
    spec: Table,
    files: Sequence[DataFile],
    keys: pl.DataFrame,
    columns: Sequence[str],
) -> pl.DataFrame:
    """The rows of these files that are not deleted and have one of these keys, with `columns`.

    The columns of `keys` are columns of the table: an id, `outlet`, `month`, or several. A key with
    a null finds nothing; keys without columns find every row. Among `columns` may be FILE, the
    place of the row's file in `files`, and PLACE, that of the row in its file, both from 0.
    """
    near = {c: sorted(set(keys[c].drop_nulls())) for c in keys.columns if c in PARTITIONED_BY}
    column = next((c for c in keys.columns if c not in near), None)
    wanted = keys[column].drop_nulls().unique() if column else None
    needed = [c for c in dict.fromkeys([*columns, *keys.columns]) if c in spec.schema]
    schema = {**{c: spec.schema[c] for c in needed}, FILE: pl.Int32(), PLACE: pl.UInt32()}
    parts = [empty(schema)]
    for no, file in enumerate(files if wanted is None or len(wanted) else ()):
        opened = _Opened(objects, file)
        if column and wanted is not None:
            rows = opened.find(spec, column, wanted, near, needed)
        else:
            rows = opened.read_near(spec, near, needed)
        parts.append(rows.with_columns(pl.lit(no, pl.Int32()).alias(FILE)).select(list(schema)))
    found = pl.concat(parts)
    if len(keys.columns) > 1 or column:
        found = found.join(keys.unique(), on=keys.columns, how="semi")
    return found.select(columns)


def read_places(
    objects: Objects, spec: Table, file: DataFile, places: Sequence[int], columns: Sequence[str]
) -> pl.DataFrame:
    """The rows at these places of a file (from 0), with these columns, in the order of the places;
    one that is named twice comes once.
    """
    found = np.unique(np.array(places, np.int64))
    return _Opened(objects, file).read_places(spec, found, columns).select(columns)


@dataclass(frozen=True, slots=True)
class _Footer:
    """What the end of a Parquet file says: the places at which its row groups begin (and the number
    of its rows), its columns, and the smallest and largest outlet and month of each row group, None
    where it does not say.
    """

    metadata: Any
    starts: Places
    columns: frozenset[str]
    ends: Mapping[str, Sequence[tuple[str, str] | None]]

    def may_hold(self, group: int, near: Mapping[str, Sequence[str]]) -> bool:
        """Whether a row of this row group may have, in each column of `near`, one of the values
        given for it (ascending).
        """
        for column, values in near.items():
            ends = self.ends[column][group] if column in self.ends else None
            if ends and bisect_left(values, ends[0]) == bisect_right(values, ends[1]):
                return False
        return True


class _Opened:
    """A data file of which parts are read."""

    def __init__(self, objects: Objects, file: DataFile) -> None:
        self._objects, self._file = objects, file
        self._url = objects.url(file.path)
        self._footer = _footers.get(
            (self._url, ""),
            lambda: _read_footer(_Source(objects, file)),
            lambda footer: int(footer.metadata.serialized_size),
        )

    def find(
        self,
        spec: Table,
        column: str,
        wanted: pl.Series,
        near: Mapping[str, Sequence[str]],
        columns: Sequence[str],
    ) -> pl.DataFrame:
        """The rows that are not deleted and have one of the `wanted` values in `column`, with
        PLACE, from row groups that may hold one of the values (ascending) of each column of `near`.
        Values are compared by their hashes: a row with another value may be among them.
        """
        places = np.zeros(0, np.int64)
        if column in self._footer.columns:  # not in the file of an earlier release
            hashes = _columns.get(
                (self._url, column), lambda: self._hash(column), lambda made: 8 * len(made)
            )
            is_one = hashes.is_in(wanted.hash().implode())
            places = np.setdiff1d(is_one.arg_true().to_numpy(), self._file.deleted_places())
        turns = self._groups_of(places)
        inside = [turn for turn in np.unique(turns) if self._footer.may_hold(turn, near)]
        return self.read_places(spec, places[np.isin(turns, inside)], columns)

    def read_near(
        self, spec: Table, near: Mapping[str, Sequence[str]], columns: Sequence[str]
    ) -> pl.DataFrame:
        """The rows that are not deleted and have one of the values (ascending) given for each
        column of `near`, with PLACE.
        """
        starts = self._footer.starts
        groups = [no for no in range(len(starts) - 1) if self._footer.may_hold(no, near)]
        places = np.concatenate([np.arange(0), *(np.arange(*starts[no : no + 2]) for no in groups)])
        rows = self._frame(spec, self._read(np.array(groups, np.int64), columns), places, columns)
        if gone := self._file.deleted_places():
            rows = rows.filter(~pl.col(PLACE).is_in(pl.Series(gone, dtype=pl.UInt32).implode()))
        is_near = [pl.col(column).is_in(list(values)) for column, values in near.items()]
        return rows.filter(is_near) if near else rows

    def read_places(self, spec: Table, places: Places, columns: Sequence[str]) -> pl.DataFrame:
        """The rows at these places (ascending, each once), with PLACE."""
        if not len(places):
            return empty({**{c: spec.schema[c] for c in columns}, PLACE: pl.UInt32()})
        starts, turns = self._footer.starts, self._groups_of(places)
        groups, turn = np.unique(turns, return_inverse=True)
        sizes = starts[groups + 1] - starts[groups]
        rows = self._read(groups, columns).take(
            places - starts[turns] + (np.cumsum(sizes) - sizes)[turn]
        )
        return self._frame(spec, rows, places, columns)

    def _groups_of(self, places: Places) -> Places:
        """The number of the row group that each place is in."""
        turns: Places = np.searchsorted(self._footer.starts, places, side="right") - 1
        return turns

    def _frame(
        self, spec: Table, rows: Any, places: Places, columns: Sequence[str]
    ) -> pl.DataFrame:
        held = [pl.Series(name, rows.column(name)) for name in rows.column_names]
        frame = pl.DataFrame([*held, pl.Series(PLACE, places, pl.UInt32())])
        schema = {**{c: spec.schema[c] for c in columns}, PLACE: pl.UInt32()}
        return fill_columns(frame.lazy(), schema).collect()

    def _hash(self, column: str) -> pl.Series:
        """The hash of each value of a column."""
        table = self._read(np.arange(len(self._footer.starts) - 1), [column])
        return pl.Series(table.column(0)).hash()

    def _read(self, groups: Places, columns: Sequence[str]) -> Any:
        """Those of these columns that the file has, of these row groups, as an Arrow table."""
        import pyarrow.parquet

        held = [c for c in columns if c in self._footer.columns]
        with closing(_Source(self._objects, self._file)) as source:
            parquet = pyarrow.parquet.ParquetFile(
                source, metadata=self._footer.metadata, pre_buffer=True
            )
            return parquet.read_row_groups(groups.tolist(), columns=held, use_threads=False)


class _Source(io.RawIOBase):
    """The bytes of a data file, of which no more is read than is asked for."""

    def __init__(self, objects: Objects, file: DataFile) -> None:
        self._objects, self._path, self._size = objects, file.path, file.bytes
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def read(self, size: int = -1, /) -> bytes:
        left = max(0, self._size - self._at)
        data = self._objects.get_range(self._path, self._at, left if size < 0 else min(size, left))
        self._at += len(data)
        return data


class _Kept(Generic[T]):
    """What was read of files, by file and name: up to a number of bytes, of which those go first
    that nobody has asked for longest.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most, self._bytes, self._lock = most_bytes, 0, Lock()
        self._items: OrderedDict[tuple[str, str], tuple[T, int]] = OrderedDict()

    def get(self, key: tuple[str, str], read: Callable[[], T], size: Callable[[T], int]) -> T:
        """What is kept under the key; else what `read` gives now, which is kept. `size` says how
        many bytes that has.
        """
        with self._lock:
            if key in self._items:
                self._items.move_to_end(key)
                return self._items[key][0]
        made = read()
        with self._lock:
            if key not in self._items:
                self._items[key] = made, size(made)
                self._bytes += self._items[key][1]
            while self._bytes > self._most:
                self._bytes -= self._items.popitem(last=False)[1][1]
        return made


_columns = _Kept[pl.Series](_KEPT_BYTES)
_footers = _Kept[_Footer](_KEPT_FOOTER_BYTES)


def _read_footer(source: _Source) -> _Footer:
    import pyarrow.parquet

    metadata = pyarrow.parquet.ParquetFile(source).metadata
    groups = [metadata.row_group(no) for no in range(metadata.num_row_groups)]
    starts = np.cumsum([0, *(group.num_rows for group in groups)])
    names = metadata.schema.to_arrow_schema().names
    leaves = {metadata.schema.column(no).path: no for no in range(metadata.num_columns)}
    ends = {c: [_ends(g.column(leaves[c])) for g in groups] for c in PARTITIONED_BY if c in leaves}
    return _Footer(metadata, starts, frozenset(names), ends)


def _ends(column: Any) -> tuple[str, str] | None:
    """The smallest and largest value of a column of a row group; None where it does not say."""
    said = column.statistics if column.is_stats_set else None
    return (said.min, said.max) if said and said.has_min_max else None

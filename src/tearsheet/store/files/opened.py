"""A data file of which parts are read: its footer, rows of some columns, and where the values of a
column stand.
"""

from __future__ import annotations

import io
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.difference import PLACE
from tearsheet.store.files.kept import Kept
from tearsheet.store.files.key_index import LEAST_ROWS, Found, find_keys, hash_values, list_hashes
from tearsheet.store.objects import Objects
from transforms.partitions import PARTITIONED_BY
from transforms.schemas import Table, empty, fill_columns

#: Bytes of key columns that a process keeps: a run asks for the same again and again.
_KEPT_BYTES = 64 << 20
#: And of columns of row groups, of which none that is larger is kept.
_KEPT_CHUNK_BYTES, _MOST_CHUNK_BYTES = 96 << 20, 1 << 20
#: And of footers.
_KEPT_FOOTER_BYTES = 16 << 20
#: Where more than this share of a file's rows is sought, the column is read and not its index.
_MOST_SOUGHT = 0.25

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Only:
    """The rows of a file that count for an index of this name: those for which an expression over
    some columns of text is true.
    """

    name: str
    columns: tuple[str, ...]
    is_one: pl.Expr


def cut_hashes(hashes: pl.Series, bits: int) -> pl.Series:
    """Hashes with zeros below their upper `bits`."""
    mask = (1 << 64) - (1 << 64 - bits)
    return hashes.to_frame("hash").select(pl.col("hash") & pl.lit(mask, pl.UInt64)).to_series()


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


class OpenedFile:
    """A data file of which parts are read."""

    def __init__(self, objects: Objects, file: DataFile) -> None:
        self._objects, self._file = objects, file
        self._url = objects.url(file.path)

    @cached_property
    def _footer(self) -> _Footer:
        return _footers.get(
            (self._url, ""),
            lambda: _read_footer(_Source(self._objects, self._file)),
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
        found = np.unique(self.find_hashes(column, wanted).rows)
        places = np.setdiff1d(found, self._file.deleted_places())
        if not len(places):
            return self.read_places(spec, places, columns)
        turns = self._groups_of(places)
        inside = [turn for turn in np.unique(turns) if self._footer.may_hold(turn, near)]
        return self.read_places(spec, places[np.isin(turns, inside)], columns)

    def find_hashes(
        self, column: str, wanted: pl.Series, *, bits: int = 64, only: Only | None = None
    ) -> Found:
        """Where one of the wanted values stands in a column of ids, of hashes or of lists of
        hashes: by its index where the file is large and few are wanted. Hashes are compared by
        their upper `bits`, below which those that are wanted have none.
        """
        name = column if bits == 64 else f"{column}_{bits}"
        name += f"_{only.name}" if only else ""

        def read() -> pl.DataFrame:
            keyed = list_hashes(self._values(column, only))
            return keyed.with_columns(cut_hashes(keyed["hash"], bits))

        if self._file.rows >= LEAST_ROWS and len(wanted) <= _MOST_SOUGHT * self._file.rows:
            return find_keys(self._objects, self._file, name, wanted, read)
        every = _columns.get((self._url, name), read, lambda made: int(made.estimated_size()))
        rows = every.filter(pl.col("hash").is_in(hash_values(wanted).implode())).unique()
        return Found(rows["hash"].to_numpy(), rows["place"].to_numpy().astype(np.int64))

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
        chosen = places - starts[turns] + (np.cumsum(sizes) - sizes)[turn]
        # pyarrow looks whether a numpy array is of pandas, and loads it for that
        rows = self._read_kept(groups, columns).take(pl.Series(chosen).to_arrow())
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

    def _values(self, column: str, only: Only | None = None) -> pl.Series:
        """A column, null in rows that do not count; empty where the file, of an earlier release,
        has none.
        """
        if column not in self._footer.columns:
            return pl.Series(dtype=pl.String)
        names = [column, *(only.columns if only else ())]
        table = self._read(np.arange(len(self._footer.starts) - 1), names)
        frame = pl.DataFrame({name: pl.Series(table.column(name)) for name in table.column_names})
        if only:
            none = [pl.lit(None, pl.String).alias(c) for c in names if c not in frame.columns]
            counts = pl.when(only.is_one).then(column)
            frame = frame.with_columns(none).with_columns(counts)
        return frame[column]

    def _read_kept(self, groups: Places, columns: Sequence[str]) -> Any:
        """The same as `_read`: of what was read before and is small nothing is read again."""
        import pyarrow

        held = [c for c in dict.fromkeys(columns) if c in self._footer.columns]
        chunks: dict[tuple[int, str], Any] = {}
        missing: dict[tuple[str, ...], list[int]] = {}
        for group in groups.tolist():
            for column in held:
                chunks[group, column] = _chunks.find((self._url, f"{group} {column}"))
            lacking = tuple(c for c in held if chunks[group, c] is None)
            missing.setdefault(lacking, []).append(group)
        sizes = np.diff(self._footer.starts)
        missing.pop((), None)
        for names, some in missing.items():
            read = self._read(np.array(some, np.int64), names)
            ends = np.cumsum(sizes[some])
            for group, end in zip(some, ends.tolist(), strict=True):
                for name in names:
                    part = read.column(name).slice(end - int(sizes[group]), int(sizes[group]))
                    chunks[group, name] = part
                    if part.nbytes <= _MOST_CHUNK_BYTES:
                        _chunks.put((self._url, f"{group} {name}"), part, part.nbytes)
        parts = {
            c: [piece for group in groups.tolist() for piece in chunks[group, c].chunks]
            for c in held
        }
        kinds = {c: chunks[int(groups[0]), c].type for c in held}
        arrays = [pyarrow.chunked_array(parts[c], type=kinds[c]) for c in held]
        return pyarrow.table(arrays, names=held)

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


_columns = Kept[pl.DataFrame](_KEPT_BYTES)
_chunks = Kept[Any](_KEPT_CHUNK_BYTES)
_footers = Kept[_Footer](_KEPT_FOOTER_BYTES)


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

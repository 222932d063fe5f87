"""A data file of which parts are read: its footer, rows of some columns, and where the values of a
column stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property

import numpy as np
import polars as pl

from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.difference import PLACE
from tearsheet.store.files.footer import Footer, read_footer, read_groups
from tearsheet.store.files.hashes import Found, Places, cut_hashes, list_hashes, sort_entries
from tearsheet.store.files.kept import Kept
from tearsheet.store.files.key_index import (
    LEAST_ROWS,
    Only,
    find_keys,
    index_name,
    make_index,
    read_name,
)
from tearsheet.store.files.posting_index import Posted, cut_postings
from tearsheet.store.files.rows.row_store import (
    PAGES,
    NoStore,
    RowStore,
    encode,
    open_store,
    split_columns,
    store_path,
)
from tearsheet.store.objects import Objects
from transforms.arrow import as_series
from transforms.dedup.match.arrays import U64, drop_repeats
from transforms.schemas import Table, empty

#: Bytes of key columns that a process keeps: a run asks for the same again and again. judged
_KEPT_BYTES = 64 << 20
#: And of columns, whole or of row groups, of which none that is larger is kept. judged
_KEPT_CHUNK_BYTES, _MOST_CHUNK_BYTES, _MOST_WHOLE_BYTES = 96 << 20, 1 << 20, 16 << 20
#: Where more than this share of a file's rows is sought, the column is read and not its index.
#: judged
_MOST_SOUGHT = 0.25
#: Where rows stand in a store for no more than this share of a file's bytes, its row groups are not
#: asked what they would cost, which takes the footer. judged
_SMALL_SHARE = 1 / 16
#: Where rows of a larger share of a file's row groups are sought, whole columns are read: each
#: group is a piece of its own. judged
_MOST_GROUPS = 0.6
#: A column of a row group takes as long to become one of Polars as so many bytes of a store, beside
#: its own bytes. measured: benchmarks/cost/daily.py
_CHUNK_BYTES = 6 << 10


class OpenedFile:
    """A data file of which parts are read."""

    def __init__(self, objects: Objects, file: DataFile) -> None:
        self._objects, self._file = objects, file
        self._url = objects.url(file.path)

    @cached_property
    def _footer(self) -> Footer:
        return read_footer(self._objects, self._file)

    def find_places(
        self,
        spec: Table,
        column: str,
        wanted: U64,
        near: Mapping[str, Sequence[str]],
        columns: Sequence[str],
    ) -> Places:
        """The places of the rows that are not deleted and have a value with one of the `wanted`
        hashes (see `find_hashes`) in `column`: another value may have it, too. Where row groups
        have to be read for these columns, only of those that may hold one of the values (ascending)
        of each column of `near`.
        """
        places = drop_repeats(np.sort(self.find_hashes(column, wanted).rows))
        if self._file.deleted:
            places = np.setdiff1d(places, self._file.deleted_places(), assume_unique=True)
        if not len(places) or not near or not self._needs_groups(spec, places, columns):
            return places
        turns = self._groups_of(places)
        inside = [turn for turn in drop_repeats(turns) if self._footer.may_hold(turn, near)]
        return places[np.isin(turns, inside)]

    def find_hashes(self, column: str, wanted: U64, *, only: Only | None = None) -> Found:
        """The places at which one of the `wanted` hashes (ascending, each once) stands in a column
        of ids, of hashes or of lists of hashes: looked up in the column's index where the file is
        large and few hashes are wanted, else found by reading the column.

        Hashes are compared by their upper KEY_BITS, and all lower bits of `wanted` are zeros; where
        `only` some rows count, by all 64 bits.
        """
        name = index_name([column], only.name if only else "")

        def read() -> pl.DataFrame:
            return self._list_hashes([column], only, is_cut=only is None)

        if self._file.rows >= LEAST_ROWS and len(wanted) <= _MOST_SOUGHT * self._file.rows:
            return find_keys(self._objects, self._file, name, wanted, read)
        return self._look_through(name, wanted, read)

    def find_posted(self, posted: Posted, wanted: U64, *, rest: bool = False) -> Found:
        """The places at which one of the `wanted` hashes stands in columns of lists: by the first
        of their two indexes, or by the second where the `rest` is asked for (see `posting_index`).
        A small file has no indexes, and is looked through for what would stand in them.
        """
        name, cut = posted.names[rest], cache(lambda: self._cut_postings(posted))
        if self._file.rows >= LEAST_ROWS:
            return find_keys(self._objects, self._file, name, wanted, lambda: cut()[rest])
        # who asks for the one asks for the other
        first = self._look_through(posted.names[0], wanted, lambda: cut()[0])
        others = self._look_through(posted.names[1], wanted, lambda: cut()[1])
        return others if rest else first

    def _look_through(self, name: str, wanted: U64, read: Callable[[], pl.DataFrame]) -> Found:
        def in_order() -> Found:
            keyed = read()
            return Found(*sort_entries(keyed["hash"].to_numpy(), keyed["place"].to_numpy()))

        return _columns.get((self._url, name), in_order, lambda made: made.size).choose(wanted)

    def _list_hashes(
        self, columns: Sequence[str], only: Only | None, *, is_cut: bool
    ) -> pl.DataFrame:
        keyed = pl.concat([list_hashes(self._values(column, only)) for column in columns])
        return keyed.with_columns(cut_hashes(keyed["hash"])) if is_cut else keyed

    def _cut_postings(self, posted: Posted) -> tuple[pl.DataFrame, pl.DataFrame]:
        keyed = self._list_hashes(posted.columns, posted.only, is_cut=True)
        return cut_postings(keyed, self._values(posted.text))

    def make_postings(self, posted: Posted) -> None:
        """Make both indexes of the hashes of lists, where the file is large."""
        if self._file.rows >= LEAST_ROWS:
            for name, keyed in zip(posted.names, self._cut_postings(posted), strict=True):
                make_index(self._objects, self._file, name, keyed)

    def make_index(self, spec: Table, name: str, marks: Sequence[Only]) -> None:
        """Make the index of a name as a search for keys would; `marks` are what may say which rows
        count for it. None is made of a small file, and none by a name of an earlier release.
        """
        told = read_name(name, [mark.name for mark in marks])
        if told and spec.schema.keys() >= {*told[0]} and self._file.rows >= LEAST_ROWS:
            only = next((mark for mark in marks if mark.name == told[1]), None)
            make_index(
                self._objects,
                self._file,
                name,
                self._list_hashes(told[0], only, is_cut=only is None),
            )

    def read_near(
        self, spec: Table, near: Mapping[str, Sequence[str]], columns: Sequence[str]
    ) -> pl.DataFrame:
        """The rows that are not deleted and have one of the values (ascending) given for each
        column of `near`, with PLACE.
        """
        starts = self._footer.starts
        groups = [no for no in range(len(starts) - 1) if self._footer.may_hold(no, near)]
        places = np.concatenate([np.arange(0), *(np.arange(*starts[no : no + 2]) for no in groups)])
        held = self._read_columns(np.array(groups, np.int64), columns) if groups else []
        rows = self._frame(spec, held, places, columns)
        if gone := self._file.deleted_places():
            rows = rows.filter(~pl.col(PLACE).is_in(pl.Series(gone, dtype=pl.UInt32).implode()))
        is_near = [pl.col(column).is_in(list(values)) for column, values in near.items()]
        return rows.filter(is_near) if near else rows

    def read_places(self, spec: Table, places: Places, columns: Sequence[str]) -> pl.DataFrame:
        """The rows at these places (ascending, each once), with PLACE."""
        if not len(places):
            return empty({**{c: spec.schema[c] for c in columns}, PLACE: pl.UInt32()})
        stored, rest = list[pl.Series](), list[str]()
        for store, some in self._split_by_store(spec, places, columns):
            try:
                stored += store.read(places, some) if store else ()
            except (FileNotFoundError, NoStore):
                store = None
            if store is None:
                rest += some
        held = self._take_from_groups(places, rest) if rest else []
        return self._frame(spec, [*stored, *held], places, columns)

    def _split_by_store(
        self, spec: Table, places: Places, columns: Sequence[str]
    ) -> Iterator[tuple[RowStore | None, list[str]]]:
        """These columns, each once, by the store that gives them for fewer bytes than the row
        groups would in which these places are; None where there is no such store.
        """
        rest = dict.fromkeys(columns)
        for part, inside in split_columns(spec).items():
            some = [column for column in inside if column in rest]
            # row groups that are read for others give what is the page's, too
            is_asked = some and (part != PAGES or len(some) == len(rest))
            store = open_store(self._objects, spec, self._file, part) if is_asked else None
            if store and self._is_cheaper(store.price(places, some), places, some):
                rest = {column: None for column in rest if column not in some}
                yield store, some
        if rest:
            yield None, list(rest)

    def _is_cheaper(self, price: int, places: Places, columns: Sequence[str]) -> bool:
        """Whether what costs so many bytes in a store costs less than these columns of the row
        groups that these places are in: a byte of either takes about as long.
        """
        if price <= _SMALL_SHARE * self._file.bytes:
            return True
        groups = drop_repeats(self._groups_of(places))
        sizes = [int(self._footer.sizes(column)[groups].sum()) for column in columns]
        return price < sum(sizes) + len(sizes) * len(groups) * _CHUNK_BYTES

    def _needs_groups(self, spec: Table, places: Places, columns: Sequence[str]) -> bool:
        """Whether a row group has to be read for these columns of the rows at these places."""
        return any(not store for store, _ in self._split_by_store(spec, places, columns))

    def _take_from_groups(self, places: Places, columns: Sequence[str]) -> list[pl.Series]:
        """Those of these columns that the file has, of the rows at these places, by row groups."""
        turns = self._groups_of(places)
        starts, groups = self._footer.starts, drop_repeats(turns)
        if len(groups) > _MOST_GROUPS * (len(starts) - 1):
            return [_take(whole, places) for whole in self._read_whole(columns)]
        ends = np.cumsum(np.diff(starts)[groups])
        shifts = starts[groups + 1] - ends
        inside = places - shifts[np.searchsorted(groups, turns)]
        # pyarrow's own `take` imports all of its functions, a third of a second in each process
        return [_take(_append(chunks), inside) for chunks in self._read_kept(groups, columns)]

    def _groups_of(self, places: Places) -> Places:
        """The number of the row group that each place is in."""
        turns: Places = np.searchsorted(self._footer.starts, places, side="right") - 1
        return turns

    def _frame(
        self, spec: Table, held: list[pl.Series], places: Places, columns: Sequence[str]
    ) -> pl.DataFrame:
        # expressions would cost more than all else where a file has one row that is wanted
        found = {column.name: column for column in held}
        made = [
            found[name].cast(spec.schema[name])
            if name in found
            else pl.Series(name, [None] * len(places), dtype=spec.schema[name])
            for name in columns
        ]
        return pl.DataFrame([*made, pl.Series(PLACE, places.astype(np.uint32))])

    def _values(self, column: str, only: Only | None = None) -> pl.Series:
        """A column, null in rows that do not count; empty where the file, of an earlier release,
        has none.
        """
        if column not in self._footer.columns:
            return pl.Series(dtype=pl.String)
        names = [column, *(only.columns if only else ())]
        frame = pl.DataFrame(self._read_whole(names))
        if only:
            none = [pl.lit(None, pl.String).alias(c) for c in names if c not in frame.columns]
            counts = pl.when(only.is_one).then(column)
            frame = frame.with_columns(none).with_columns(counts)
        return frame[column]

    def _read_whole(self, columns: Sequence[str]) -> list[pl.Series]:
        """Those of these columns that the file has: each read and kept as one, since a piece takes
        as long to become a column of Polars as some thousand values.
        """
        held = [c for c in dict.fromkeys(columns) if c in self._footer.columns]
        whole = {column: _chunks.find((self._url, column)) for column in held}
        if missing := [column for column in held if whole[column] is None]:
            every = np.arange(len(self._footer.starts) - 1)
            read = read_groups(self._objects, self._file, self._footer, every, missing)
            for name in missing:
                whole[name] = made = as_series(name, read.column(name))
                if read.column(name).nbytes <= _MOST_WHOLE_BYTES:
                    _chunks.put((self._url, name), made, read.column(name).nbytes)
        return [column for column in whole.values() if column is not None]

    def _read_columns(self, groups: Places, columns: Sequence[str]) -> list[pl.Series]:
        """Those of these columns that the file has, of these row groups."""
        if 1 < len(groups) == len(self._footer.starts) - 1:
            return self._read_whole(columns)
        return [_append(chunks).rechunk() for chunks in self._read_kept(groups, columns)]

    def make_stores(self, spec: Table) -> None:
        """Make the stores of rows (see `row_store`) that the file may have, of all its rows."""
        for part, columns in split_columns(spec).items():
            raw = encode(spec, part, pl.DataFrame(self._read_whole(columns)))
            self._objects.put_scratch(store_path(self._file, part), raw)

    def _read_kept(self, groups: Places, columns: Sequence[str]) -> list[list[pl.Series]]:
        """Those of these columns that the file has, each in pieces, one of each of these row
        groups: of what was read before and is small nothing is read again.
        """
        held = [c for c in dict.fromkeys(columns) if c in self._footer.columns]
        chunks: dict[tuple[int, str], pl.Series | None] = {}
        missing: dict[tuple[str, ...], list[int]] = {}
        whole = {column: _chunks.find((self._url, column)) for column in held}
        for group in groups.tolist():
            for column, every in whole.items():
                chunks[group, column] = (
                    _chunks.find((self._url, f"{group} {column}"))
                    if every is None
                    else every[slice(*self._footer.starts[group : group + 2].tolist())]
                )
            lacking = tuple(c for c in held if chunks[group, c] is None)
            missing.setdefault(lacking, []).append(group)
        missing.pop((), None)
        for names, some in missing.items():
            chunks |= self._read_chunks(some, names)
        found = ((chunks[group, column] for group in groups.tolist()) for column in held)
        return [[chunk for chunk in some if chunk is not None] for some in found]

    def _read_chunks(
        self, groups: Sequence[int], columns: Sequence[str]
    ) -> dict[tuple[int, str], pl.Series]:
        """Each of these columns of each of these row groups; small ones are kept."""
        some = np.array(groups, np.int64)
        read = read_groups(self._objects, self._file, self._footer, some, columns)
        sizes, chunks, start = np.diff(self._footer.starts), dict[tuple[int, str], pl.Series](), 0
        for group in groups:
            size = int(sizes[group])
            for name in columns:
                part = read.column(name).slice(start, size)
                made = chunks[group, name] = as_series(name, part)
                if part.nbytes <= _MOST_CHUNK_BYTES:
                    _chunks.put((self._url, f"{group} {name}"), made, part.nbytes)
            start += size
        return chunks


_columns = Kept[Found](_KEPT_BYTES)
_chunks = Kept[pl.Series](_KEPT_CHUNK_BYTES)


def _take(held: pl.Series, places: Places) -> pl.Series:
    """The values at these places, without the memory of others."""
    taken = held[places]
    if taken.dtype != pl.String:
        return taken
    return as_series(held.name, taken.to_arrow(compat_level=pl.CompatLevel.oldest()))


def _append(chunks: list[pl.Series]) -> pl.Series:
    """The pieces of a column one behind the other, none of them copied."""
    return pl.concat(chunks) if len(chunks) > 1 else chunks[0]

"""Data files and keys -> the rows that have one of the keys. Of each file the column of the key is
read, and of the other columns no more than the row groups in which such a row stands.

Keys are ids in no order, so that the smallest and largest values of a row group exclude nothing,
and a scan with a filter would read every column of every row group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.difference import FILE, PLACE
from tearsheet.store.files.hashes import Found, Places, cut_hashes, hash_values, sort_wanted
from tearsheet.store.files.key_index import Only
from tearsheet.store.files.opened import OpenedFile
from tearsheet.store.files.posting_index import Posted
from tearsheet.store.objects import Objects
from transforms.dedup.match.arrays import U64, Marks, drop_repeats
from transforms.partitions import PARTITIONED_BY
from transforms.schemas import Table, empty

_POSTED = {"hash": pl.UInt64(), FILE: pl.Int32(), PLACE: pl.UInt32()}
#: Where a file has more rows with a key's first id than so many a key, its next id is looked up,
#: too. judged
_MANY_A_KEY = 8
#: Where more than so many rows a key have its first id, its other columns are read before those
#: that are wanted: a capture has thirty dates, of which one is its article's. judged
_MORE_A_KEY = 2
#: The columns of `Carriers.cut`.
CUT_HASHES = {"hash": pl.UInt64(), FILE: pl.Int32(), "texts": pl.Int64()}


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
    a null finds nothing; keys without columns find every row. The first but for outlet and month
    may be a column of lists of hashes: found are the rows with the key in their list.

    Among `columns` may be FILE, the place of the row's file in `files`, and PLACE, that of the row
    in its file, both from 0.
    """
    needed = [c for c in dict.fromkeys([*columns, *keys.columns]) if c in spec.schema]
    near = {c: _list_values(keys[c]) for c in keys.columns if c in PARTITIONED_BY}
    column = next((c for c in keys.columns if c not in near), None)
    opened = [OpenedFile(objects, file) for file in files]
    if column:
        places = _find_places(spec, opened, (column, near), keys, needed)
        found = (one.read_places(spec, at, needed) for one, at in zip(opened, places, strict=True))
    else:
        found = (one.read_near(spec, near, needed) for one in opened)
    parts = [
        rows.hstack([pl.Series(FILE, np.full(rows.height, no, np.int32))])
        for no, rows in enumerate(found)
        if rows.height
    ]
    if not parts:
        every = {**spec.schema, FILE: pl.Int32(), PLACE: pl.UInt32()}
        return empty({column: every[column] for column in columns})
    rows = pl.concat(parts)
    if len(keys.columns) > 1 or column:
        rows = _select(rows, spec, keys.unique())
    return rows.select(columns)


def _find_places(
    spec: Table,
    files: Sequence[OpenedFile],
    by: tuple[str, dict[str, list[str]]],
    keys: pl.DataFrame,
    needed: Sequence[str],
) -> list[Places]:
    """The places in each of these files at which one of the keys may stand, `by` the values of a
    column and the outlets and months; and by the other columns, where many rows have one of the
    first.
    """
    column, near = by
    wanted = _hash_keys(keys[column])
    if not len(wanted):
        return [np.arange(0)] * len(files)
    further = [c for c in keys.columns if c not in near and c != column and c.endswith("_id")]
    places = [
        _narrow(file, file.find_places(spec, column, wanted, near, needed), keys.select(further))
        for file in files
    ]
    is_told = len(keys.columns) == 1 + len(near)
    if is_told or sum(map(len, places)) <= _MORE_A_KEY * keys.height:
        return places
    return [
        _select(file.read_places(spec, at, keys.columns), spec, keys)[PLACE].to_numpy().astype(int)
        for file, at in zip(files, places, strict=True)
    ]


def _narrow(opened: OpenedFile, places: Places, ids: pl.DataFrame) -> Places:
    """Those of these places at which further columns of ids have one of these values, too, where
    there are many more places than ids: a version may have thousands of relations.
    """
    for column in ids:
        if len(places) > _MANY_A_KEY * len(column):
            found = opened.find_hashes(column.name, _hash_keys(column))
            places = np.intersect1d(places, found.rows)
    return places


def _list_values(column: pl.Series) -> list[str]:
    """The values of a column, ascending, each once."""
    return column.drop_nulls().unique().sort().to_list()


def _hash_keys(keys: pl.Series) -> U64:
    """The hashes by which these keys are looked up, ascending, each once."""
    return sort_wanted(cut_hashes(hash_values(keys.drop_nulls())))


def _select(rows: pl.DataFrame, spec: Table, keys: pl.DataFrame) -> pl.DataFrame:
    """The rows that have one of these keys, or one in their list, as they are."""
    lists = [c for c in keys.columns if isinstance(spec.schema[c], pl.List)]
    if not lists:
        return rows.join(keys, on=keys.columns, how="semi")
    numbered = rows.with_row_index("_row")
    inside = numbered.explode(lists).join(keys, on=keys.columns, how="semi")
    return numbered.join(inside, on="_row", how="semi").drop("_row")


def read_places(
    objects: Objects, spec: Table, file: DataFile, places: Sequence[int], columns: Sequence[str]
) -> pl.DataFrame:
    """The rows at these places of a file (from 0), with these columns, in the order of the places;
    one that is named twice comes once.
    """
    found = drop_repeats(np.sort(np.array(places, np.int64)))
    return OpenedFile(objects, file).read_places(spec, found, columns).select(columns)


def read_rows(
    objects: Objects,
    spec: Table,
    files: Sequence[DataFile],
    places: pl.DataFrame,
    columns: Sequence[str],
) -> pl.DataFrame:
    """These columns of the rows of files that stand at these places (FILE, PLACE, each once), with
    the places, in their order.
    """
    ordered = places.select(FILE, PLACE).sort(FILE, PLACE)
    parts = [empty({c: spec.schema[c] for c in columns})]
    for (no,), part in ordered.partition_by(FILE, as_dict=True, maintain_order=True).items():
        parts.append(read_places(objects, spec, files[no], part[PLACE].to_list(), columns))
    return pl.concat([pl.concat(parts), ordered], how="horizontal")


@dataclass(frozen=True, slots=True)
class Carriers:
    """Where hashes stand in data files. `rows` are rows that are not deleted (`hash`, FILE, PLACE),
    some of them twice.

    `cut` names hashes (`hash`, FILE, `texts`) of which a file has more rows than stand in `rows`:
    the others are of texts with larger keys. At least `texts` different texts of that file carry
    the hash; 0 says that this is not known.
    """

    rows: pl.DataFrame
    cut: pl.DataFrame


def find_carriers(
    objects: Objects, files: Sequence[DataFile], posted: Posted, hashes: pl.Series
) -> Carriers:
    """Where these hashes stand. They are compared by their upper 44 bits, and come with zeros below
    them; FILE is the place of a row's file in `files`.
    """
    wanted = sort_wanted(cut_hashes(hashes))
    rows, cut = [empty(_POSTED)], [empty(CUT_HASHES)]
    for no, file in enumerate(files if len(wanted) else ()):
        found = OpenedFile(objects, file).find_posted(posted, wanted)
        gone = file.deleted_places()
        is_row, is_gone = found.rows < file.rows, np.isin(found.rows, gone)
        rows.append(_posted(found, no, is_row & ~is_gone))
        texts = found.rows - file.rows - len(gone)
        is_unsure = np.isin(found.hashes, found.hashes[is_gone])
        texts = np.where(is_unsure | (texts < 0), 0, texts)[~is_row]
        cut.append(_posted(found, no, ~is_row).select("hash", FILE, pl.Series("texts", texts)))
    return Carriers(pl.concat(rows), pl.concat(cut))


def find_rest(
    objects: Objects, files: Sequence[DataFile], posted: Posted, cut: pl.DataFrame
) -> pl.DataFrame:
    """The rows that `find_carriers` did not give of hashes (`hash`, FILE): `hash`, FILE, PLACE."""
    parts = [empty(_POSTED)]
    for (no,), part in cut.partition_by(FILE, as_dict=True).items():
        wanted = sort_wanted(part["hash"])
        found = OpenedFile(objects, files[no]).find_posted(posted, wanted, rest=True)
        parts.append(_live(found, no, files[no]))
    return pl.concat(parts)


def _posted(found: Found, no: int, some: Marks) -> pl.DataFrame:
    """Some of what was found in the file of this number."""
    hashes, places = found.hashes[some], found.rows[some].astype(np.uint32)
    return pl.DataFrame(
        [
            pl.Series("hash", hashes),
            pl.Series(FILE, np.full(len(hashes), no, np.int32)),
            pl.Series(PLACE, places),
        ]
    )


def find_marked(
    objects: Objects,
    spec: Table,
    files: Sequence[DataFile],
    keys: pl.DataFrame,
    only: Only,
    columns: Sequence[str] = (),
) -> pl.DataFrame:
    """Rows that have one of these `keys` (`outlet` and a column of hashes), for which `only` is
    true and which are not deleted: the columns of the keys and `columns`.
    """
    (column,) = (c for c in keys.columns if c != "outlet")
    near = may_hold(files, keys)
    wanted = sort_wanted(keys[column])
    places = _place(objects, near, column, wanted, only)
    rows = read_rows(objects, spec, near, places, ["outlet", *columns])
    found = places.rename({"hash": column}).join(rows, on=[FILE, PLACE])
    return found.join(keys, on=keys.columns, how="semi").select(*keys.columns, *columns)


def find_some(
    objects: Objects,
    spec: Table,
    files: Sequence[DataFile],
    ids: pl.Series,
    only: Only,
    columns: Sequence[str],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that have one of these ids in the column of their name, for which `only` is true and
    which are not deleted: `columns`, and FILE. And in how many `rows` for which it is true each id
    stands in each file (the column, FILE, `rows`), those that are deleted among them.
    """
    known = pl.DataFrame({"hash": hash_values(ids), ids.name: ids})
    places, counts = [empty(_POSTED)], [empty({c: _POSTED[c] for c in ("hash", FILE)})]
    for no, found in _look_up(objects, files, ids.name, sort_wanted(known["hash"]), only):
        places.append(_live(found, no, files[no]))
        counts.append(_posted(found, no, np.ones(len(found.rows), np.bool_)).drop(PLACE))
    some = pl.concat(places).unique([FILE, PLACE])
    rows = read_rows(objects, spec, files, some, columns).drop(PLACE)
    each = pl.concat(counts).group_by("hash", FILE).agg(rows=pl.len())
    return rows.join(known, on=ids.name, how="semi"), each.join(known, on="hash").drop("hash")


def keep_marked(
    objects: Objects, files: Sequence[DataFile], ids: pl.Series, columns: Sequence[str], only: Only
) -> pl.Series:
    """Those of these ids that stand in one of the columns of a row for which `only` is true and
    which is not deleted. They are compared by their hashes: no row is read.
    """
    hashes = hash_values(ids)
    wanted = sort_wanted(hashes)
    parts = [_place(objects, files, column, wanted, only)["hash"] for column in columns]
    return ids.filter(hashes.is_in(pl.concat(parts).implode()))


def _place(
    objects: Objects, files: Sequence[DataFile], column: str, wanted: U64, only: Only
) -> pl.DataFrame:
    """Where the wanted hashes stand in rows that count and are not deleted."""
    found = _look_up(objects, files, column, wanted, only)
    return pl.concat([empty(_POSTED), *(_live(some, no, files[no]) for no, some in found)])


def _look_up(
    objects: Objects, files: Sequence[DataFile], column: str, wanted: U64, only: Only
) -> Iterator[tuple[int, Found]]:
    """Where the wanted hashes stand in rows that count, some of which are deleted, of each file
    that has one.
    """
    for no, file in enumerate(files if len(wanted) else ()):
        found = OpenedFile(objects, file).find_hashes(column, wanted, only=only)
        if len(found.rows):
            yield no, found


def _live(found: Found, no: int, file: DataFile) -> pl.DataFrame:
    """What was found in the file of this number, without what is deleted."""
    return _posted(found, no, ~np.isin(found.rows, file.deleted_places()))

"""What the rows of a data file come to, counted once: a few rows that stand for many.

A sum of a large file is made when it is first asked for, or by a compaction, and kept in
`cache/keys/` with the indexes of its keys. It is no part of the archive: it is a function of one
immutable file, and one that is lost, torn or damaged is made anew. It counts all rows of the file;
what the deleted ones come to is counted of these, which are few, whenever it is asked for.
"""

from __future__ import annotations

import contextlib
import io
import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.difference import FILE, PLACE
from tearsheet.store.files.kept import Kept
from tearsheet.store.files.key_index import FOLDER
from tearsheet.store.files.opened import OpenedFile
from tearsheet.store.objects import Objects
from tearsheet.version import code_version
from transforms.schemas import TABLES, empty

#: What names of sums begin with.
BEGINNING = "sum_"
#: Files of fewer rows have no sum: their rows are read. judged
LEAST_SUMMED = 4_096
#: Bytes of sums that a process keeps: several steps of a run ask for the same. judged
_KEPT_BYTES = 32 << 20
_MAGIC = b"tssums1\n"
#: A checksum behind it.
_CHECK = np.dtype("<u4")

Count = Callable[[pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Sum:
    """How rows of a `table` are counted: `count` makes of their `columns` a frame with `outlet`.
    `is_most` says that a count is not asked to be less than it is with rows that are deleted.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    count: Count
    is_most: bool = False

    @property
    def kept_as(self) -> str:
        """What the sum of a file is called: another name where other code may count otherwise."""
        return f"{BEGINNING}{self.name}_{_code()}"


@dataclass(frozen=True, slots=True)
class Summed:
    """What some files come to, of some outlets: the sums of the large ones, with FILE, the number
    of each; what the rows deleted in these come to, and the rows of the small ones that count.
    """

    sums: pl.DataFrame
    gone: pl.DataFrame
    rows: pl.DataFrame


def is_of_other_code(name: str) -> bool:
    """Whether this is the name of a sum that the code of today does not ask for."""
    return name.startswith(BEGINNING) and not name.endswith(f"_{_code()}")


def _code() -> str:
    """The hash of the code that counts."""
    return code_version().rpartition("+")[2]


def sum_files(
    objects: Objects, files: Iterable[DataFile], asked: Sum, outlets: Collection[str]
) -> Summed:
    """What these files of a table come to, of these outlets."""
    spec, wanted = TABLES[asked.table], sorted(outlets)
    none = empty({column: spec.schema[column] for column in asked.columns})
    sums, gone, rows = list[pl.DataFrame](), [none], [none]
    for no, file in enumerate(files):
        opened = OpenedFile(objects, file)
        if file.rows < LEAST_SUMMED:
            rows.append(opened.read_near(spec, {"outlet": wanted}, asked.columns).drop(PLACE))
            continue
        number = pl.lit(no, pl.Int32).alias(FILE)
        sums.append(_find_sum(objects, file, asked).with_columns(number))
        if file.deleted and not asked.is_most:
            places = np.array(file.deleted_places())
            gone.append(opened.read_places(spec, places, asked.columns).drop(PLACE))
    is_here = pl.col("outlet").is_in(wanted)
    taken = asked.count(pl.concat(gone).filter(is_here))
    start = taken.clear().with_columns(pl.lit(None, pl.Int32).alias(FILE))
    return Summed(pl.concat([start, *sums]).filter(is_here), taken, pl.concat(rows))


def make_sums(
    objects: Objects, file: DataFile, sums: Sequence[Sum], there: Collection[str]
) -> None:
    """Make those of these sums of a data file that are not `there`, by name; a small one has
    none.
    """
    if file.rows >= LEAST_SUMMED:
        for one in sums:
            if one.kept_as not in there:
                objects.put_scratch(_path(file, one), _encode(_count(objects, file, one)))


def _path(file: DataFile, asked: Sum) -> str:
    return f"{FOLDER}/{file.cache_name}/{asked.kept_as}"


def _find_sum(objects: Objects, file: DataFile, asked: Sum) -> pl.DataFrame:
    path = _path(file, asked)

    def read() -> pl.DataFrame:
        with contextlib.suppress(FileNotFoundError):
            if (held := _decode(objects.get(path))) is not None:
                return held
        made = _count(objects, file, asked)
        with contextlib.suppress(OSError):  # without it the next run counts, too
            objects.put_scratch(path, _encode(made))
        return made

    return _sums.get((objects.url(path), ""), read, lambda made: int(made.estimated_size()))


def _count(objects: Objects, file: DataFile, asked: Sum) -> pl.DataFrame:
    """What all rows of a file come to, those that are deleted among them."""
    whole = OpenedFile(objects, replace(file, deleted=()))
    return asked.count(whole.read_near(TABLES[asked.table], {}, asked.columns).drop(PLACE))


def _encode(made: pl.DataFrame) -> bytes:
    """The bytes of a sum.

    >>> made = pl.DataFrame({"outlet": ["herald"], "captures": [3]})
    >>> _decode(_encode(made)).equals(made), _decode(_encode(made)[:-1])
    (True, None)
    """
    body = io.BytesIO()
    made.write_ipc(body, compression="zstd")
    raw = body.getvalue()
    return _MAGIC + np.array(zlib.crc32(raw), _CHECK).tobytes() + raw


def _decode(raw: bytes) -> pl.DataFrame | None:
    """The sum of these bytes; None where they are none of this release, or damaged."""
    start = len(_MAGIC) + _CHECK.itemsize
    check = raw[len(_MAGIC) : start]
    if not raw.startswith(_MAGIC) or check != np.array(zlib.crc32(raw[start:]), _CHECK).tobytes():
        return None
    return pl.read_ipc(io.BytesIO(raw[start:]))


_sums = Kept[pl.DataFrame](_KEPT_BYTES)

"""What the end of a data file says of its row groups, and the reader by which parts of a file are
read.
"""

from __future__ import annotations

import io
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np

from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.hashes import Places
from tearsheet.store.files.kept import Kept
from tearsheet.store.objects import Objects
from transforms.partitions import PARTITIONED_BY

#: Bytes of footers that a process keeps: a run asks for the same again and again. judged
_KEPT_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Footer:
    """What the end of a Parquet file says: the places at which its row groups begin (and the number
    of its rows), its columns, and the smallest and largest outlet and month of each row group, None
    where it does not say.
    """

    metadata: Any
    starts: Places
    columns: frozenset[str]
    leaves: Mapping[str, Sequence[int]]
    ends: Mapping[str, Sequence[tuple[str, str] | None]]

    def sizes(self, column: str) -> Places:
        """The bytes of a column in each row group, zeros where the file has none."""
        groups = [self.metadata.row_group(no) for no in range(len(self.starts) - 1)]
        leaves = self.leaves.get(column, ())
        sizes = [sum(g.column(no).total_compressed_size for no in leaves) for g in groups]
        return np.array(sizes, np.int64)

    def may_hold(self, group: int, near: Mapping[str, Sequence[str]]) -> bool:
        """Whether a row of this row group may have, in each column of `near`, one of the values
        given for it (ascending).
        """
        for column, values in near.items():
            ends = self.ends[column][group] if column in self.ends else None
            if ends and bisect_left(values, ends[0]) == bisect_right(values, ends[1]):
                return False
        return True


class Source(io.RawIOBase):
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


def read_footer(objects: Objects, file: DataFile) -> Footer:
    """What the end of a data file says; kept once it is read."""
    return _footers.get(
        (objects.url(file.path), ""),
        lambda: _read(Source(objects, file)),
        lambda footer: int(footer.metadata.serialized_size),
    )


def _read(source: Source) -> Footer:
    import pyarrow.parquet

    metadata = pyarrow.parquet.ParquetFile(source).metadata
    groups = [metadata.row_group(no) for no in range(metadata.num_row_groups)]
    starts = np.cumsum([0, *(group.num_rows for group in groups)])
    names = metadata.schema.to_arrow_schema().names
    leaves: dict[str, list[int]] = {}
    for no in range(metadata.num_columns):
        leaves.setdefault(metadata.schema.column(no).path.split(".")[0], []).append(no)
    near = [column for column in PARTITIONED_BY if column in leaves]
    ends = {c: [_ends(g.column(leaves[c][0])) for g in groups] for c in near}
    return Footer(metadata, starts, frozenset(names), leaves, ends)


def _ends(column: Any) -> tuple[str, str] | None:
    """The smallest and largest value of a column of a row group; None where it does not say."""
    said = column.statistics if column.is_stats_set else None
    return (said.min, said.max) if said and said.has_min_max else None


def read_groups(
    objects: Objects, file: DataFile, footer: Footer, groups: Places, columns: Sequence[str]
) -> Any:
    """Those of these columns that a data file has, of these row groups, as an Arrow table."""
    import pyarrow.parquet

    held = [c for c in columns if c in footer.columns]
    with closing(Source(objects, file)) as source:
        parquet = pyarrow.parquet.ParquetFile(source, metadata=footer.metadata, pre_buffer=True)
        return parquet.read_row_groups(groups.tolist(), columns=held, use_threads=False)


_footers = Kept[Footer](_KEPT_BYTES)

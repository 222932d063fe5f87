"""Ranges of bytes of an object. Of a small file of this machine they are taken as it lies mapped;
of others ranges that lie close together are read in one call.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator, Sequence
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from tearsheet.store.files.hashes import Places
from tearsheet.store.objects import Objects

#: Bytes between two parts that are wanted are read with them where they are no more: a call to a
#: bucket costs as much as some hundred kilobytes, one to a disk less than a page. judged
GAP_BYTES, GAP_BYTES_REMOTE = 128, 256 << 10
#: A file of no more bytes is mapped where so many spans of it are read, each of which took a call:
#: what is touched of it, with some pages around, is counted as the process's memory until it is
#: read. Such files are replaced as a whole and never cut short. judged
_MOST_MAPPED, _LEAST_SPANS = 64 << 20, 16


def gap_bytes(objects: Objects) -> int:
    """How many bytes that are not wanted cost no more than another call."""
    return GAP_BYTES if objects.folder is not None else GAP_BYTES_REMOTE


def read_spans(
    objects: Objects, path: str, offsets: Sequence[int], lengths: Sequence[int]
) -> Iterator[bytes]:
    """The bytes of each span of an object. Raises FileNotFoundError."""
    if objects.folder is None:
        return (objects.get_range(path, *span) for span in zip(offsets, lengths, strict=True))
    # a reader of Python's reads ahead more than is asked for; a batch asks for ten thousands
    file = os.open(objects.url(path), os.O_RDONLY)
    try:
        return iter([*map(os.pread, repeat(file), lengths, offsets)])
    finally:
        os.close(file)


def read_records(
    objects: Objects, path: str, begin: int, size: int, numbers: Places
) -> NDArray[np.uint8]:
    """The records of these numbers (ascending, each once), a row each: of an object that has,
    behind its first `begin` bytes, records of `size` bytes. Where it ends before, fewer rows.
    Raises FileNotFoundError.
    """
    raw, at = read_each(objects, path, begin + numbers * size, np.full(len(numbers), size))
    inside = at[at + size <= len(raw)]
    # where they stand among the records of the bytes, which numpy copies whole
    shift = int(inside[0]) % size if len(inside) else 0
    records = np.frombuffer(raw, np.dtype((np.void, size)), (len(raw) - shift) // size, shift)
    return records[(inside - shift) // size].view(np.uint8).reshape(-1, size)


def read_each(
    objects: Objects, path: str, starts: Places, sizes: Places
) -> tuple[bytes | mmap.mmap, Places]:
    """Spans of an object (ascending, none within another) in bytes that have more than them; and
    where each begins there. An object that ends before gives fewer bytes. Raises FileNotFoundError.

    >>> import tempfile
    >>> from tearsheet.store.objects import LocalObjects
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     objects = LocalObjects(folder)
    ...     objects.put_scratch("letters", bytes(range(65, 91)) * 20)
    ...     raw, at = read_each(objects, "letters", np.array([1, 5, 260]), np.array([2, 1, 3]))
    >>> raw, at.tolist()
    (b'BCDEFABC', [0, 4, 5])
    """
    if not len(starts):
        return b"", starts
    if objects.folder is not None and len(starts) >= _LEAST_SPANS:
        mapped = _map(objects.url(path))
        if mapped is not None:
            return mapped, starts
    ends = starts + sizes
    breaks = np.flatnonzero(starts[1:] - ends[:-1] > gap_bytes(objects)) + 1
    firsts = starts[np.append(0, breaks)]
    lengths = ends[np.append(breaks, len(ends)) - 1] - firsts
    raw = b"".join(read_spans(objects, path, firsts.tolist(), lengths.tolist()))
    group = np.searchsorted(breaks, np.arange(len(starts)), side="right")
    at: Places = starts + (np.cumsum(lengths) - lengths - firsts)[group]
    return raw, at


def _map(path: str) -> mmap.mmap | None:
    """The bytes of a file, unmapped when nobody has them any more; None where it is large or empty,
    or cannot be mapped. Raises FileNotFoundError.
    """
    file = os.open(path, os.O_RDONLY)
    try:
        if not 0 < os.fstat(file).st_size <= _MOST_MAPPED:
            return None
        return mmap.mmap(file, 0, access=mmap.ACCESS_READ)
    except OSError:  # no room among addresses, or a file system without maps
        return None
    finally:
        os.close(file)

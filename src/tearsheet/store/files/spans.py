"""Ranges of bytes of an object; ranges that lie close together are read in one call."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import repeat

import numpy as np

from tearsheet.store.files.hashes import Places
from tearsheet.store.objects import Objects

#: Bytes between two parts that are wanted are read with them where they are no more: a call to a
#: bucket costs as much as some hundred kilobytes, one to a disk less than a page. judged
GAP_BYTES, GAP_BYTES_REMOTE = 128, 256 << 10


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


def read_each(objects: Objects, path: str, starts: Places, sizes: Places) -> tuple[bytes, Places]:
    """Spans of an object (ascending, none within another) as bytes, some of them with what lies
    between two of them; and where each begins there. An object that ends before gives fewer bytes.
    Raises FileNotFoundError.

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
    ends = starts + sizes
    breaks = np.flatnonzero(starts[1:] - ends[:-1] > gap_bytes(objects)) + 1
    firsts = starts[np.append(0, breaks)]
    lengths = ends[np.append(breaks, len(ends)) - 1] - firsts
    raw = b"".join(read_spans(objects, path, firsts.tolist(), lengths.tolist()))
    group = np.searchsorted(breaks, np.arange(len(starts)), side="right")
    at: Places = starts + (np.cumsum(lengths) - lengths - firsts)[group]
    return raw, at

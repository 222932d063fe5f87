"""Ranges of bytes of an object; ranges that lie close together are read in one call."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import repeat

from tearsheet.store.objects import Objects

#: Bytes between two parts that are wanted are read with them where they are no more: a call to a
#: bucket costs as much as some hundred kilobytes, one to a disk less than a page. judged
GAP_BYTES, GAP_BYTES_REMOTE = 128, 256 << 10


def gap_bytes(objects: Objects, path: str) -> int:
    """How many bytes that are not wanted cost no more than another call."""
    return GAP_BYTES if objects.local(path) is not None else GAP_BYTES_REMOTE


def read_spans(
    objects: Objects, path: str, offsets: Sequence[int], lengths: Sequence[int]
) -> Iterator[bytes]:
    """The bytes of each span of an object. Raises FileNotFoundError."""
    local = objects.local(path)
    if local is None:
        return (objects.get_range(path, *span) for span in zip(offsets, lengths, strict=True))
    # a reader of Python's reads ahead more than is asked for; a batch asks for ten thousands
    file = os.open(local, os.O_RDONLY)
    try:
        return iter([*map(os.pread, repeat(file), lengths, offsets)])
    finally:
        os.close(file)

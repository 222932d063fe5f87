"""Ranges of bytes of an object; ranges that lie close together are read in one call."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from tearsheet.store.objects import Objects

#: Bytes between two parts that are wanted are read with them where they are no more: a call to a
#: bucket costs as much as some hundred kilobytes, one to a disk less than a page. judged
GAP_BYTES, GAP_BYTES_REMOTE = 128, 256 << 10


def gap_bytes(objects: Objects, path: str) -> int:
    """How many bytes that are not wanted cost no more than another call."""
    return GAP_BYTES if objects.local(path) is not None else GAP_BYTES_REMOTE


def read_spans(objects: Objects, path: str, spans: Sequence[tuple[int, int]]) -> Iterator[bytes]:
    """The bytes of each span (offset, length) of an object. Raises FileNotFoundError."""
    local = objects.local(path)
    if local is None:
        return (objects.get_range(path, *span) for span in spans)
    # a reader of Python's reads ahead more than is asked for
    file = os.open(local, os.O_RDONLY)
    try:
        return iter([os.pread(file, length, offset) for offset, length in spans])
    finally:
        os.close(file)

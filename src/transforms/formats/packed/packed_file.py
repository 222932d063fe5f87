"""One file inside a file of files, or why it cannot be had."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.values import frozen


@frozen
class PackedFile:
    """A file inside. `chunks` are its bytes, to be read before the next file is asked for; it
    raises Refused where the rest cannot be had, and reading goes on with the next file.
    """

    name: str
    chunks: Iterator[bytes]


@frozen
class DamagedPlace:
    """A place at which there should be a file inside; without a name where none can be read."""

    name: str
    reason: str
    detail: str

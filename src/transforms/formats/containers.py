"""Which formats hold many captures, and one way to read them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO, get_args

from transforms.formats.compression import Coding
from transforms.formats.jsonl import iter_jsonl
from transforms.formats.record import Item, RawCoding
from transforms.formats.sniff import Kind
from transforms.formats.warc import iter_warc

#: Kinds that hold many captures, with the ending under which they are stored.
ENDINGS: dict[str, str] = {"warc": "warc", "jsonl": "jsonl"}
_CODING_ENDINGS = {"gzip": "gz", "zstd": "zst", "bz2": "bz2", "xz": "xz"}


def is_container(kind: Kind) -> bool:
    """Whether files of this kind are stored as given and listed record by record."""
    return kind in ENDINGS


def is_addressable(coding: Coding | None) -> bool:
    """Whether a record inside a container so compressed can be named, and read back, by offset."""
    return coding is None or coding in get_args(RawCoding)


def ending(kind: str, coding: Coding | None) -> str:
    """The name ending by content: `("warc", "gzip")` is `warc.gz`."""
    return f"{ENDINGS[kind]}.{_CODING_ENDINGS[coding]}" if coding else ENDINGS[kind]


def iter_container(stream: BinaryIO, *, kind: str, coding: Coding | None, field_map: Mapping[str, str] | None = None) -> Iterator[Item]:
    """Every record of a container, and what of it was skipped or damaged."""
    if kind == "warc":
        return iter_warc(stream, coding=coding)
    if kind == "jsonl":
        return iter_jsonl(stream, coding, field_map=field_map)
    raise ValueError(f"{kind} is no container")

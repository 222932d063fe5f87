"""What a file is by its content: one capture, a container of many, or a file of files."""

from __future__ import annotations

import codecs
from typing import Literal, get_args

from transforms import ids
from transforms.formats.compression import Coding
from transforms.formats.containers import ENDINGS
from transforms.formats.json_array import holds_records, is_json_feed
from transforms.formats.record import JSON_FEED, RecordKind
from transforms.formats.sniff import HEAD_BYTES, MEDIA_TYPES, Kind, nul_bytes, sniff
from transforms.page import Refused
from transforms.values import frozen

#: A file of one JSON line is a loose file, however many of them a folder holds; a longer one is a
#: dump. judged
_MAX_SINGLE_LINE = 4 << 20
Shape = Literal["container", "loose", "packed"]


@frozen
class FileType:
    """What a file is: its kind, inside which compression, and whether it is one capture, many, or a
    file of files.
    """

    kind: Kind
    coding: Coding | None
    shape: Shape

    @property
    def name(self) -> str:
        """The kind with its compression: `warc`, `warc:gzip`."""
        return f"{self.kind}:{self.coding}" if self.coding else self.kind


@frozen
class LooseFile:
    """One file that is one capture."""

    payload: bytes
    sha256: str
    media_type: str
    record_kind: RecordKind


def classify_file(kind: Kind, coding: Coding | None) -> FileType:
    """The type of a file of this kind inside this compression; JSON is told apart by
    `classify_json`.

    What is compressed twice, and a Parquet file inside a compression, is a file of one file.
    """
    is_packed = kind in get_args(Coding) or kind in ("zip", "tar")
    if is_packed or (kind == "parquet" and coding):
        return FileType(kind, coding, "packed")
    return FileType(kind, coding, "container" if kind in ENDINGS else "loose")


def classify_json(kind: Kind, coding: Coding | None, document: bytes | None) -> FileType:
    """The type of a JSON file: lines and lists of records are containers; one line alone, and a
    document that is one record, are loose.

    `document` is the whole file, null where it has several lines or is too long to be one capture.
    """
    if document is None:
        return FileType(kind, coding, "container")
    if holds_records(document):
        return FileType("json", coding, "container")
    if kind == "json" or len(document) <= _MAX_SINGLE_LINE:
        return FileType("json", coding, "loose")
    return FileType("jsonl", coding, "container")


def make_loose_file(data: bytes, kind: Kind) -> LooseFile:
    """The capture that a file of these bytes is. Raises Refused where it is none."""
    if kind == "empty" and data.strip():
        kind = "text"
    _check(data, kind)
    if kind != "json":
        return LooseFile(data, ids.sha256_hex(data), MEDIA_TYPES[kind], "capture")
    # one payload with the same line in a dump
    data = data.removeprefix(codecs.BOM_UTF8).rstrip(b"\r\n")
    is_feed = is_json_feed(data)
    media_type = JSON_FEED if is_feed else MEDIA_TYPES[kind]
    return LooseFile(data, ids.sha256_hex(data), media_type, "capture" if is_feed else "article")


def _check(data: bytes, kind: Kind) -> None:
    if kind == "empty":
        raise Refused("empty", "no bytes" if not data else "nothing but white space")
    has_nuls = kind in ("binary", "text", "json") and nul_bytes(data)
    if has_nuls and sniff(data[:HEAD_BYTES].replace(b"\0", b"")) != "binary":
        raise Refused("nul_bytes", "text with NUL bytes in it")
    if has_nuls or kind == "binary":
        raise Refused("binary", "neither text nor a known container")

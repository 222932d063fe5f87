"""The raw bytes of withdrawn captures, blanked where they stand.

A container keeps its name and its length, so that what stands beside them is found where it was: of
a record the body becomes blanks, line ends stay, and one of a WARC file becomes a record of
metadata, which is passed over. A member of a gzip file is packed again and filled up to its length.
What is one compressed stream or a Parquet file cannot be blanked in part, and is left and told.
"""

from __future__ import annotations

import io
import re
import shutil
import struct
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from tearsheet.store import disk
from tearsheet.store.crash_points import reach
from tearsheet.store.objects import Objects
from transforms.formats.compression import expand
from transforms.formats.cursor import BLANK_LINE
from transforms.formats.record import RAW_PLACE, split_coding
from transforms.ids import sha256_hex, sha256_of_stream

#: What containers became whose bytes are not those of their name any more.
FOLDER = "raw/blanked"
_BLANKS = bytes(b if b in b"\r\n" else 0x20 for b in range(256))
_WARC_TYPE = re.compile(rb"(?im)^(WARC-Type:[ \t]*)([a-z]+)")
_METADATA = b"metadata"
#: What one stored block of deflate holds at most. source: RFC 1951, 3.2.4
_STORED = 0xFFFF
#: A container of a bucket is put again whole. judged
_MOST_IN_MEMORY = 1 << 30


@dataclass(frozen=True, slots=True)
class Blanked:
    """How many places were blanked, and the containers that were left, each with the reason."""

    places: int
    left: tuple[tuple[str, str], ...]


def blank(objects: Objects, places: pl.DataFrame) -> Blanked:
    """Blank the raw bytes at these places, which have RAW_PLACE."""
    done, left = 0, []
    for (container,), rows in places.select(RAW_PLACE).unique().group_by("raw_object"):
        path = str(container)
        try:
            edits = [_edit(objects, row) for row in rows.iter_rows(named=True)]
            _rewrite(objects, path, edits)
            done += len(edits)
        except _Left as why:
            left.append((path, str(why)))
    return Blanked(done, tuple(sorted(left)))


def noted_hashes(objects: Objects) -> dict[str, set[str]]:
    """By container the hashes that it may have besides that of its name."""
    found: dict[str, set[str]] = {}
    for entry in objects.list(FOLDER):
        note = orjson.loads(objects.get(entry.path))
        found.setdefault(note["container"], set()).add(note["sha256"])
    return found


class _Left(Exception):
    """A container that cannot be blanked, and why."""


def _edit(objects: Objects, row: Mapping[str, Any]) -> tuple[int, bytes]:
    """(offset, the bytes to put there)."""
    frame, whole = split_coding(row["raw_coding"])
    if whole or frame == "parquet":
        what = f"one stream of {whole}" if whole else "a Parquet file"
        raise _Left(f"it is {what}: remove it and ingest what is left of its source")
    if not objects.exists(row["raw_object"]):
        raise _Left("it is not there")
    data = objects.get_range(row["raw_object"], row["raw_offset"], row["raw_length"])
    kind, _, member = frame.partition("+")
    if not member:
        return row["raw_offset"], _blanked(kind, data)
    record, failure = expand(io.BytesIO(data), "gzip", limit=_MOST_IN_MEMORY)
    if failure:
        raise _Left("a member of it cannot be unpacked")
    return row["raw_offset"], _packed(_blanked(kind, record), len(data))


def _blanked(kind: str, data: bytes) -> bytes:
    """A record of this kind without its body; its length stays."""
    if kind not in ("warc", "arc"):
        return data.translate(_BLANKS)
    end = BLANK_LINE.search(data) if kind == "warc" else re.search(rb"\n", data)
    start = end.end() if end else 0
    head = _WARC_TYPE.sub(_as_metadata, data[:start], count=1)
    return head + data[start:].translate(_BLANKS)


def _as_metadata(found: re.Match[bytes]) -> bytes:
    room = len(found[2])
    kind = _METADATA if room >= len(_METADATA) else b"request"
    return found[1] + kind.ljust(room) if room >= len(kind) else found[0]


def _packed(record: bytes, length: int) -> bytes:
    """A gzip member of exactly this length that holds the record and line ends behind it."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflate.compress(record) + deflate.flush(zlib.Z_FULL_FLUSH)
    room = length - len(packed) - 10 - 8 - 5
    if room < 0:
        raise _Left("a member of it has no room for its own head")
    blocks, fill = [], 0
    while room > _STORED:
        count = min(_STORED, room - 5)
        blocks.append(_stored(count, is_last=False))
        room, fill = room - count - 5, fill + count
    blocks.append(_stored(room, is_last=True))
    fill += room
    content = record + b"\n" * fill
    tail = struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return b"\x1f\x8b\x08" + bytes(6) + b"\xff" + packed + b"".join(blocks) + tail


def _stored(count: int, *, is_last: bool) -> bytes:
    return bytes([is_last]) + struct.pack("<HH", count, count ^ 0xFFFF) + b"\n" * count


def _rewrite(objects: Objects, path: str, edits: list[tuple[int, bytes]]) -> None:
    """Put the container with these edits in its place, its new hash noted before."""
    source = objects.local(path)
    if source is None:
        raw = bytearray(objects.get(path))
        for offset, data in edits:
            raw[offset : offset + len(data)] = data
        _note(objects, path, sha256_hex(raw))
        objects.replace(path, bytes(raw))
        return
    assert objects.folder is not None
    beside = objects.folder / disk.INCOMING / uuid.uuid4().hex
    beside.parent.mkdir(exist_ok=True)
    try:
        shutil.copyfile(source, beside)
        digest = _apply(beside, edits)
        _note(objects, path, digest)
        reach("withdraw.blanking")
        disk.supersede(beside, source)
    finally:
        beside.unlink(missing_ok=True)


def _apply(path: Path, edits: list[tuple[int, bytes]]) -> str:
    """Write the edits into a file, durably; its hash."""
    with path.open("r+b") as out:
        for offset, data in edits:
            out.seek(offset)
            out.write(data)
    disk.sync_file(path)
    with path.open("rb") as stream:
        return sha256_of_stream(stream)


def _note(objects: Objects, path: str, digest: str) -> None:
    raw = orjson.dumps({"container": path, "sha256": digest}, option=orjson.OPT_SORT_KEYS)
    objects.put_new(f"{FOLDER}/{sha256_hex(raw)}.json", raw)

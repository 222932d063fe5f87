"""Raw bytes blanked where they stand: lengths and neighbours stay."""

from __future__ import annotations

import gzip
import io
import random
from pathlib import Path

import polars as pl
import pytest

from tearsheet.store.objects import LocalObjects
from tearsheet.takedown.raw import blank, noted_hashes
from transforms.formats.record import Record, Skipped
from transforms.formats.web_archives.warc import iter_warc

PLACE = ("raw_object", "raw_offset", "raw_length", "raw_coding")


def response(url: str, text: str, *, body: int = 1) -> bytes:
    message = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>{text * body}</p>".encode()
    return (
        (
            f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:{url}>\r\n"
            f"WARC-Date: 2026-03-05T10:00:00Z\r\nWARC-Target-URI: {url}\r\n"
            "Content-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(message)}\r\n\r\n"
        ).encode()
        + message
        + b"\r\n\r\n"
    )


RECORDS = [response(f"https://a.example/{w}", f"{w} words ") for w in ("first", "secret", "last")]


def blanked(tmp_path: Path, parts: list[bytes], coding: str) -> bytes:
    """The container of these parts with the second blanked."""
    objects = LocalObjects(str(tmp_path))
    objects.put_new("raw/containers/ab/x.warc", b"".join(parts))
    place = ("raw/containers/ab/x.warc", len(parts[0]), len(parts[1]), coding)
    done = blank(objects, pl.DataFrame([place], schema=PLACE, orient="row"))
    assert (done.places, done.left) == (1, ())
    assert len(noted_hashes(objects)["raw/containers/ab/x.warc"]) == 1
    return objects.get("raw/containers/ab/x.warc")


@pytest.mark.parametrize("coding", ["warc", "warc+gzip"])
def test_a_record_becomes_metadata_and_its_neighbours_are_found_where_they_were(
    coding: str, tmp_path: Path
) -> None:
    parts = [gzip.compress(r) for r in RECORDS] if coding == "warc+gzip" else RECORDS
    raw = blanked(tmp_path, parts, coding)
    assert len(raw) == sum(map(len, parts))
    assert raw.startswith(parts[0])
    assert raw.endswith(parts[2])
    packed = "gzip" if coding == "warc+gzip" else None
    assert b"secret words" not in (gzip.decompress(raw) if packed else raw)
    items = list(iter_warc(io.BytesIO(raw), coding=packed))  # type: ignore[arg-type]
    assert [type(item) for item in items] == [Record, Skipped, Record]


def test_a_large_member_is_filled_up_to_its_length(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(100_000).hex()
    large = gzip.compress(response("https://a.example/large", noise), 1)
    assert len(large) > 0xFFFF
    parts = [gzip.compress(RECORDS[0]), large, gzip.compress(RECORDS[2])]
    raw = blanked(tmp_path, parts, "warc+gzip")
    assert len(raw) == sum(map(len, parts))
    items = list(iter_warc(io.BytesIO(raw), coding="gzip"))
    assert [type(item) for item in items] == [Record, Skipped, Record]


def test_line_ends_of_a_dump_stay(tmp_path: Path) -> None:
    lines = [b'{"text": "first"}\n', b'{"text": "secret"}\n', b'{"text": "last"}\n']
    raw = blanked(tmp_path, lines, "bytes")
    assert raw == lines[0] + b" " * 18 + b"\n" + lines[2]


def test_what_is_one_stream_is_left_and_told(tmp_path: Path) -> None:
    objects = LocalObjects(str(tmp_path))
    objects.put_new("raw/containers/ab/x.warc", b"packed")
    place = ("raw/containers/ab/x.warc", 0, 10, "warc:zstd")
    done = blank(objects, pl.DataFrame([place], schema=PLACE, orient="row"))
    assert done.places == 0
    assert "one stream of zstd" in done.left[0][1]
    assert objects.get("raw/containers/ab/x.warc") == b"packed"

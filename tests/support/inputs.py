"""Inputs of every form as tests make them, and a root to land them in."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import signal
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import lz4.frame
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from tearsheet.landing.land import land
from tearsheet.landing.plan import HELD, HeldCaptures, Holdings, LandingPlan, ShardPlan
from tearsheet.landing.result import LandingResult
from tearsheet.store.payloads import RawReader
from tearsheet.store.roots import open_objects
from transforms.captures.declaration import Declaration
from transforms.formats.record import raw_place
from transforms.page import Refused
from transforms.parse.capture import parse_capture

NOW = datetime(2026, 3, 9, 4, 5, 6, tzinfo=UTC)
NOTHING = pl.DataFrame(schema=dict.fromkeys(HELD, pl.String()))
#: Processor seconds that one file may take.
MOST_SECONDS = 10
PACKINGS: dict[str, Any] = {
    "": bytes,
    "gz": gzip.compress,
    "zst": zstandard.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "lz4": lz4.frame.compress,
}
ROW = b'{"url":"https://a.example/1","text":"Hail"}'
ARC = (
    b"filedesc://x.arc 0.0.0.0 20260308010203 text/plain 14\n1 0 Somebody\n\n\n"
    b"http://a.example/a b 192.0.2.1 20260308010203 text/html 47\n"
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>\n"
    b"dns:a.example 192.0.2.1 20260308010203 text/dns 3\nabc\n"
)


def put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def response(body: bytes, uri: str = "http://a.example/1") -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = [
        "WARC/1.1",
        "WARC-Type: response",
        f"WARC-Target-URI: {uri}",
        "WARC-Date: 2026-03-08T01:02:03Z",
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + block + b"\r\n\r\n"


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return out.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as file:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))
    return out.getvalue()


def parquet(**columns: list[Any]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


DUMPS = {
    "warc": (response(b"<p>Hail"), [b"<p>Hail"]),
    "arc": (ARC, [b"<p>"]),
    "jsonl": (ROW + b"\n" + ROW + b"\n", [ROW, ROW]),
    "json": (b"[" + ROW + b"]", [ROW]),
    "csv": (b"url,text\nhttps://a.example/1,Hail\n", [ROW]),
    "sgml": (b"<DOC>\n<TEXT>Hail</TEXT>\n</DOC>\n", [b"<DOC>\n<TEXT>Hail</TEXT>\n</DOC>"]),
    "documents": (
        b"1 of 2 DOCUMENTS\n\nHail\n\n2 of 2 DOCUMENTS\n\nRain\n",
        [b"1 of 2 DOCUMENTS\n\nHail\n\n", b"2 of 2 DOCUMENTS\n\nRain\n"],
    ),
    "mbox": (
        b"From a@a.example Thu Mar  5 10:00:00 2026\nMessage-ID: <1@a>\nSubject: Hail\n\nHail\n\n"
        b"From a@a.example Thu Mar  5 11:00:00 2026\nMessage-ID: <2@a>\nSubject: Rain\n\nRain\n",
        [
            b"Message-ID: <1@a>\nSubject: Hail\n\nHail\n\n",
            b"Message-ID: <2@a>\nSubject: Rain\n\nRain\n",
        ],
    ),
    "parquet": (parquet(url=["https://a.example/1"], text=["Hail"]), [ROW]),
}


class Archive:
    """A root with what the test has landed in it, as the archive would hold it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.objects = folder, open_objects(str(folder))
        self.held, self.refused = NOTHING, set[str]()

    def land(
        self,
        *sources: Path | str,
        keep: bool = True,
        shard_captures: int = 400,
        shard_bytes: int = 8 << 20,
        **declared: Any,
    ) -> LandingResult:
        shards = ShardPlan("run", NOW, shard_captures, shard_bytes)
        landed = land(
            self.objects,
            [str(s) for s in sources],
            LandingPlan(shards, Declaration(**declared)),
            Holdings(HeldCaptures(self.held), self.refused),
        )
        if keep:
            self.held = pl.concat([self.held, self.rows(landed).select(self.held.columns)])
            self.refused |= set(self.refusals(landed)["quarantine_id"])
        return landed

    def rows(self, landed: LandingResult) -> pl.DataFrame:
        frames = [pl.read_parquet(io.BytesIO(self.objects.get(s))) for s in landed.shards]
        return (
            pl.concat(frames)
            if frames
            else pl.DataFrame(schema={**NOTHING.schema, "raw_bytes": pl.Int64})
        )

    def refusals(self, landed: LandingResult) -> pl.DataFrame:
        frames = [pl.read_parquet(io.BytesIO(self.objects.get(r))) for r in landed.refused]
        return (
            pl.concat(frames)
            if frames
            else pl.DataFrame(schema=dict.fromkeys(("quarantine_id", "reason", "ref"), pl.String))
        )

    def payloads(self, rows: pl.DataFrame) -> list[bytes]:
        with RawReader(self.objects) as reader:
            return [reader.payload(**raw_place(row)) for row in rows.iter_rows(named=True)]

    def raw(self) -> list[str]:
        return [e.path for e in self.objects.list("raw")]


class Hung(Exception):
    """A file took more than its share of the processor."""


@contextmanager
def bounded(name: str, *, seconds: float = MOST_SECONDS) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise Hung(name)

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def parsed(archive: Archive, row: dict[str, Any], reader: RawReader) -> str:
    """The kind of page, or the reason why it is none."""
    payload = reader.payload(**raw_place(row))
    named = {
        "media_type": row["media_type"],
        "record_kind": row["record_kind"],
        "url": row["declared_url"],
        "charset": row["declared_charset"],
    }
    try:
        return parse_capture(payload, **named).page_kind
    except Refused as refused:
        return refused.reason

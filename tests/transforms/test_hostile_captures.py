"""No capture makes a transform raise anything but `Refused`: addresses, dates, JSON, charsets,
entities, headers and bytes made to hurt, from the bytes to the cleaned frames.
"""

from __future__ import annotations

import io
import random
import traceback
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support import hostile
from tests.support.effort import effort
from transforms.captures.declaration import Declaration, StoredFile
from transforms.captures.kinds import classify_file, classify_json, make_loose_file
from transforms.captures.revisits import pending_revisit
from transforms.captures.rows import loose_row, record_row
from transforms.captures.times import dump_time, find_time
from transforms.clean import clean, clean_blocks, clean_listings
from transforms.clean.findings import with_findings
from transforms.formats.compression import expand
from transforms.formats.containers import iter_container
from transforms.formats.record import JSON_FEED, Record, Revisit
from transforms.formats.sniff import HEAD_BYTES, media_type, sniff
from transforms.outlets import declare_outlet
from transforms.page import Page, Refused
from transforms.parse.capture import parse_capture
from transforms.parse.frames import PageRows, add_page
from transforms.schemas import RECORDS
from transforms.text.records.fields import record_fields

STORED = StoredFile("in/x", "ab" * 32, "raw/containers/ab/x", "warc", "The Echo")
BOOKKEEPING = {"run_id": "run", "derived_by": "code"}
MEDIA = {
    "html": "text/html",
    "text": "text/plain",
    "feed": "application/rss+xml",
    "json_feed": JSON_FEED,
    "sitemap": "application/xml",
    "newswire": "text/sgml",
    "record": "application/json",
}
ODD_MEDIA = ("text/html; charset=x", "a/b", "application/xhtml+xml")
CONTAINERS = ("warc", "arc", "jsonl", "json", "csv", "sgml", "documents", "mbox", "parquet")
#: So many pages are collected and cleaned as one shard.
SHARD = 20
TIMES = (None, datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
Row = dict[str, Any]
Parsed = tuple[Row, Page, str | None]


def own_row(form: str, choose: random.Random) -> Row:
    """The row of a file that is one capture, with whatever may be said of it from outside."""
    row: Row = dict.fromkeys(RECORDS)
    stamp = choose.choice((*TIMES, datetime(2026, 3, 8, tzinfo=UTC)))
    charset = choose.choice(hostile.CHARSETS) if choose.random() < 0.5 else None
    return row | {
        "capture_id": f"{choose.getrandbits(64):x}",
        "media_type": choose.choice((MEDIA[form],) * 5 + ODD_MEDIA),
        "record_kind": "article" if form == "record" else "capture",
        "declared_url": hostile.address(choose).encode("utf-8", "replace").decode(),
        "declared_charset": charset and charset.encode("utf-8", "replace").decode(),
        "declared_outlet": None,
        "captured_at": stamp,
        "http_status": choose.choice((None, 200, 404)),
    }


def parse(row: Row, payload: bytes) -> Parsed | None:
    try:
        page = parse_capture(
            payload,
            media_type=row["media_type"],
            record_kind=row["record_kind"],
            url=row["declared_url"],
            charset=row["declared_charset"],
        )
        is_article = row["record_kind"] == "article"
        return row, page, record_fields(payload).outlet if is_article else None
    except Refused:
        return None


def collect_and_clean(parsed: list[Parsed]) -> None:
    """The rest of the way of a shard's pages, as far as it goes page by page."""
    into = PageRows()
    for row, page, outlet in parsed:
        add_page(into, row, page, record_outlet=outlet, bookkeeping=BOOKKEEPING)
    frames = into.frames()
    kept, rejected = clean(frames["found"])
    clean_blocks(frames["blocks"])
    clean_listings(frames["listings"])
    with_findings(frames["captures"].lazy(), kept.lazy(), rejected.lazy()).collect()


def rows_of(kind: str, data: bytes) -> Iterator[tuple[Row, bytes]]:
    """The records of a container of this kind, as rows with their payloads."""
    coding = _coding(data)
    head = expand(io.BytesIO(data), coding, limit=HEAD_BYTES)[0] if coding else data
    found = sniff(head[:HEAD_BYTES])
    kind = found if kind == "any" and found in CONTAINERS else kind
    if kind == "any" or (kind == "parquet" and coding):
        return
    for item in iter_container(io.BytesIO(data), kind=kind, coding=coding):
        if isinstance(item, Record):
            yield record_row(item, STORED, Declaration()), item.payload
        elif isinstance(item, Revisit):
            pending_revisit(item, STORED, Declaration())


def _coding(data: bytes) -> Any:
    kind = sniff(data[:HEAD_BYTES])
    return kind if kind in ("gzip", "zstd", "bz2", "xz", "lz4") else None


def loose(data: bytes, choose: random.Random) -> Iterator[tuple[Row, bytes]]:
    """The row of a file taken by itself, by what its bytes say."""
    kind = sniff(data[:HEAD_BYTES])
    media_type(choose.choice((None, "unk")), data)
    classify_file(kind, None)
    name = f"{hostile.date(choose)}-{hostile.date(choose)}"
    find_time(name)
    dump_time(name, "warc")
    declare_outlet(None, name)
    if kind in ("json", "jsonl"):
        classify_json(kind, None, data)
    if kind in ("html", "xml", "text", "json", "empty", "binary"):
        made = make_loose_file(data, kind)
        yield loose_row(made, "in/x", "echo", Declaration()), made.payload


def captures(form: str, data: bytes, choose: random.Random) -> Iterator[tuple[Row, bytes]]:
    if form in MEDIA:
        yield own_row(form, choose), data
    else:
        yield from rows_of(form, data)
    if form == "any":
        yield from loose(data, choose)


def run(form: str, count: int, seed: int) -> Counter[str]:
    """What escaped from so many mutants of a format, by kind and place; nothing should."""
    choose, escaped = random.Random(f"{form} {seed}"), Counter[str]()
    waiting: dict[str, Parsed] = {}  # a shard holds a capture once
    for _ in range(count):
        data = hostile.make(form, choose)
        try:
            for row, payload in captures(form, data, choose):
                if parsed := parse(row, payload):
                    waiting[row["capture_id"]] = parsed
        except Refused:
            pass
        except BaseException as error:  # noqa: BLE001 Polars panics are no Exceptions; all are counted
            escaped[_place(error)] += 1
        if len(waiting) >= SHARD:
            escaped += _finish(list(waiting.values()))
            waiting = {}
    return escaped + _finish(list(waiting.values()))


def _finish(parsed: list[Parsed]) -> Counter[str]:
    """What escapes from collecting and cleaning these pages; one by one where they do together."""
    if _escaped(parsed) is None:
        return Counter()
    alone = Counter(place for page in parsed if (place := _escaped([page])))
    return alone or Counter({"only together": 1})


def _escaped(parsed: list[Parsed]) -> str | None:
    try:
        collect_and_clean(parsed)
    except BaseException as error:  # noqa: BLE001 Polars panics are no Exceptions; all are counted
        return _place(error)
    return None


def _place(error: BaseException) -> str:
    """The kind of an exception with the last place of `transforms` that it went through."""
    if isinstance(error, KeyboardInterrupt):
        raise error
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if "/src/transforms/" in f.filename] or frames
    place = f"{own[-1].filename.rpartition('/src/')[2]}:{own[-1].lineno} {own[-1].name}"
    return f"{type(error).__name__} at {place}: {str(error)[:100]}"


@pytest.mark.parametrize("form", hostile.FORMATS)
def test_nothing_but_a_refusal_escapes(form: str) -> None:
    assert run(form, 60, seed=1) == {}


@pytest.mark.slow
@pytest.mark.parametrize("form", hostile.FORMATS)
def test_nothing_but_a_refusal_escapes_of_thousands(form: str) -> None:
    count = effort(4_000)
    escaped = run(form, count, seed=2)
    print(f"{count:,} mutants of {form}: {escaped.total()} exceptions escaped")
    assert escaped == {}


@pytest.mark.parametrize(
    ("media", "payload"),
    [
        ("text/html", b'<link rel=canonical href="http://[::1"><p>Rain fell on the hills.'),
        ("text/html", b"<p>Rain fell &#" + b"1" * 5_000 + b"; on the hills."),
        ("application/rss+xml", b"<rss><channel><title>a &#x110000; &#xD800;</title></channel>"),
        ("text/plain", b"PARIS, 8 March 2026 (AFP) - Rain fell yesterday on the hills.\n" * 3),
    ],
)
@pytest.mark.parametrize("captured_at", TIMES)
@pytest.mark.parametrize("url", ["http://[::1", "https://a.example/x"])
def test_what_once_raised_is_a_page(
    media: str, payload: bytes, captured_at: datetime | None, url: str
) -> None:
    row: Row = dict.fromkeys(RECORDS) | {
        "capture_id": "a",
        "media_type": media,
        "record_kind": "capture",
        "declared_url": url,
        "captured_at": captured_at,
    }
    parsed = parse(row, payload)
    assert parsed is not None
    collect_and_clean([parsed])

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import lz4.frame
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from tests.support.places import CORPORA
from transforms.formats.compression import Coding
from transforms.formats.cursor import Place
from transforms.formats.record import MAX_PAYLOAD, Damaged, Item, Record, Skipped
from transforms.formats.web_archives.warc import iter_warc, unwrap
from transforms.page import Refused


def warc(
    kind: str,
    block: bytes,
    *headers: str,
    uri: str = "http://a.example/1",
    length: int | None = None,
) -> bytes:
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {uri}",
        "WARC-Date: 2026-03-08T01:02:03Z",
        *headers,
        f"Content-Length: {len(block) if length is None else length}",
        "",
        "",
    ]
    return "\r\n".join(lines).encode() + block + b"\r\n\r\n"


#: A record as each web archive stores one: as it is, or in a member or frame of its own.
PLAIN_OR_GZIP: list[Coding | None] = [None, "gzip"]
FRAMED: dict[Coding | None, Callable[[bytes], bytes]] = {
    None: bytes,
    "gzip": gzip.compress,
    "zstd": zstandard.compress,
    "lz4": lz4.frame.compress,
}


def page(number: int) -> bytes:
    body = b"<p>" + b"%d rain " % number * 12 + b"</p>"
    return warc(
        "response",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=euc-kr\r\n\r\n" + body,
        uri=f"http://a.example/{number}",
    )


def read(data: bytes, coding: Coding | None = None, max_payload: int = MAX_PAYLOAD) -> list[Item]:
    return list(iter_warc(io.BytesIO(data), coding=coding, max_payload=max_payload))


def records(items: Iterable[Item]) -> list[Record]:
    return [i for i in items if isinstance(i, Record)]


def damage(items: Iterable[Item]) -> list[tuple[str, int, int]]:
    return [(i.reason, i.raw_offset, i.raw_length) for i in items if isinstance(i, Damaged)]


def test_a_response_gives_its_body_and_what_the_headers_say() -> None:
    data = warc(
        "response",
        b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html; charset=euc-kr\r\n\r\n<p>gone",
        uri="<http://a.example/x>",
    )
    assert read(data) == [
        Record(
            b"<p>gone",
            "text/html",
            0,
            len(data) - 4,
            "warc",
            "0",
            http_status=404,
            charset="euc-kr",
            url="http://a.example/x",
            captured_at=datetime(2026, 3, 8, 1, 2, 3, tzinfo=UTC),
        )
    ]


def test_resources_and_conversions_are_captures_and_the_rest_is_counted() -> None:
    data = b"".join(
        [
            warc("warcinfo", b"software: x"),
            warc("resource", b"Rain", "Content-Type: text/plain; charset=utf-8"),
            warc("conversion", b"More rain", "Content-Type: text/plain"),
            warc("request", b"GET / HTTP/1.1"),
            warc("revisit", b""),
            warc("metadata", b"x: y"),
            warc("response", b"1.2.3.4", uri="dns:a.example"),
            warc("Odd Type!", b""),
        ]
    )
    items = read(data)
    assert [(r.payload, r.media_type, r.charset) for r in records(items)] == [
        (b"Rain", "text/plain", "utf-8"),
        (b"More rain", "text/plain", None),
    ]
    assert [i.reason for i in items if isinstance(i, Skipped)] == [
        "warcinfo",
        "request",
        "revisit",
        "metadata",
        "dns",
        "odd_type_",
    ]


@pytest.mark.parametrize(
    "uri",
    [
        "urn:text:https://a.example/1",
        "urn:pageinfo:https://a.example/1",
        "urn:view:https://a.example/1",
        "screenshot:https://a.example/1",
        "youtube-dl:00001:https://a.example/1",
        "metadata://gnu.org/software/wget/warc/wget.log",
        "<metadata://gnu.org/software/wget/warc/MANIFEST.txt>",
        "urn:X-wpull:log",
        "file:///provenance-summary.html",
        "file:///dom-snapshot.html",
    ],
)
def test_what_a_crawler_notes_of_a_page_is_skipped(uri: str) -> None:
    items = read(warc("resource", b"Menu\nRain", "Content-Type: text/plain", uri=uri))
    assert [i.reason for i in items if isinstance(i, Skipped)] == ["crawler_record"]


@pytest.mark.parametrize(
    "uri", ["urn:sha256:00ff", "file:///a.html", "http://a.example/?u=https://b.example"]
)
def test_a_page_under_any_other_address_is_a_capture(uri: str) -> None:
    items = read(warc("resource", b"Rain", "Content-Type: text/plain", uri=uri))
    assert [r.url for r in records(items)] == [uri]


@pytest.mark.parametrize(
    "block",
    [
        b"HTTP/1.1 200 OK\r\n\r\n<!doctype html><p>x",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n<html>",
        b"<html>no status line at all</html>",
    ],
)
def test_a_body_of_no_known_type_is_sniffed(block: bytes) -> None:
    (record,) = records(read(warc("response", block, "Content-Type: application/http")))
    assert record.media_type == "text/html"


@pytest.mark.parametrize("packing", ["plain", "member a record", "one member", "zstd frames"])
def test_every_record_comes_back_by_its_place_in_the_file(packing: str) -> None:
    pages = [page(i) for i in range(4)]
    packings: dict[str, tuple[bytes, Coding | None]] = {
        "plain": (b"".join(pages), None),
        "member a record": (b"".join(map(gzip.compress, pages)), "gzip"),
        "one member": (gzip.compress(b"".join(pages)), "gzip"),
        "zstd frames": (b"".join(map(zstandard.compress, pages)), "zstd"),
    }
    data, coding = packings[packing]
    found = records(read(data, coding))
    assert len(found) == 4
    for record in found:
        piece = b"".join(pages) if record.raw_coding in ("warc:gzip", "warc:zstd") else data
        piece = piece[record.raw_offset : record.raw_offset + record.raw_length]
        assert (
            unwrap(gzip.decompress(piece) if record.raw_coding == "warc+gzip" else piece)
            == record.payload
        )
    assert {r.raw_coding for r in found} == {
        {
            "plain": "warc",
            "member a record": "warc+gzip",
            "one member": "warc:gzip",
            "zstd frames": "warc:zstd",
        }[packing]
    }


def _whole_before(pieces: list[bytes], cut: int, slack: int) -> int:
    ends = [sum(map(len, pieces[: i + 1])) - slack for i in range(len(pieces))]
    return sum(end <= cut for end in ends)


@pytest.mark.parametrize("coding", list(FRAMED))
def test_cut_at_any_byte_every_whole_record_is_kept_and_the_loss_named(
    coding: Coding | None,
) -> None:
    pieces = [FRAMED[coding](page(i)) for i in range(3)]
    slack = 0 if coding else 4  # the blank lines after a plain record are no part of it
    data = b"".join(pieces)
    borders = {sum(map(len, pieces[:i])) - s for i in range(4) for s in range(slack + 1)}
    for cut in range(1, len(data) + 1):
        items = read(data[:cut], coding)
        assert len(records(items)) >= _whole_before(pieces, cut, slack), cut
        lost = damage(items)
        assert bool(lost) == (cut not in borders), cut
        assert all(start + length == cut for _, start, length in lost), cut


@pytest.mark.parametrize("coding", list(FRAMED))
def test_bytes_missing_in_the_middle_cost_no_other_record(coding: Coding | None) -> None:
    pieces = [FRAMED[coding](page(i)) for i in range(4)]
    hole = len(pieces[0]) + 40
    data = b"".join(pieces)
    items = read(data[:hole] + data[hole + 9 :], coding)
    assert {r.url for r in records(items)} >= {
        "http://a.example/0",
        "http://a.example/2",
        "http://a.example/3",
    }
    if coding:
        assert [d[1:] for d in damage(items)] == [(len(pieces[0]), len(pieces[1]) - 9)]


@pytest.mark.parametrize("coding", [None, "gzip", "zstd"])
def test_reading_goes_on_after_any_item_from_the_border_before_it(coding: Coding | None) -> None:
    pieces = [page(0), page(1) + page(2), warc("request", b"GET /"), page(3), page(4)]
    data = b"".join(FRAMED[coding](p) for p in pieces)
    whole = read(data, coding)
    assert len(records(whole)) == 5
    for taken in range(len(whole)):
        place = Place()
        list(itertools.islice(iter_warc(io.BytesIO(data), coding=coding, place=place), taken))
        assert (
            list(iter_warc(io.BytesIO(data), coding=coding, place=place.fixed()))
            == whole[place.items :]
        )
        assert place.items <= taken
        assert coding == "zstd" or place.items >= taken - 2


def test_a_length_that_swallows_the_next_record_is_found_out() -> None:
    lie = warc("resource", b"Rain", length=200)
    items = read(page(0) + lie + page(1) + page(2))
    assert [r.url for r in records(items)] == [f"http://a.example/{i}" for i in range(3)]
    assert damage(items) == [("bad_length", len(page(0)), len(lie))]


def test_a_length_beyond_the_end_costs_one_record() -> None:
    for length in (10_000, 10**17):
        lie = warc("resource", b"Rain", length=length)
        items = read(lie + page(1) + page(2))
        assert [r.url for r in records(items)] == ["http://a.example/1", "http://a.example/2"]
        assert damage(items)[0][:2] == ("truncated", 0)


def _sha1(block: bytes) -> bytes:
    return hashlib.sha1(block, usedforsecurity=False).digest()


@pytest.mark.parametrize(
    "written",
    [
        lambda b: "sha1:" + base64.b32encode(_sha1(b)).decode(),
        lambda b: "SHA1:" + _sha1(b).hex(),
        lambda b: "sha1:" + base64.b64encode(_sha1(b)).decode(),
        lambda b: "sha-256:" + hashlib.sha256(b).hexdigest(),
        lambda b: "blake9:x",
    ],
)
def test_digests_are_checked_in_every_spelling(written: Callable[[bytes], str]) -> None:
    header = f"WARC-Block-Digest: {written(b'Rain')}"
    is_known = "blake9" not in header
    (whole,) = records(read(warc("resource", b"Rain", header)))
    assert whole.digest_status == ("matches" if is_known else None)
    (spoiled,) = read(warc("resource", b"Raim", header))
    assert isinstance(spoiled, Record)
    assert (spoiled.payload, spoiled.digest_status) == (b"Raim", "differs" if is_known else None)


def test_a_payload_digest_may_be_of_the_body_before_or_after_its_encodings() -> None:
    body = gzip.compress(b"Rain")
    for form in (body, b"Rain"):
        block = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + body
        (record,) = records(
            read(warc("response", block, f"WARC-Payload-Digest: sha1:{_sha1(form).hex()}"))
        )
        assert (record.payload, record.digest_status) == (b"Rain", "matches")
    header = f"WARC-Payload-Digest: sha1:{_sha1(b'other').hex()}"
    (other,) = records(read(warc("response", block, header)))
    assert (other.payload, other.digest_status) == (b"Rain", "differs")
    (cut,) = records(read(warc("response", block, header, "WARC-Truncated: length")))
    assert cut.digest_status is None


def test_the_digest_of_a_block_goes_before_that_of_its_payload() -> None:
    wrong, right = (f"Digest: sha1:{_sha1(b).hex()}" for b in (b"other", b"Rain"))
    for block, payload, status in ((right, wrong, "matches"), (wrong, right, "differs")):
        headers = f"WARC-Block-{block}", f"WARC-Payload-{payload}"
        (record,) = records(read(warc("resource", b"Rain", *headers)))
        assert record.digest_status == status


def test_a_request_that_differs_from_its_digest_is_skipped_like_any_other() -> None:
    header = f"WARC-Block-Digest: sha1:{_sha1(b'other').hex()}"
    (item,) = read(warc("request", b"GET / HTTP/1.1\r\n\r\n", header))
    assert (type(item), item.reason) == (Skipped, "request")  # type: ignore[union-attr]


def test_a_payload_over_the_cap_is_named_and_the_next_one_read() -> None:
    big = warc("resource", b"x" * 5000)
    items = read(big + page(1), max_payload=1000)
    assert [r.url for r in records(items)] == ["http://a.example/1"]
    assert [d[:2] for d in damage(items)] == [("too_large", 0)]


def test_a_header_without_an_end_is_not_read_for_ever() -> None:
    items = read(b"WARC/1.1\r\nWARC-Type: " + b"x" * 3_000_000 + b"\r\n" + page(1))
    assert [r.url for r in records(items)] == ["http://a.example/1"]
    assert [d[0] for d in damage(items)] == ["bad_header"]


def test_garbage_between_records_is_named() -> None:
    items = read(page(0) + b"garbage\r\n" + page(1))
    assert damage(items)[0][0] in ("not_warc", "bad_length")
    assert "http://a.example/1" in [r.url for r in records(items)]


def test_unwrapping_what_is_no_record_is_refused() -> None:
    for data in (b"", b"Rain", page(0)[:-20]):
        with pytest.raises(Refused):
            unwrap(data)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_mutants_never_crash_and_keep_their_payloads_by_place(data: st.DataObject) -> None:
    coding = data.draw(st.sampled_from(PLAIN_OR_GZIP))
    pieces = [page(i) for i in range(3)]
    raw = bytearray(b"".join(map(gzip.compress, pieces)) if coding else b"".join(pieces))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    for record in records(read(bytes(raw), coding)):
        if record.raw_coding == "warc":
            assert (
                unwrap(bytes(raw[record.raw_offset : record.raw_offset + record.raw_length]))
                == record.payload
            )


@pytest.mark.skipif(
    not (CORPORA / "warcio").is_dir(), reason=f"no corpora at {CORPORA} (set TEARSHEET_CORPORA)"
)
def test_sound_web_archives_hold_as_many_captures_as_warcio_reads() -> None:
    compared = 0
    for path in sorted(
        p
        for f in ("warcio", "resiliparse", "jwarc", "cc-whirlwind")
        for p in (CORPORA / f).rglob("*.w*")
        if p.is_file()
    ):
        data = path.read_bytes()
        coding: Coding | None = "gzip" if data[:2] == b"\x1f\x8b" else None
        items = read(data, coding)
        if (
            path.suffix == ".lz4"
            or any(isinstance(i, Damaged) for i in items)
            or path.suffix == ".bad"
        ):
            continue
        try:
            theirs = Counter(r.rec_type for r in ArchiveIterator(io.BytesIO(data)))
        except ArchiveLoadFailed:  # one gzip member around all records: warcio wants one for each
            continue
        assert len(items) == sum(theirs.values()), path.name
        own = sum(isinstance(i, Skipped) and i.reason == "crawler_record" for i in items)
        assert own + len(records(items)) == sum(
            theirs[k] for k in ("response", "resource", "conversion")
        ), path.name
        compared += 1
    assert compared >= 15


@pytest.mark.slow
def test_a_file_is_left_once_records_that_lie_cost_two_gibibytes() -> None:
    # each states 60 MiB, and as much follows it
    lies = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 62914560\r\n\r\n\r\n" * 40
    found = [reason for reason, _, _ in damage(read(lies + b"x" * (61 << 20)))]
    assert found == ["bad_length"] * 35 + ["too_damaged"]

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from transforms.formats.web_archives.http_body import (
    dechunk,
    media_type_of,
    parse_headers,
    parse_response,
)
from transforms.page import Refused

PAGE = b"<p>Rain fell on the hills.</p>"
CODED = {
    "gzip": gzip.compress(PAGE),
    "x-gzip": gzip.compress(PAGE),
    "deflate": zlib.compress(PAGE),
    "br": brotli.compress(PAGE),
    "zstd": zstandard.compress(PAGE),
    "identity": PAGE,
    "gzip, br": brotli.compress(gzip.compress(PAGE)),
}


def response(body: bytes, *headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", *headers, "", ""]).encode() + body


@pytest.mark.parametrize("coding", CODED)
def test_content_encodings_are_undone(coding: str) -> None:
    assert (
        parse_response(response(CODED[coding], f"Content-Encoding: {coding}"), limit=1000).body
        == PAGE
    )


def test_raw_deflate_as_many_servers_send_it_is_undone() -> None:
    squeeze = zlib.compressobj(wbits=-15)
    body = squeeze.compress(PAGE) + squeeze.flush()
    assert parse_response(response(body, "Content-Encoding: deflate"), limit=1000).body == PAGE


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "rot13"])
def test_a_body_that_is_decoded_already_stays_as_it_is(coding: str) -> None:
    assert parse_response(response(PAGE, f"Content-Encoding: {coding}"), limit=1000).body == PAGE


def test_a_cut_gzip_body_gives_what_there_is() -> None:
    long = bytes(i * 7919 % 251 for i in range(4000))
    body = parse_response(
        response(gzip.compress(long)[:-300], "Content-Encoding: gzip"), limit=9000
    ).body
    assert 0 < len(body) < len(long)
    assert long.startswith(body)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_expands_beyond_the_limit_is_refused(coding: str) -> None:
    zeros = bytes(1 << 20)
    body = {
        "gzip": gzip.compress(zeros),
        "deflate": zlib.compress(zeros),
        "br": brotli.compress(zeros),
        "zstd": zstandard.compress(zeros),
    }
    with pytest.raises(Refused, match="too_large"):
        parse_response(response(body[coding], f"Content-Encoding: {coding}"), limit=1000)


@pytest.mark.parametrize(
    ("stored", "plain"),
    [
        (b"4\r\nRain\r\n5;x=y\r\n fell\r\n0\r\n\r\n", b"Rain fell"),
        (b"4\nRain\n0\n\n", b"Rain"),
        (b"9\r\nRain", b"Rain"),  # cut within a chunk
        (b"4\r\nRain\r\nzz\r\nfell", b"Rainzz\r\nfell"),  # garbage where a size belongs
        (PAGE, PAGE),  # a crawler that undid the chunks and kept the header
        (b"bad\r\nweather and no chunk at all", b"weather and no chunk at all"),
        (
            b"4\r\nRainy days are no chunk of four bytes",
            b"4\r\nRainy days are no chunk of four bytes",
        ),
        (b"", b""),
    ],
)
def test_chunks_are_undone_as_far_as_they_are_chunks(stored: bytes, plain: bytes) -> None:
    assert dechunk(stored) == plain


def test_chunks_are_undone_before_the_content_encoding() -> None:
    body = CODED["gzip"]
    stored = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    found = parse_response(
        response(stored, "Transfer-Encoding: chunked", "content-encoding: GZIP"), limit=1000
    )
    assert (found.status, found.stored, found.plain, found.body) == (200, stored, body, PAGE)


def test_status_type_and_charset_come_from_the_headers() -> None:
    found = parse_response(
        b"HTTP/1.0 404 Not Found\nContent-Type: Text/HTML; Charset='EUC-KR'\n\ngone", limit=100
    )
    assert (found.status, found.media_type, found.charset, found.body) == (
        404,
        "text/html",
        "EUC-KR",
        b"gone",
    )


def test_bytes_without_a_status_line_are_a_body() -> None:
    assert parse_response(b"\x00garbage\r\n\r\nmore", limit=100).body == b"\x00garbage\r\n\r\nmore"
    assert parse_response(b"HTTP/1.1 200 OK", limit=100).body == b""


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("text/html", ("text/html", None)),
        ('text/html;charset="utf-8"', ("text/html", "utf-8")),
        ("text/html, text/html", ("text/html", None)),
        ("html", (None, None)),
        ("", (None, None)),
        (None, (None, None)),
        ("; charset=utf-8", (None, "utf-8")),
    ],
)
def test_a_content_type_is_read_as_far_as_it_is_one(
    value: str | None, found: tuple[str | None, str | None]
) -> None:
    assert media_type_of(value) == found


def test_folded_repeated_and_broken_header_lines_are_read() -> None:
    assert parse_headers(
        b"A: one\r\n two\r\nB: \r\nb: three\r\nB: four\r\nno colon\r\n: no name"
    ) == {"a": "one two", "b": "three"}


@given(st.binary(max_size=300), st.sampled_from(list(CODED)))
def test_any_message_gives_a_response_or_a_refusal(message: bytes, coding: str) -> None:
    for whole in (
        message,
        response(message, f"Content-Encoding: {coding}", "Transfer-Encoding: chunked"),
    ):
        assert isinstance(parse_response(whole, limit=10_000).body, bytes)

"""Media that are no pages are told by their type, and files of them by how they begin."""

from __future__ import annotations

import pytest

from transforms.captures.media import medium_of, medium_of_head, skip_media
from transforms.formats.record import HTML_TYPES, JSON_FEED, Item, Record, Revisit, Skipped
from transforms.formats.sniff import HEAD_BYTES, sniff
from transforms.page import Refused
from transforms.parse.capture import JSON_TYPES, TEXT_TYPES, XML_TYPES, parse_capture
from transforms.schemas import REVISIT

TYPES = {
    "image/png": "image",
    "IMAGE/SVG+XML; charset=utf-8": "image",
    "application/javascript": "script",
    "text/javascript": "script",
    "application/x-javascript": "script",
    "application/wasm": "script",
    "text/css": "style",
    "font/woff2": "font",
    "application/font-woff": "font",
    "application/x-font-ttf": "font",
    "application/vnd.ms-fontobject": "font",
    "audio/mpeg": "media",
    "video/mp4": "media",
    "application/vnd.apple.mpegurl": "media",
    "application/dash+xml": "media",
    "application/pdf": "pdf",
    "application/msword": "document",
    "application/vnd.ms-excel": "document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "document",
    "application/zip": "archive",
    "application/x-gzip": "archive",
    "application/json": "data",
    "application/ld+json": "data",
    "text/csv": "data",
    "application/octet-stream": "binary",
}


@pytest.mark.parametrize(("media_type", "kind"), TYPES.items())
def test_a_type_that_is_no_pages_has_a_kind_and_no_parser_takes_it(
    media_type: str, kind: str
) -> None:
    assert medium_of(media_type) == kind
    with pytest.raises(Refused, match="unsupported_media_type"):
        parse_capture(b"Rain fell on the hills.", media_type=media_type)


@pytest.mark.parametrize(
    "media_type",
    [
        *sorted(HTML_TYPES | TEXT_TYPES | XML_TYPES),
        JSON_FEED,
        REVISIT,
        "text/sgml",
        "text/calendar",
        "application/vnd.wap.xhtml+xml",
        "chemical/x-pdb",
        "",
        "no type at all",
    ],
)
def test_a_page_and_what_nobody_knows_are_no_media(media_type: str) -> None:
    assert medium_of(media_type) is None


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "image"),
        (b"GIF89a\1\0\1\0", "image"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image"),
        (b"\0\0\0\x1cftypavif\0\0\0\0", "image"),
        (b'<?xml version="1.0"?>\n<!-- made by hand -->\n<svg xmlns="x">', "image"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">', "image"),
        (b"wOF2\0\1\0\0", "font"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", "media"),
        (b"ID3\4\0\0\0\0\x0f", "media"),
        (b"\x1aE\xdf\xa3\1\0\0\0", "media"),
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"{\\rtf1\\ansi Rain fell.}", "document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "document"),
        (b"\x7fELF\2\1\1\0", "binary"),
        (b"SQLite format 3\0\x10\0", "binary"),
    ],
)
def test_a_file_is_known_by_how_it_begins(head: bytes, kind: str) -> None:
    assert medium_of_head(head, sniff(head[:HEAD_BYTES])) == kind


@pytest.mark.parametrize(
    "head",
    [
        b"ID3 tags were common.",
        b"OTTO VON BISMARCK resigned on Tuesday.",
        b"MZ was the mark of an engineer.",
        b"BM of the regiment said so.",
        b"PDF is no page.",
        b"{rtf}",
        b"\x00\x01\x02\x03\x04\x05 noise \x00\x11",
        b"<p>A page with a picture: <svg></svg>",
        b"",
    ],
)
def test_a_text_that_begins_like_one_is_none_and_noise_is_not_guessed_at(head: bytes) -> None:
    assert medium_of_head(head, sniff(head)) is None


def record(media_type: str, payload: bytes = b"Rain") -> Record:
    return Record(payload, media_type, 0, 9, "warc", "7")


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        (record("image/gif"), "image"),
        (record("application/octet-stream", b"\x89PNG\r\n\x1a\n"), "image"),
        (record("application/octet-stream", b"\0\1\2"), "binary"),
        (record("application/octet-stream", b""), "empty"),
        (Revisit("sha1:AA", b"", 0, 9, "warc", "7", media_type="font/woff"), "font"),
    ],
)
def test_a_record_that_is_no_page_is_skipped_by_kind(item: Item, kind: str) -> None:
    assert skip_media(item) == Skipped(kind, "7")


@pytest.mark.parametrize(
    "item",
    [
        record("text/html", b"\x89PNG\r\n\x1a\n"),
        record("text/plain", b"\0\1\2"),
        Revisit("sha1:AA", b"", 0, 9, "warc", "7"),
        Revisit("sha1:AA", b"", 0, 9, "warc", "7", media_type="text/html"),
        Skipped("request", "7"),
    ],
)
def test_what_claims_to_be_a_page_goes_on_damaged_or_not(item: Item) -> None:
    assert skip_media(item) is item


def test_the_record_of_an_article_is_no_data() -> None:
    for media_type in sorted(JSON_TYPES):
        article = Record(b"{}", media_type, 0, 2, "bytes", "1", record_kind="article")
        assert skip_media(article) is article

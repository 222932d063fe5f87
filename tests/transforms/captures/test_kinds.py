"""What a file is by its content."""

from __future__ import annotations

from typing import Any

import pytest

from transforms.captures.kinds import FileType, classify_file, classify_json, make_loose_file
from transforms.page import Refused


@pytest.mark.parametrize(
    ("kind", "coding", "shape"),
    [
        ("html", None, "loose"),
        ("html", "gzip", "loose"),
        ("warc", None, "container"),
        ("warc", "gzip", "container"),
        ("parquet", None, "container"),
        ("parquet", "gzip", "packed"),
        ("gzip", "gzip", "packed"),
        ("zip", None, "packed"),
        ("tar", "xz", "packed"),
    ],
)
def test_a_file_is_one_capture_or_many_or_a_file_of_files(
    kind: Any, coding: Any, shape: str
) -> None:
    assert classify_file(kind, coding) == FileType(kind, coding, shape)  # type: ignore[arg-type]


LONG = b'{"text": "' + b"Rain. " * 700_000 + b'"}'


@pytest.mark.parametrize(
    ("kind", "document", "expected"),
    [
        ("jsonl", None, ("jsonl", "container")),
        ("json", None, ("json", "container")),
        ("json", b'[{"text": "Rain"}]', ("json", "container")),
        ("json", b'{"text":\n"Rain"}', ("json", "loose")),
        ("jsonl", b'{"text": "Rain"}\n', ("json", "loose")),
        pytest.param("jsonl", LONG, ("jsonl", "container"), id="a long line"),
        pytest.param("json", LONG, ("json", "loose"), id="a long document"),
    ],
)
def test_json_lines_and_lists_are_containers_and_one_record_is_loose(
    kind: Any, document: bytes | None, expected: tuple[str, str]
) -> None:
    found = classify_json(kind, None, document)
    assert (found.kind, found.shape) == expected


@pytest.mark.parametrize(
    ("data", "kind", "expected"),
    [
        (b"<html>", "html", (b"<html>", "text/html", "capture")),
        (b"Rain", "empty", (b"Rain", "text/plain", "capture")),
        (
            b'\xef\xbb\xbf{"text": "x"}\r\n',
            "json",
            (b'{"text": "x"}', "application/json", "article"),
        ),
        (
            b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
            "json",
            (
                b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
                "application/feed+json",
                "capture",
            ),
        ),
    ],
)
def test_a_loose_file_is_a_page_a_record_or_a_feed(
    data: bytes, kind: Any, expected: tuple[bytes, str, str]
) -> None:
    loose = make_loose_file(data, kind)
    assert (loose.payload, loose.media_type, loose.record_kind) == expected


@pytest.mark.parametrize(
    ("data", "kind", "reason"),
    [
        (b"", "empty", "empty"),
        (b" \n", "empty", "empty"),
        (b"Rain\0 fell", "text", "nul_bytes"),
        (b"\x89PNG\r\n\x1a\n\x00\x01\x02\x03\xff\xfe\xfd", "binary", "binary"),
    ],
)
def test_a_file_without_text_is_refused(data: bytes, kind: Any, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        make_loose_file(data, kind)
    assert refused.value.reason == reason

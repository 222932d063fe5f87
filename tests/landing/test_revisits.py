"""Revisits: captures that found what was captured before, wherever that stands and whenever it
comes.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest

import tearsheet
from flows.plain import archive
from tearsheet.store.tables import Storage
from tearsheet.upkeep.export import digest
from tests.support.inputs import put
from transforms.formats.web_archives.digests import digest_key

BODY = (
    b"<html><body><h1>Rain on the hills</h1>"
    + b"<p>Rain fell on the hills all day, and the river rose by a foot before the evening.</p>" * 4
)
SHA1 = "sha1:" + base64.b32encode(hashlib.sha1(BODY, usedforsecurity=False).digest()).decode()
URL = "http://a.example/rain"


def record(kind: str, date: str, block: bytes, *more: str, url: str = URL) -> bytes:
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        f"WARC-Date: {date}",
        f"WARC-Payload-Digest: {SHA1}",
        *more,
    ]
    return (
        "\r\n".join([*lines, f"Content-Length: {len(block)}", "", ""]).encode()
        + block
        + b"\r\n\r\n"
    )


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
ORIGINAL = record("response", "2026-03-08T01:00:00Z", HEAD + BODY)
REFERS = (f"WARC-Refers-To-Target-URI: {URL}", "WARC-Refers-To-Date: 2026-03-08T01:00:00Z")
AGAIN = record(
    "revisit", "2026-03-09T01:00:00Z", HEAD, "WARC-Profile: identical-payload-digest", *REFERS
)
OLDER = record("revisit", "2026-03-10T01:00:00Z", HEAD, "WARC-Profile: identical-payload-digest")
OTHER = record(
    "response", "2026-03-08T02:00:00Z", HEAD + b"<p>Hail", url="http://a.example/hail"
).replace(SHA1.encode(), b"sha1:" + b"A" * 32)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_revisit_is_a_capture_of_its_original_at_its_own_time(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    files = [ORIGINAL, AGAIN + OLDER, OTHER]
    for no, data in enumerate(reversed(files)):
        put(tmp_path / "in" / f"{no}.warc", pack(data))
    archive(str(tmp_path / "archive"), [str(tmp_path / "in")])
    opened = tearsheet.open(str(tmp_path / "archive"))
    seen = opened.sql(
        f"SELECT capture_id, day(captured_at) AS on_day, media_type, raw_sha256 FROM captures "
        f"WHERE url = '{URL}' ORDER BY captured_at"
    )
    assert seen["on_day"].to_list() == [8, 9, 10]
    assert seen["media_type"].unique().to_list() == ["text/html"]
    assert {opened.payload(c) for c in seen["capture_id"]} == {BODY}
    (sightings,) = opened.sql("SELECT sightings FROM revisions WHERE text LIKE 'Rain%'")[
        "sightings"
    ]
    assert sightings == 3


@pytest.mark.parametrize("order", list(permutations([ORIGINAL, AGAIN, OLDER])))
def test_the_order_in_which_original_and_revisits_come_changes_nothing(
    tmp_path: Path, order: tuple[bytes, ...]
) -> None:
    together, apart = str(tmp_path / "together"), str(tmp_path / "apart")
    for no, data in enumerate(order):
        put(tmp_path / "in" / f"{no}.warc", data)
    archive(together, [str(tmp_path / "in")])
    for no in range(3):
        archive(apart, [str(tmp_path / "in" / f"{no}.warc")])
    snapshots = [Storage.open(root) for root in (together, apart)]
    assert digest(snapshots[0], snapshots[0].head()) == digest(snapshots[1], snapshots[1].head())


def test_a_revisit_without_its_original_is_kept_and_says_so(tmp_path: Path) -> None:
    archive(str(tmp_path / "archive"), [str(put(tmp_path / "x.warc", AGAIN))])
    rows = (
        tearsheet.open(str(tmp_path / "archive"))
        .sql("SELECT media_type, page_kind, raw_bytes, url FROM captures")
        .rows()
    )
    assert rows == [("application/warc-revisit", "empty", 0, URL)]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        (SHA1, "sha1:" + hashlib.sha1(BODY, usedforsecurity=False).hexdigest()),
        (SHA1.lower(), "sha1:" + hashlib.sha1(BODY, usedforsecurity=False).hexdigest()),
        (
            "SHA-256:" + hashlib.sha256(BODY).hexdigest().upper(),
            "sha256:" + hashlib.sha256(BODY).hexdigest(),
        ),
        (
            "sha256:" + base64.urlsafe_b64encode(hashlib.sha256(BODY).digest()).decode(),
            "sha256:" + hashlib.sha256(BODY).hexdigest(),
        ),
        (
            "md5:" + hashlib.md5(BODY, usedforsecurity=False).hexdigest(),
            "md5:" + hashlib.md5(BODY, usedforsecurity=False).hexdigest(),
        ),
        ("sha1:short", None),
        ("blake9:AAAA", None),
        ("", None),
        (None, None),
    ],
)
def test_a_digest_is_one_in_every_spelling(written: str | None, key: str | None) -> None:
    assert digest_key(written) == key

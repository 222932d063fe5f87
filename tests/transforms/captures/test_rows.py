"""Records, loose files and revisits -> rows to parse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest

from transforms.captures.declaration import Declaration, StoredFile
from transforms.captures.kinds import LooseFile
from transforms.captures.revisits import (
    HeldPayloads,
    choose_payload,
    payload_of,
    pending_revisit,
)
from transforms.captures.rows import loose_row, record_row
from transforms.formats.record import Record, Revisit
from transforms.ids import capture_id, sha256_hex
from transforms.page import Refused
from transforms.schemas import RECORDS

WHEN, DAY = datetime(2026, 3, 8, 1, 2, 3, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)
URL = "http://a.example/1"
STORED = StoredFile("in/x.warc", "ab" * 32, "raw/containers/ab/x.warc", "warc", "The Echo")
RECORD = Record(b"<p>Rain", "text/html", 10, 90, "warc", "10", url=URL, captured_at=WHEN)
REVISIT = Revisit("sha1:RAIN", b"head", 200, 50, "warc", "200", url=URL, captured_at=DAY)


def test_a_records_row_says_what_and_when_it_is_and_where_it_stands() -> None:
    row = record_row(RECORD, STORED, Declaration(field_map={"url": "ref"}))
    sha256 = sha256_hex(b"<p>Rain")
    assert row == {
        "capture_id": capture_id(sha256, URL, WHEN),
        "raw_sha256": sha256,
        "raw_bytes": 7,
        "media_type": "text/html",
        "http_status": None,
        "declared_charset": None,
        "record_kind": "capture",
        "declared_url": URL,
        "declared_outlet": "folder:the-echo",
        "captured_at": WHEN,
        "captured_at_source": "warc",
        "field_map": None,
        "raw_object": "raw/containers/ab/x.warc",
        "raw_offset": 10,
        "raw_length": 90,
        "raw_coding": "warc",
        "digest_status": None,
        "landed_from": "in/x.warc#10",
    }
    assert set(row) == set(RECORDS)


def test_a_loose_record_is_dated_by_its_file_and_a_loose_page_is_not() -> None:
    page = LooseFile(b"<p>Rain", "aa", "text/html", "capture")
    record = LooseFile(b'{"ref": "http://a.example/1"}', "bb", "application/json", "article")
    declaration = Declaration("The Echo", field_map={"url": "ref"})
    rows = [
        loose_row(loose, "in/x", "tribune", declaration, "2026-03-09T00:00:00+00:00")
        for loose in (page, record)
    ]
    said = ("declared_url", "declared_outlet", "captured_at", "captured_at_source", "field_map")
    assert [tuple(row[c] for c in said) for row in rows] == [
        (None, "flag:the-echo", None, None, None),
        (URL, "flag:the-echo", DAY, "name", '{"url":"ref"}'),
    ]


def test_a_loose_record_that_is_no_json_is_refused() -> None:
    with pytest.raises(Refused):
        loose_row(LooseFile(b"{", "aa", "application/json", "article"), "x", None, Declaration())


def test_a_revisits_id_hangs_on_the_digest_it_states_and_not_on_its_own_bytes() -> None:
    one = pending_revisit(REVISIT, STORED, Declaration())
    other = pending_revisit(replace(REVISIT, payload=b"another head"), STORED, Declaration())
    assert one.row["capture_id"] == other.row["capture_id"]
    assert one.row["capture_id"] == capture_id("revisit:sha1:RAIN", URL, DAY)
    assert (one.row["media_type"], one.row["raw_bytes"]) == ("application/warc-revisit", 4)


def test_of_two_equal_payloads_the_choice_hangs_on_what_they_are_and_not_on_their_order() -> None:
    html = payload_of(RECORD, "raw/b")
    plain = payload_of(replace(RECORD, media_type="text/plain"), "raw/a")
    assert choose_payload(None, plain) == plain
    assert choose_payload(html, plain) == choose_payload(plain, html) == html


def test_held_payloads_are_web_archives_records_of_the_address_and_the_time_named() -> None:
    rows = [
        record_row(replace(RECORD, captured_at=when), STORED, Declaration()) for when in (DAY, WHEN)
    ]
    odd = [
        rows[0] | {"raw_coding": "bytes"},
        rows[0] | {"media_type": "application/warc-revisit"},
        rows[0] | {"declared_url": "http://a.example/2"},
    ]
    held = HeldPayloads(pl.DataFrame([*odd, *rows], schema=dict(RECORDS)))
    times = [row["captured_at"] for row in held.candidates(REVISIT)]
    assert times == [WHEN, DAY]
    named = replace(REVISIT, refers_to_at=DAY)
    assert [row["captured_at"] for row in held.candidates(named)] == [DAY]
    assert held.candidates(replace(REVISIT, refers_to_url="http://a.example/3")) == []
    assert HeldPayloads(pl.DataFrame(schema=dict(RECORDS))).candidates(REVISIT) == []

"""Landing objects: what is written down of a landing gives the same items again."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import orjson

from tearsheet.landing.records import container_rows, records_of_landing, store_landing
from tearsheet.landing.refusal import Refusal
from tearsheet.store.roots import open_objects
from tests.support.inputs import NOW, response
from transforms.captures.declaration import Declaration, StoredFile

DUMP = b'{"url": "http://a.example/1", "text": "Rain"}\nbroken\n'
STORED = StoredFile("in/d.jsonl", "ab" * 32, "raw/containers/ab/d.jsonl", "jsonl", "The Echo")


def test_a_record_is_a_row_and_a_broken_line_a_refusal_at_its_place() -> None:
    row, refusal = container_rows(io.BytesIO(DUMP), STORED, Declaration())
    assert isinstance(row, dict)
    assert (row["declared_url"], row["declared_outlet"], row["raw_offset"]) == (
        "http://a.example/1",
        "folder:the-echo",
        0,
    )
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.raw_object, refusal.raw_offset, refusal.raw_length) == (
        "bad_json",
        "raw/containers/ab/d.jsonl",
        DUMP.index(b"broken"),
        len(b"broken"),
    )


def test_a_container_without_records_is_a_refusal() -> None:
    stored = StoredFile("in/x.warc", "ab" * 32, "raw/containers/ab/x.warc", "warc")
    (refusal,) = container_rows(io.BytesIO(b"\r\n"), stored, Declaration())
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.detail) == ("no_records", "a warc file without records")


def test_a_landing_object_holds_the_declaration_and_only_fields_that_say_something(
    tmp_path: Path,
) -> None:
    objects = open_objects(str(tmp_path))
    when = datetime(2026, 1, 2, tzinfo=UTC)
    name = store_landing(
        objects,
        Declaration("The Echo", when, {"url": "ref"}),
        now=NOW,
        files=[STORED],
        refused=[Refusal("in/e.txt", "empty", "no bytes")],
    )
    assert orjson.loads(objects.get(name)) == {
        "version": 1,
        "landed_at": "2026-03-09T04:05:06+00:00",
        "outlet": "The Echo",
        "captured_at": "2026-01-02T00:00:00+00:00",
        "field_map": {"url": "ref"},
        "files": [
            {
                "path": "in/d.jsonl",
                "sha256": "ab" * 32,
                "object": "raw/containers/ab/d.jsonl",
                "kind": "jsonl",
                "folder": "The Echo",
            }
        ],
        "refused": [{"ref": "in/e.txt", "reason": "empty", "detail": "no bytes"}],
    }


def test_the_items_of_a_landing_are_those_of_its_files_packed_or_not_and_its_refusals(
    tmp_path: Path,
) -> None:
    objects = open_objects(str(tmp_path))
    objects.put_new("raw/containers/ab/p.warc", b"....<p>Hail")
    objects.put_new("raw/containers/ab/x.warc", response(b"<p>Rain"))
    packed = StoredFile(
        "in/a.html",
        "cd" * 32,
        "raw/containers/ab/p.warc",
        "capture",
        offset=4,
        length=7,
        media_type="text/html",
    )
    whole = StoredFile("in/x.warc", "ab" * 32, "raw/containers/ab/x.warc", "warc")
    refused = Refusal("in/e.txt", "empty", "no bytes")
    name = store_landing(objects, Declaration(), now=NOW, files=[packed, whole], refused=[refused])
    (a, (hail,)), (x, (rain,)), (e, (refusal,)) = (
        (path, list(items))
        for path, items in records_of_landing(objects, orjson.loads(objects.get(name)))
    )
    assert (a, x, e) == ("in/a.html", "in/x.warc", "in/e.txt")
    assert isinstance(hail, dict)
    assert (hail["raw_bytes"], hail["raw_offset"], hail["raw_length"]) == (7, 4, 7)
    assert isinstance(rain, dict)
    assert (rain["raw_bytes"], rain["raw_coding"]) == (7, "warc")
    assert refusal == refused

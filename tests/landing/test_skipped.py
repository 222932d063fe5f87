"""What is no page is skipped by kind and never refused; bytes that differ from their digest are
kept and say so.
"""

from __future__ import annotations

import hashlib
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

import tearsheet
from flows.plain import archive, backfill
from tearsheet.landing import records as landing_records
from tearsheet.stages.summary import lines
from tearsheet.store.tables import Storage
from tearsheet.upkeep.export import digest
from tests.support.inputs import put, zipped
from transforms.formats.record import Damaged
from transforms.formats.web_archives import warc, warc_records

PAGE = (
    b"<html><body><h1>Rain on the hills</h1>"
    + b"<p>Rain fell on the hills all day, and the river rose by a foot before the evening.</p>" * 4
)
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
#: What a crawl of one page brings beside it.
BESIDE = {
    "image/png": PICTURE,
    "image/svg+xml": b"<svg/>",
    "application/javascript": b"rain()",
    "text/css": b"p { color: grey }",
    "font/woff2": b"wOF2\0\1",
    "application/pdf": b"%PDF-1.7",
    "application/json": b'{"rain": 1}',
    "application/octet-stream": PICTURE,
}


def sha1(data: bytes) -> str:
    return "sha1:" + hashlib.sha1(data, usedforsecurity=False).hexdigest()


def record(
    body: bytes,
    media_type: str = "text/html",
    *more: str,
    kind: str = "response",
    name: str = "rain",
    at: str = "2026-03-08T01:00:00Z",
) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\n\r\n%b" % (media_type.encode(), body)
    head = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: http://a.example/{name}",
        f"WARC-Date: {at}",
        *more,
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + block + b"\r\n\r\n"


def refused(root: Path) -> list[tuple[str, ...]]:
    asked = "SELECT stage, reason FROM quarantine ORDER BY ALL"
    return tearsheet.open(str(root)).sql(asked).rows()


def digest_of(root: Path) -> str:
    storage = Storage.open(str(root))
    return digest(storage, storage.head())


def test_pictures_scripts_and_the_like_of_a_crawl_are_counted_by_kind_and_not_refused(
    tmp_path: Path,
) -> None:
    crawl = [record(body, kind, name=kind) for kind, body in BESIDE.items()]
    crawl += [record(b"GET /", kind="request"), record(PAGE)]
    root, source = tmp_path / "archive", put(tmp_path / "crawl.warc", b"".join(crawl))
    done = archive(str(root), [str(source)])
    by_kind = {"image": 3, "data": 1, "font": 1, "pdf": 1, "request": 1, "script": 1, "style": 1}
    assert (done.counts["read"], done.counts["captures"]) == (10, 1)
    assert (done.counts["skipped"], done.counts["skipped_by_kind"]) == (9, by_kind)
    assert (done.counts["refused"], done.refused, refused(root)) == (0, (), [])
    said = next(line for line in lines(done.counts) if line.startswith("skipped"))
    assert said.split(":")[1] == " 3 image, 1 data, 1 font, 1 pdf, 1 request, 1 script, 1 style"
    assert done.landed.skipped_files == ()
    again = archive(str(root), [str(source)])
    assert (again.snapshot.number, again.counts["skipped_by_kind"]) == (1, by_kind)


def test_what_claims_to_be_a_page_and_is_none_stays_in_quarantine(tmp_path: Path) -> None:
    crawl = record(PICTURE, name="a") + record(b"<x>", "text/xml", name="b") + record(PAGE)
    archive(str(tmp_path / "archive"), [str(put(tmp_path / "crawl.warc", crawl))])
    assert refused(tmp_path / "archive") == [
        ("parse", "binary"),
        ("parse", "unsupported_media_type"),
    ]


def test_a_picture_that_a_person_names_is_skipped_and_said(tmp_path: Path) -> None:
    picture = put(tmp_path / "in" / "photo.txt", PICTURE)
    letter = put(tmp_path / "in" / "letter.docx", zipped({"[Content_Types].xml": b"<x/>"}))
    put(tmp_path / "in" / "more.zip", zipped({"b.png": PICTURE, "c.html": PAGE}))
    done = archive(str(tmp_path / "archive"), [str(tmp_path / "in")])
    assert done.landed.skipped_files == (
        f"{letter}: document",
        f"{tmp_path / 'in' / 'more.zip'}!b.png: image",
        f"{picture}: image",
    )
    assert done.counts["skipped_by_kind"] == {"document": 1, "image": 2}
    assert (done.counts["captures"], done.messages) == (1, ())


def test_a_film_is_known_by_its_first_bytes_and_not_read(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    with film.open("wb") as out:
        out.write(b"\0\0\0\x18ftypmp42")
        out.truncate(1 << 40)
    done = archive(str(tmp_path / "archive"), [str(film)])
    assert (done.counts["skipped_by_kind"], done.messages) == ({"media": 1}, ())


def test_a_web_archive_without_a_page_leaves_nothing(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    source = put(tmp_path / "crawl.warc", record(PICTURE, "image/png"))
    done = archive(str(root), [str(source)])
    assert (done.is_published, (root / "raw").exists()) == (False, False)


STATED = f"WARC-Payload-Digest: {sha1(PAGE)}"
PICTURED = f"WARC-Payload-Digest: {sha1(PICTURE)}"


SOME_ORDERS, ALL_ORDERS = slice(0, 6, 5), slice(0, 6)  # the given one and its reverse


@pytest.mark.parametrize(
    "which", [SOME_ORDERS, pytest.param(ALL_ORDERS, marks=pytest.mark.slow)], ids=["some", "all"]
)
@pytest.mark.parametrize(
    "records",
    [
        (
            record(PICTURE, "image/png", PICTURED),
            record(b"", "image/png", PICTURED, kind="revisit", at="2026-03-09T01:00:00Z"),
            record(b"", "", PICTURED, kind="revisit", at="2026-03-10T01:00:00Z"),
        ),
        (
            record(PAGE, "text/html", STATED),
            record(PAGE[:-9] + b"damaged..", "text/html", STATED, at="2026-03-09T01:00:00Z"),
            record(b"", "text/html", STATED, kind="revisit", at="2026-03-10T01:00:00Z"),
        ),
        (
            record(PAGE, "text/html"),
            record(PAGE, "text/html", STATED),
            record(PAGE, "text/html", PICTURED),
        ),
    ],
    ids=["of a picture", "of a page with a damaged copy", "stated rightly, wrongly and not"],
)
def test_the_order_in_which_records_and_their_revisits_come_changes_nothing(
    tmp_path: Path, records: tuple[bytes, ...], which: slice
) -> None:
    digests = set()
    for no, order in enumerate([*permutations(records)][which]):
        root = tmp_path / f"apart-{no}"
        for number, data in enumerate([record(b"<p>Hail", name="hail"), *order]):
            archive(str(root), [str(put(tmp_path / f"{no}-{number}.warc", data))])
        digests.add(digest_of(root))
        assert refused(root) == []
    put(tmp_path / "in" / "x.warc", b"".join([*records, record(b"<p>Hail", name="hail")]))
    archive(str(tmp_path / "together"), [str(tmp_path / "in")])
    assert {*digests, digest_of(tmp_path / "together")} == {digest_of(tmp_path / "apart-0")}


def test_a_record_that_differs_from_its_digest_is_kept_marked_and_told_of(tmp_path: Path) -> None:
    crawl = [
        record(PAGE, "text/html", STATED, name="whole"),
        record(PAGE + b"!", "text/html", STATED, name="differs"),
        record(PAGE + b"?", "text/html", name="unstated"),
        record(b"", "text/html", STATED, kind="revisit", name="again"),
    ]
    root = tmp_path / "archive"
    done = archive(str(root), [str(put(tmp_path / "crawl.warc", b"".join(crawl)))])
    opened = tearsheet.open(str(root))
    assert opened.sql(
        "SELECT parse_path(url)[-1] AS name, digest_status, page_kind FROM captures ORDER BY ALL"
    ).rows() == [
        ("again", "matches", "article"),
        ("differs", "differs", "article"),
        ("unstated", None, "article"),
        ("whole", "matches", "article"),
    ]
    assert (done.counts["digest_differs"], done.counts["refused"]) == (1, 0)
    assert any("differ from the digest" in line for line in lines(done.counts))
    [differing] = opened.sql("SELECT capture_id FROM captures WHERE digest_status = 'differs'")
    assert opened.payload(differing.item()) == PAGE + b"!"


def test_a_backfill_makes_of_what_0_1_0_refused_what_it_is_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0.1.0 refused pictures one by one, and records that differ from their digest."""
    real = warc_records.read_item

    def refuse_differing(*args: Any) -> Any:
        if args[-1] == "bad":
            return Damaged("bad_digest", "the block differs", str(args[2][0]), *args[2][:2])
        return real(*args)

    wrong = f"WARC-Block-Digest: {sha1(PICTURE)}"
    crawl = [
        record(PAGE, name="whole"),
        record(PAGE + b"!", "text/html", wrong, name="differs"),
        record(PICTURE, "image/png", name="picture"),
        record(PICTURE, "text/html", name="damaged"),
    ]
    source = put(tmp_path / "crawl.warc", b"".join(crawl))
    before, fresh = tmp_path / "before", tmp_path / "fresh"
    with monkeypatch.context() as old:
        old.setattr(f"{warc.__name__}.read_item", refuse_differing)
        old.setattr(landing_records, "skip_media", lambda item: item)
        archive(str(before), [str(source)])
    assert refused(before) == [
        ("ingest", "bad_digest"),
        ("parse", "binary"),
        ("parse", "unsupported_media_type"),
    ]
    backfill(str(before))
    archive(str(fresh), [str(source)])
    assert refused(before) == refused(fresh) == [("parse", "binary")]
    assert digest_of(before) == digest_of(fresh)
    assert backfill(str(before)).is_published is False

"""ARC files: what the records say, and what remains of a file that is cut or damaged anywhere."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime

import pytest

from transforms.formats.compression import Coding
from transforms.formats.record import Damaged, Item, Record, Skipped
from transforms.formats.web_archives.arc import iter_arc, unwrap_arc
from transforms.page import Refused

HEAD = b"filedesc://x.arc 0.0.0.0 20260308010203 text/plain 14\n1 0 Somebody\n\n\n"


def page(number: int) -> bytes:
    block = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=euc-kr\r\n\r\n<p>"
        + b"%d rain " % number * 12
    )
    return (
        b"http://a.example/%d?q=a b 192.0.2.1 20260308010203 text/html %d\n" % (number, len(block))
        + block
        + b"\n"
    )


def read(data: bytes, coding: Coding | None = None) -> list[Item]:
    return list(iter_arc(io.BytesIO(data), coding=coding))


def records(items: list[Item]) -> list[Record]:
    return [i for i in items if isinstance(i, Record)]


def test_a_record_has_address_time_status_and_body() -> None:
    items = read(HEAD + page(7))
    (record,) = records(items)
    assert isinstance(items[0], Skipped)
    assert (record.url, record.http_status, record.media_type, record.charset) == (
        "http://a.example/7?q=a b",
        200,
        "text/html",
        "euc-kr",
    )
    assert record.captured_at == datetime(2026, 3, 8, 1, 2, 3, tzinfo=UTC)
    assert record.payload == b"<p>" + b"7 rain " * 12


def test_version_2_has_five_more_fields() -> None:
    data = b"http://a.example/1 192.0.2.1 20260308010203 text/html 200 - - 17 x.arc 8\n<p>Rain.\n"
    assert [r.payload for r in records(read(data))] == [b"<p>Rain."]


@pytest.mark.parametrize("coding", [None, "gzip"])
def test_cut_at_any_byte_every_whole_record_is_kept_and_the_loss_named(
    coding: Coding | None,
) -> None:
    pieces = [HEAD, *(page(i) for i in range(3))]
    pieces = [gzip.compress(p, mtime=0) for p in pieces] if coding else pieces
    data = b"".join(pieces)
    slack = 0 if coding else 1  # the line feed after a record is no part of it
    ends = [sum(map(len, pieces[: i + 1])) - slack for i in range(4)]
    borders = {0, *ends, *(e + slack for e in ends)}
    for cut in range(1, len(data) + 1):
        items = read(data[:cut], coding)
        assert len(records(items)) >= sum(end <= cut for end in ends[1:]), cut
        lost = [i for i in items if isinstance(i, Damaged)]
        assert bool(lost) == (cut not in borders), cut
        assert all(i.raw_offset + i.raw_length == cut for i in lost), cut


def test_every_record_comes_back_by_its_place() -> None:
    data = HEAD + b"".join(page(i) for i in range(3))
    for record in records(read(data)):
        assert (
            unwrap_arc(data[record.raw_offset : record.raw_offset + record.raw_length])
            == record.payload
        )
    with pytest.raises(Refused):
        unwrap_arc(page(1)[:-20])


def test_bytes_missing_in_the_middle_cost_no_other_record() -> None:
    data = HEAD + b"".join(page(i) for i in range(4))
    hole = len(HEAD) + len(page(0)) + 80
    assert {r.url for r in records(read(data[:hole] + data[hole + 9 :]))} >= {
        f"http://a.example/{i}?q=a b" for i in (0, 2, 3)
    }

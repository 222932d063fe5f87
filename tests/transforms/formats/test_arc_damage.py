"""ARC records that lie about themselves, or are longer than a capture may be."""

from __future__ import annotations

import io

import pytest

from tests.support.inputs import ARC
from transforms.formats.record import Damaged, Item, Record
from transforms.formats.web_archives.arc import http_message_of_arc, iter_arc, unwrap_arc
from transforms.page import Refused

HEAD, PAGE = ARC.split(b"\n\n\n")
RECORD = PAGE.partition(b"dns:")[0]


def arc_record(name: str, length: int, block: bytes) -> bytes:
    head = f"http://a.example/{name} 192.0.2.1 20260308010203 text/html {length}\n"
    return head.encode() + block + b"\n"


def told(data: bytes, most: int) -> list[str]:
    """The reason of each damage, and the address of each record."""
    items: list[Item] = list(iter_arc(io.BytesIO(HEAD + b"\n\n\n" + data), max_payload=most))
    return [
        i.reason if isinstance(i, Damaged) else str(i.url)
        for i in items
        if isinstance(i, Damaged | Record)
    ]


def test_a_record_beyond_the_cap_is_named_and_the_next_is_read() -> None:
    long = arc_record("long", 5000, b"x" * 5000)
    assert told(long + RECORD, 1000) == ["too_large", "http://a.example/a b"]


def test_a_record_that_only_says_that_it_is_beyond_the_cap_hides_none() -> None:
    assert told(arc_record("liar", 9_000_000, b"x") + RECORD, 1000) == [
        "truncated",
        "http://a.example/a b",
    ]


@pytest.mark.parametrize(
    ("record", "reason"), [(b"mess\n", "not_arc"), (RECORD[:-20], "truncated")]
)
def test_bytes_that_are_no_whole_record_have_no_payload(record: bytes, reason: str) -> None:
    for read in (unwrap_arc, http_message_of_arc):
        with pytest.raises(Refused) as refused:
            read(record)
        assert refused.value.reason == reason


def test_a_record_gives_its_payload_and_its_response() -> None:
    assert unwrap_arc(RECORD) == b"<p>"
    assert http_message_of_arc(RECORD) == b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>"

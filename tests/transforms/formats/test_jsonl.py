from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from transforms.formats.compression import Coding
from transforms.formats.jsonl import iter_jsonl
from transforms.formats.record import Damaged, Record

LINES = (
    b'{"url": "https://a.example/1", "text": "Rain"}\n'
    b"\n"
    b'{"url": "https://a.example/2", "crawl_date": "2026-03-08T01:02:03Z", "source": "The '
    b'Echo"}\r\n'
    b'{"url": "https://a.exam\n'
    b"   \n"
    b'{"text": "no newline at the end"}'
)


PACK: dict[Coding, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zstd": zstandard.compress,
}


def pack(data: bytes, coding: Coding | None) -> bytes:
    return PACK[coding](data) if coding else data


@pytest.mark.parametrize("coding", [None, "gzip", "zstd"])
def test_each_line_is_a_record_and_a_broken_one_is_damage(coding: Coding | None) -> None:
    items = list(iter_jsonl(io.BytesIO(pack(LINES, coding)), coding))
    records = [i for i in items if isinstance(i, Record)]
    assert [r.position for r in records] == ["1", "3", "6"]
    assert [r.url for r in records] == ["https://a.example/1", "https://a.example/2", None]
    assert (records[1].captured_at, records[1].outlet) == (
        datetime(2026, 3, 8, 1, 2, 3, tzinfo=UTC),
        "The Echo",
    )
    assert all(LINES[r.raw_offset : r.raw_offset + r.raw_length] == r.payload for r in records)
    assert {r.raw_coding for r in records} == {coding or "bytes"}
    (damage,) = [i for i in items if isinstance(i, Damaged)]
    assert (damage.reason, damage.position) == ("bad_json", "4")
    assert (
        LINES[damage.raw_offset : damage.raw_offset + damage.raw_length]
        == b'{"url": "https://a.exam'
    )


def test_a_bom_belongs_to_no_payload() -> None:
    (record,) = iter_jsonl(io.BytesIO(b'\xef\xbb\xbf{"text": "x"}\n'))
    assert isinstance(record, Record)
    assert (record.payload, record.raw_offset) == (b'{"text": "x"}', 3)


def test_a_line_over_the_cap_is_passed_over_and_named() -> None:
    data = b'{"a": 1}\n{"b": "' + b"x" * 1000 + b'"}\n{"c": 3}\n'
    first, damage, last = iter_jsonl(io.BytesIO(data), max_line=100)
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert isinstance(damage, Damaged)
    assert (damage.reason, damage.raw_offset, damage.raw_length) == ("too_large", 9, 1010)
    assert (last.payload, last.position) == (b'{"c": 3}', "3")


def test_the_field_map_says_where_the_url_is() -> None:
    (record,) = iter_jsonl(
        io.BytesIO(b'{"ref": "https://a.example/9"}\n'), field_map={"url": "ref"}
    )
    assert isinstance(record, Record)
    assert record.url == "https://a.example/9"


@pytest.mark.parametrize(
    "line", [b"[1, 2]", b"7", b'"text"', b"null", b"{", b"\x00", b'{"a": ' * 3000]
)
def test_what_is_no_object_is_damage(line: bytes) -> None:
    (damage,) = iter_jsonl(io.BytesIO(line + b"\n"))
    assert isinstance(damage, Damaged)
    assert damage.reason == "bad_json"


def test_a_cut_gzip_keeps_whole_lines_and_names_the_loss() -> None:
    data = b"".join(
        b'{"n": "%d", "text": "%s"}\n' % (i, (b"%x" % (i * 7919**9)) * 9) for i in range(500)
    )
    packed = gzip.compress(data)
    items = list(iter_jsonl(io.BytesIO(packed[: len(packed) // 2]), "gzip"))
    assert all(isinstance(i, Record) for i in items[:-1])
    assert 100 < len(items) < 500
    assert isinstance(items[-1], Damaged)
    assert items[-1].reason == "truncated_gzip"


@given(st.binary(max_size=300))
def test_any_bytes_are_accounted_for_line_by_line(data: bytes) -> None:
    items = list(iter_jsonl(io.BytesIO(data)))
    assert len(items) == sum(
        1 for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()
    )

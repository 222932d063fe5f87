from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
from collections.abc import Callable

import pytest
import zstandard

from tests.support.inputs import ARC, response
from transforms.formats.compression import Coding, expand, members
from transforms.formats.containers import iter_container
from transforms.formats.record import Damaged, Record

TEXT = b"Rain fell on the hills. " * 40
PACKED: dict[Coding, bytes] = {
    "gzip": gzip.compress(TEXT),
    "zstd": zstandard.compress(TEXT),
    "bz2": bz2.compress(TEXT),
    "xz": lzma.compress(TEXT),
}
CODINGS = list(PACKED)
PACK: dict[Coding, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zstd": zstandard.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}


@pytest.mark.parametrize("coding", CODINGS)
def test_members_one_after_the_other_expand_into_one(coding: Coding) -> None:
    assert expand(io.BytesIO(PACKED[coding] * 3), coding, limit=10_000) == (TEXT * 3, None)


@pytest.mark.parametrize("coding", CODINGS)
def test_nothing_expands_to_nothing(coding: Coding) -> None:
    assert expand(io.BytesIO(b""), coding, limit=10) == (b"", None)


@pytest.mark.parametrize("coding", CODINGS)
def test_a_stream_cut_anywhere_gives_its_beginning_and_says_so(coding: Coding) -> None:
    for cut in range(1, len(PACKED[coding])):
        data, failure = expand(io.BytesIO(PACKED[coding][:cut]), coding, limit=10_000)
        assert TEXT.startswith(data)
        assert failure is not None, cut
        assert failure.reason == f"truncated_{coding}"


@pytest.mark.parametrize("coding", CODINGS)
def test_a_second_member_that_is_garbage_keeps_the_first(coding: Coding) -> None:
    data, failure = expand(
        io.BytesIO(PACKED[coding] + b"garbage that is no member"), coding, limit=10_000
    )
    assert data == TEXT
    assert failure is not None
    assert failure.reason == f"bad_{coding}"


def test_zeros_after_a_gzip_member_are_padding() -> None:
    assert expand(
        io.BytesIO(PACKED["gzip"] + bytes(600) + PACKED["gzip"]), "gzip", limit=10_000
    ) == (TEXT * 2, None)


@pytest.mark.parametrize("coding", CODINGS)
def test_expansion_stops_at_the_limit(coding: Coding) -> None:
    data, failure = expand(io.BytesIO(PACKED[coding]), coding, limit=100)
    assert data == TEXT[:100]
    assert failure is not None
    assert failure.reason == "too_large"


@pytest.mark.parametrize("coding", CODINGS)
def test_a_bomb_is_left_before_it_has_gone_off(coding: Coding) -> None:
    zeros = bytes(80 << 20)
    bomb = PACK[coding](zeros)
    source = members(io.BytesIO(bomb), coding)
    assert source.open_next()
    longest = max(map(len, iter(source.chunk, b"")))
    failure = source.take_failure()
    assert failure is not None
    assert failure.reason == "bomb"
    assert longest <= 1 << 27


def test_a_gzip_member_with_a_wrong_checksum_keeps_what_came_out_before_it() -> None:
    noise = os.urandom(300_000)
    packed = bytearray(gzip.compress(noise))
    packed[-6] ^= 1
    data, failure = expand(io.BytesIO(bytes(packed)), "gzip", limit=1 << 20)
    assert data == noise
    assert failure is not None
    assert failure.reason == "bad_gzip"


def test_reading_resumes_at_the_next_member_that_begins_as_asked() -> None:
    good, broken = (
        gzip.compress(b"WARC/1.1 whole"),
        bytearray(gzip.compress(b"WARC/1.1 broken" * 9)),
    )
    broken[14] ^= 0xFF
    source = members(io.BytesIO(good + bytes(broken) + good), "gzip", resume=b"WARC/")
    seen, lost = [], []
    while source.open_next():
        seen.append(b"".join(iter(source.chunk, b"")))
        if failure := source.take_failure():
            lost.append((failure.start, failure.length))
    assert [seen[0], seen[-1]] == [b"WARC/1.1 whole"] * 2
    assert lost == [(len(good), len(broken))]


def test_a_zstd_file_may_carry_its_dictionary_in_a_first_frame() -> None:
    samples: list[bytes | bytearray | memoryview[int]] = [
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/%d\r\n" % i * 3
        for i in range(200)
    ]
    dictionary = zstandard.train_dictionary(2048, samples)
    raw = dictionary.as_bytes()
    frame = b"\x5d\x2a\x4d\x18" + len(raw).to_bytes(4, "little") + raw
    body = zstandard.ZstdCompressor(dict_data=dictionary).compress(TEXT)
    assert expand(io.BytesIO(frame + body), "zstd", limit=10_000) == (TEXT, None)


LINES = b"".join(b'{"url": "https://a.example/%d", "text": "Hail"}\n' % i for i in range(4))
SPLIT = {
    "jsonl": LINES,
    "json": b"[" + b",".join(LINES.splitlines()) + b"]",
    "csv": b"url,text\n" + b"".join(b'https://a.example/%d,"Hail fell"\n' % i for i in range(4)),
    "sgml": b"<REUTERS><TEXT><BODY>Hail fell</BODY></TEXT></REUTERS>\n" * 4,
    "documents": b"".join(b"%d of 4 DOCUMENTS\n\nHail fell\n" % i for i in range(1, 5)),
    "mbox": b"".join(
        b"From a@a.example Thu Mar  5 10:00:0%d 2026\nMessage-ID: <%d@a>\nTo: b\n\nHail fell\n\n"
        % (i, i)
        for i in range(4)
    ),
    "warc": b"".join(response(b"<p>%d" % i, f"http://a.example/{i}") for i in range(4)),
    "arc": ARC,
}


@pytest.mark.parametrize("kind", list(SPLIT))
@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_members_that_cut_a_record_in_two_are_one_stream(kind: str, coding: Coding) -> None:
    """Block compressors, such as bgzip and pzstd, cut their input anywhere."""
    pack, data = PACK[coding], SPLIT[kind]

    def payloads(packed: bytes) -> list[bytes]:
        items = list(iter_container(io.BytesIO(packed), kind=kind, coding=coding))
        assert not any(isinstance(i, Damaged) for i in items)
        return [i.payload for i in items if isinstance(i, Record)]

    whole = payloads(pack(data))
    assert whole
    for cut in range(1, len(data), 3):
        assert payloads(pack(data[:cut]) + pack(data[cut:])) == whole, cut

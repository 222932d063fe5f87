"""Texts in which a database of the press has saved many documents."""

from __future__ import annotations

import io

import pytest

from transforms.formats.record import Damaged, Record
from transforms.formats.saved.documents import iter_documents

ABOVE = b"""\
                               1 of 2 DOCUMENTS\r
\r
Rain fell in Halvern. It is 1 of 2 storms.\r
\r
                               2 of 2 DOCUMENTS\r
\r
Hail fell in Skerrow.\r
"""
BELOW = b"""\
Rain fell in Halvern.
End of Document

Hail fell in Skerrow.
Document HALGAZ0020240305ek350000a

"""


def texts(data: bytes) -> list[str]:
    out = list[str]()
    for record in iter_documents(io.BytesIO(data)):
        assert isinstance(record, Record)
        assert record.media_type == "text/plain"
        assert record.payload == data[record.raw_offset :][: record.raw_length]
        out.append(" ".join(record.payload.decode().split()))
    return out


def test_a_line_with_its_number_begins_a_document() -> None:
    assert texts(ABOVE) == [
        "1 of 2 DOCUMENTS Rain fell in Halvern. It is 1 of 2 storms.",
        "2 of 2 DOCUMENTS Hail fell in Skerrow.",
    ]


def test_a_last_line_ends_a_document_and_blank_ones_are_none() -> None:
    assert texts(BELOW) == [
        "Rain fell in Halvern. End of Document",
        "Hail fell in Skerrow. Document HALGAZ0020240305ek350000a",
    ]


@pytest.mark.parametrize("line", [b"Rain fell in Halvern again.\n", b"Rain" * 40])
def test_a_document_that_is_too_long_is_named_and_the_next_is_read(line: bytes) -> None:
    data = b"1 of 2 DOCUMENTS\n" + line * 20 + b"\n2 of 2 DOCUMENTS\nHail fell.\n"
    damaged, record = iter_documents(io.BytesIO(data), max_document=100)
    assert isinstance(damaged, Damaged)
    assert (damaged.reason, damaged.position, damaged.raw_offset) == ("too_large", "1", 0)
    assert isinstance(record, Record)
    assert record.payload == data[damaged.raw_length :] == b"2 of 2 DOCUMENTS\nHail fell.\n"

"""Files that hold many documents: of databases of the press, and mailboxes."""

from __future__ import annotations

import io

import pytest

from transforms.formats.record import Damaged, Record
from transforms.formats.saved.documents import iter_documents
from transforms.formats.saved.mbox import iter_mbox
from transforms.formats.sniff import sniff

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


ENVELOPE = b"From paper@lock.example Thu Mar  5 10:00:00 2026\r\n"
LETTER = b"Message-ID: <1@lock.example>\r\nSubject: Lock\r\n\r\nThe lock is dry.\r\n\r\n"


def test_a_mailbox_is_its_messages() -> None:
    said = LETTER.replace(b"dry.", b"dry.\r\nFrom noon on it fills.")
    data = ENVELOPE + said + ENVELOPE + LETTER
    assert sniff(data) == "mbox"
    records = [r for r in iter_mbox(io.BytesIO(data)) if isinstance(r, Record)]
    assert [r.payload for r in records] == [said, LETTER]
    assert [data[r.raw_offset :][: r.raw_length] for r in records] == [said, LETTER]


def test_a_letter_without_an_envelope_is_a_letter() -> None:
    assert sniff(LETTER) == "mail"
    assert sniff(b"From the lock to the weir 10:00 is a mile in 2026\n\nBoats wait.\n") == "text"


def test_a_message_that_is_too_long_is_damage() -> None:
    data = ENVELOPE + LETTER + ENVELOPE + LETTER.replace(b"dry", b"dry " * 99) + ENVELOPE + LETTER
    first, damaged, last = iter_mbox(io.BytesIO(data), max_message=200)
    assert isinstance(damaged, Damaged)
    assert damaged.reason == "too_large"
    assert [r.payload for r in (first, last) if isinstance(r, Record)] == [LETTER, LETTER]

"""A capture that the parser refuses, as a row of quarantine."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from transforms.captures.refusals import refusal_row
from transforms.page import Refused
from transforms.parse.capture import MOST_LINES, parse_capture
from transforms.parse.html.markup.guard import MOST_BYTES
from transforms.schemas import QUARANTINE

RECORD = {
    "capture_id": "c1",
    "landed_from": "in/a.html",
    "raw_sha256": "ab" * 32,
    "raw_bytes": 12,
    "raw_object": "raw/containers/ab/x.warc",
    "raw_offset": 7,
    "raw_length": 12,
    "raw_coding": None,
}
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_refusal_says_which_bytes_and_why() -> None:
    row = refusal_row(RECORD, Refused("not_text", "no text in it"), run_id="run", now=NOW)
    assert set(row) <= set(QUARANTINE.schema)
    assert (row["ref"], row["stage"], row["reason"], row["detail"]) == (
        "in/a.html",
        "parse",
        "not_text",
        "no text in it",
    )
    assert (row["raw_object"], row["raw_offset"], row["raw_length"]) == (
        "raw/containers/ab/x.warc",
        7,
        12,
    )


def test_the_same_bytes_refused_again_are_one_refusal_and_another_reason_is_another() -> None:
    first, later, other = (
        refusal_row(RECORD | {"landed_from": name}, Refused(reason), run_id=name, now=NOW)
        for name, reason in (("a", "not_text"), ("b", "not_text"), ("a", "parse_timeout"))
    )
    assert first["quarantine_id"] == later["quarantine_id"] != other["quarantine_id"]


@pytest.mark.parametrize(
    ("media", "kind"), [("text/plain", "capture"), ("application/json", "article")]
)
def test_texts_and_records_are_no_larger_than_pages_may_be(media: str, kind: str) -> None:
    payload = b'{"text": "' + b"Rain fell. " * (MOST_BYTES // 11) + b'"}'
    with pytest.raises(Refused, match="too_large"):
        parse_capture(payload, media_type=media, record_kind=kind)


@pytest.mark.parametrize(
    ("payload", "named"),
    [
        (b"a\n" * (MOST_LINES + 1), {"media_type": "text/plain"}),
        ("a\n".encode("utf-16") * (MOST_LINES + 1), {"media_type": "text/plain"}),
        (
            b'{"url": "https://a.example/1", "title": "Rain", "text": "%s"}'
            % (b"a\\n" * (MOST_LINES + 1)),
            {"media_type": "application/json", "record_kind": "article"},
        ),
    ],
    ids=["text", "utf-16", "record"],
)
def test_a_capture_of_more_lines_than_any_page_is_refused(
    payload: bytes, named: dict[str, Any]
) -> None:
    with pytest.raises(Refused, match="too_many_lines"):
        parse_capture(payload, **named)


@pytest.mark.parametrize("media_type", ["text/html", "text/plain"])
def test_an_answer_to_a_program_is_no_article_whatever_a_server_calls_it(media_type: str) -> None:
    said = "The river left its bed on Monday night, and it took the lower town within the hour. "
    payload = b'{"title": "Flood", "body": "%s"}' % (said * 4).encode()
    page = parse_capture(payload, media_type=media_type)
    assert (page.page_kind, page.articles) == ("other", [])
    assert [b.text for b in page.blocks] == [payload.decode()]
    broken = parse_capture(b"[1] " + said.encode() * 9 + b"[2]", media_type="text/plain")
    assert broken.page_kind == "article"

"""Captures parsed together are parsed as each is alone, and one that fails costs itself."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.inputs.generate import captures, page
from transforms.page import Page, Refused
from transforms.parse.capture import parse_capture, read_capture
from transforms.parse.plain.body import find_text_bodies
from transforms.parse.plain.columns import read_lines
from transforms.parse.plain.lines import Piece
from transforms.parse.plain.page import label_pieces
from transforms.parse.together import Ask, Steps, finish_together

LINES = (
    "The old ferry leaves the harbour at last",
    "The ferry left on Monday with 212 passengers, the harbour office said. It returns on Friday.",
    "Residents of Pellmouth had waited three years for the new pier, many of them without work.",
    "8 March 2026",
    "08/03/2026",
    "By Ann Lee",
    "More From The Veldmark Post",
    "Related articles",
    "Council approves harbour plan after long debate",
    "Advertisement",
    "Photo: Jane Roe/Reuters",
    "Read more: what the mayor said",
    "- an item of a list",
    "name\t12\t34",
    "😀",
    "\u200d",
    "”",
    "»",
    "강물이 불어 다리가 잠겼다. 주민들은 대피했다.",
    "ไทยรายงานข่าวน้ำท่วมในภาคเหนือ",
    "𠀀𠀁 好。",
    "İSTANBUL 12 Mart 2026",
    "",
)


def together(payloads: Sequence[bytes]) -> list[Page | Exception]:
    return finish_together([read_capture(p, media_type="text/plain") for p in payloads])


def alone(payload: bytes) -> Page | Refused:
    try:
        return parse_capture(payload, media_type="text/plain")
    except Refused as refusal:
        return refusal


@settings(deadline=None, max_examples=20)
@given(st.lists(st.lists(st.sampled_from(LINES), max_size=40), min_size=1, max_size=6))
def test_pages_of_any_lines_are_the_same_together_and_alone(pages: list[list[str]]) -> None:
    payloads = ["\n".join(lines).encode() for lines in pages]
    assert together(payloads) == [alone(payload) for payload in payloads]


def test_generated_pages_are_the_same_together_and_alone_in_any_order() -> None:
    made = [page(capture, seed=3).encode() for capture in captures(60, 3)]
    found = together(made)
    assert found == [alone(payload) for payload in made]
    Random(1).shuffle(made)
    assert together(made) == [alone(payload) for payload in made]


def test_what_is_no_text_is_refused_and_the_others_are_pages() -> None:
    first, second, third = together([b"Rain fell.", b"\x89PNG\r\n\x1a\n\0\0\0", b""])
    assert isinstance(first, Page)
    assert isinstance(second, Refused)
    assert second.reason == "binary"
    assert third == alone(b"")


def steps(value: int) -> Steps:
    found = yield Ask(halve, value)
    return Page("other", site_name=str(found))


def halve(values: Sequence[int]) -> list[int]:
    if any(value % 2 for value in values):
        raise ValueError("odd")
    return [value // 2 for value in values]


def test_a_question_that_cannot_be_answered_costs_the_capture_that_asks_it() -> None:
    found = finish_together([steps(n) for n in (2, 4, 5, 6, 8)])
    assert [p.site_name if isinstance(p, Page) else str(p) for p in found] == [
        *("1", "2", "odd", "3", "4")
    ]


def test_without_memory_no_capture_is_blamed() -> None:
    def starved(_: Sequence[int]) -> list[int]:
        raise MemoryError

    def ask() -> Steps:
        yield Ask(starved, 1)
        return Page("other")

    with pytest.raises(MemoryError):
        finish_together([ask(), ask()])


def test_bodies_are_the_same_of_pages_whose_lines_were_read_in_several_calls() -> None:
    """As they are where a call for the lines of all has failed for one of them."""
    texts = [page(c, seed=3).splitlines() for c in captures(3, 3)]
    pages = [[line for line in lines if line] for lines in texts]
    shared, apart = read_lines(pages), [read_lines([lines])[0] for lines in pages]
    found, again = (
        find_text_bodies([label_pieces([Piece(t) for t in own.texts], own)[0] for own in lines])
        for lines in (shared, apart)
    )
    assert None not in found
    assert found == again

"""The writers of a text capture whom no byline above its text names."""

from __future__ import annotations

import pytest

from tests.transforms.parse.plain.test_told_days import BODY, MENU, TITLE
from transforms.parse.text import parse_text

END = ["", "Tags: harbour, winter", "© 2026 Marn Echo"]


@pytest.mark.parametrize(
    ("header", "behind"),
    [
        (["Ann Lee", "5 March 2026"], []),
        (["Ann Lee March 5, 2026"], []),
        (["March 5, 2026", "Written by", "Ann Lee"], []),
        (["Posted March 5, 2026 by Ann Lee in Harbours"], []),
        (["5 March 2026"], ["", "Written by Ann Lee"]),
        (["By Ann Lee | Harbours | 4 min read", "5 March 2026"], []),
        (["By Ann Lee 4 min read", "5 March 2026"], []),
    ],
    ids=[
        "alone over the day",
        "before the day",
        "under a label",
        "inside a line",
        "behind",
        "before bars",
        "before a figure",
    ],
)
def test_a_line_that_names_a_person_near_an_articles_ends_names_its_writer(
    header: list[str], behind: list[str]
) -> None:
    lines = [*MENU, TITLE, "", *header, "", *BODY, *behind, *END]
    page = parse_text("\n".join(lines).encode())
    assert [a.byline for a in page.articles] == ["Ann Lee"]


def test_a_writer_who_is_told_stands_in_a_block_of_its_own() -> None:
    lines = [*MENU, TITLE, "", "Ann Lee", "5 March 2026", "", *BODY, *END]
    page = parse_text("\n".join(lines).encode())
    assert [(b.kind, b.rule) for b in page.blocks if b.text == "Ann Lee"] == [
        ("byline", "byline:told")
    ]
    assert [b.text for b in page.blocks if b.kind == "body"] == BODY


@pytest.mark.parametrize(
    "line",
    ["Marn Echo", "Old Town", "Buy Tickets", "Harbour News", "Peter Quay Winch Works"],
)
def test_other_words_with_capitals_near_an_articles_ends_name_nobody(line: str) -> None:
    lines = [*MENU, TITLE, "", *BODY, "", line, *END]
    page = parse_text("\n".join(lines).encode())
    assert [a.byline for a in page.articles] == [None]


def test_people_whom_a_text_tells_of_are_not_its_writers() -> None:
    told = ["Ann Lee, 34, a winch driver, said that she had heard the rope before she saw it."]
    page = parse_text("\n".join([*MENU, TITLE, "", *BODY, *told, *END]).encode())
    assert [a.byline for a in page.articles] == [None]

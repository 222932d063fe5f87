"""Texts that converters of pages write as Markdown."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from transforms.parse.markdown import without_links
from transforms.parse.text import parse_text

READER = """\
Title: Quay wall holds after the storm - Fen Echo

URL Source: https://fen.example/quay

Published Time: 2026-03-05T18:02:11+01:00

Markdown Content:
# Quay wall holds after the storm

[![Image 1: Logo](https://fen.example/logo.png)](https://fen.example/)

By [Anna Lund](https://fen.example/anna)

The harbour board said on Friday that the [quay wall](https://fen.example/wall) had held.

![Image 2: The wall](https://fen.example/quay.jpg)

Repairs would be made within the month, it added, and the town would bear their cost of 40,000.
"""


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("See [the report](https://a.example/1).", "See the report."),
        ("[The pit](/news/pit_(mine) 'of 1903') is shut.", "The pit is shut."),
        ("![The wall](a.jpg)", ""),
        ("[![Logo](logo.png)](https://a.example/)", ""),
        ("He said [sic](we think) nothing.", "He said [sic](we think) nothing."),
        ("f(x)[1](2)", "f(x)[1](2)"),
        ("no links", "no links"),
    ],
)
def test_links_are_their_words_and_pictures_nothing(line: str, text: str) -> None:
    assert without_links(line) == text


def test_a_readers_copy_states_its_page_above_the_text_and_loses_no_byte() -> None:
    page = parse_text(READER.encode())
    [article] = page.articles
    assert article.title == "Quay wall holds after the storm"
    assert article.byline == "Anna Lund"
    assert article.url == "https://fen.example/quay"
    assert [d.value_on for d in page.dates if d.source == "record"] == [date(2026, 3, 5)]
    assert [b.text for b in page.blocks if b.kind == "body"] == [
        "The harbour board said on Friday that the quay wall had held.",
        "Repairs would be made within the month, it added, and the town would bear their cost of "
        "40,000.",
    ]
    ranges = [(b.byte_start, b.byte_end) for b in page.blocks]
    assert ranges[0][0] == 0
    assert ranges[-1][1] == len(READER.encode())
    assert all(a[1] == b[0] for a, b in pairwise(ranges))

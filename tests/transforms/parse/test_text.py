"""Text captures whose first lines state fields of the article below."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from transforms.page import Page
from transforms.parse.text import parse_text

BODY = """\
The council of Halvern voted on Tuesday to close the old swimming pool, which has been open since
1962, after a long debate about its costs. The vote was twelve to nine.

"We cannot go on paying for a roof that leaks," said Mayor Anna Lindqvist, whose party has the
majority in the chamber. The pool costs the town some 400,000 crowns a year.

The opposition had asked for a referendum. A new pool is to be built by 2028 near the school.
"""
SHORT = "The library is open again.\n"


def parse(head: str, below: str = BODY, **known: str) -> Page:
    payload = (head + below).encode()
    page = parse_text(payload, **known)
    spans = [(b.byte_start, b.byte_end) for b in page.blocks]
    assert [a for a, _ in spans] == [0, *(b for _, b in spans[:-1])]
    assert spans[-1][1] == len(payload)
    return page


def body(page: Page) -> str:
    return " ".join(b.text for b in page.blocks if b.kind == "body" and b.article_no == 0)


def said(page: Page) -> tuple[str | None, str | None, date | None]:
    day = next((d.value_on for d in page.dates if d.source == "record"), None)
    return page.articles[0].title, page.articles[0].byline, day


@pytest.mark.parametrize(
    "head",
    [
        "---\ntitle: Council closes the old pool\nauthor: Jane Marsh\ndate: 2024-03-05\n---\n",
        '---\ntitle: "Council closes the old pool"\nauthors:\n  - Jane Marsh\n'
        "date: 2024-03-05T10:00:00Z\ntags: [pool, council]\n---\n\n",
        "---\r\nHeadline: Council closes the old pool\r\nByline: Jane Marsh\r\n"
        "Published: March 5, 2024\r\n...\r\n",
        '+++\ntitle = "Council closes the old pool"\nauthors = ["Jane Marsh"]\n'
        "date = 2024-03-05\n+++\n",
        "Title: Council closes the old pool\nAuthor: Jane Marsh\nDate: 5 March 2024\n\n",
        "TITLE: Council closes the old pool\nPUBLISHED: 5 March 2024\nBYLINE: Jane Marsh\n",
        "Titel: Council closes the old pool\nDatum: 05.03.2024\nAutor: Jane Marsh\nLänge: 80\n\n",
        "标题：Council closes the old pool\n作者：Jane Marsh\n日期：2024年3月5日\n\n",
    ],
)
def test_a_head_states_title_writer_and_day_and_is_no_part_of_the_body(head: str) -> None:
    page = parse(head)
    assert said(page) == ("Council closes the old pool", "Jane Marsh", date(2024, 3, 5))
    assert page.page_kind == "article"
    assert " ".join(body(page).split()) == " ".join(BODY.split())


def test_a_head_states_the_address_the_outlet_and_when_it_was_captured() -> None:
    page = parse(
        "URL: https://halvern.example/news/pool\nSource: Halvern Gazette\n"
        "Crawl date: 2024-03-09T08:00:00Z\n\n"
    )
    assert page.saved_url == page.articles[0].url == "https://halvern.example/news/pool"
    assert page.site_name == "Halvern Gazette"
    assert page.saved_at == datetime(2024, 3, 9, 8, tzinfo=UTC)


def test_an_address_that_is_known_from_outside_stays_the_captures() -> None:
    page = parse(
        "Title: The pool\nURL: https://halvern.example/news/pool\n\n",
        url="https://halvern.example/n/1",
    )
    assert page.saved_url is None
    assert page.articles[0].url == "https://halvern.example/news/pool"


def test_of_an_address_in_a_web_archive_the_pages_own_and_its_time_count() -> None:
    page = parse(
        "title: The pool\n"
        "url: https://web.archive.org/web/20240309080000/https://halvern.example/pool\n\n"
    )
    assert page.saved_url == "https://halvern.example/pool"
    assert page.saved_at == datetime(2024, 3, 9, 8, tzinfo=UTC)


def test_front_matter_that_is_no_yaml_is_read_as_it_stands() -> None:
    page = parse('---\ntitle: Pool: the "last" swim\nauthor: null\ndate: 2024-03-05\n---\n')
    assert said(page) == ('Pool: the "last" swim', None, date(2024, 3, 5))


def test_a_value_below_its_name_belongs_to_it() -> None:
    page = parse(
        "---\ntitle: >-\n  Council closes\n  the old pool\nauthor:\n- Jane Marsh\n- Bo Lind\n"
        "date: 2024-03-05\n---\n"
    )
    assert said(page) == ("Council closes the old pool", "Jane Marsh, Bo Lind", date(2024, 3, 5))


def test_all_below_front_matter_is_the_article_and_a_few_words_are_one() -> None:
    page = parse("---\ntitle: The library is open\ndate: 2024-03-05\n---\n", SHORT)
    assert (page.page_kind, body(page)) == ("article", "The library is open again.")
    page = parse("Title: The library is open\nDate: 2024-03-05\n\n", SHORT)
    assert (page.page_kind, body(page)) == ("article", "The library is open again.")


def test_a_printed_title_that_says_the_same_is_the_title_and_any_other_a_heading() -> None:
    head = "---\ntitle: Council closes the old pool\n---\n\n"
    same = parse(head, "# Council closes the old pool\n\n" + BODY)
    assert [b.text for b in same.blocks if b.kind == "title"] == ["# Council closes the old pool"]
    other = parse(head, "# Last swim in the old pool\n\n" + BODY)
    assert [b.text for b in other.blocks if b.kind == "title"] == [
        "title: Council closes the old pool"
    ]
    assert "# Last swim in the old pool" in [b.text for b in other.blocks if b.kind == "heading"]
    assert other.articles[0].title == "Council closes the old pool"


def test_a_head_without_a_text_names_its_article() -> None:
    page = parse("Title: Council closes the old pool\nDate: 2024-03-05\n", "")
    assert page.page_kind == "empty"
    assert [(x.text, x.listed_on) for x in page.listings] == [
        ("Council closes the old pool", date(2024, 3, 5))
    ]


@pytest.mark.parametrize(
    "start",
    [
        "Mayor: we shall not pay\nThe council voted on Tuesday to close the old pool.\n\n",
        "Section: News\nLength: 512\n\n",
        "---\nThe council voted on Tuesday to close the old pool.\n---\n\n",
        "Interview: Anna Lindqvist on the pool\n\nQuestion: why?\n\n",
        "Title: one thing\n\n",
        "10:30 Town hall\n11:30 Library\n\n",
        "https://halvern.example/a\nhttps://halvern.example/b\n\n",
    ],
)
def test_lines_with_colons_or_rules_are_no_head(start: str) -> None:
    page = parse(start)
    assert not [b for b in page.blocks if b.rule.startswith("head:")]
    assert not [d for d in page.dates if d.source == "record"]


def test_a_headline_is_without_the_signs_of_markdown() -> None:
    page = parse("# Council closes the old pool\n\n")
    assert page.articles[0].title == "Council closes the old pool"
    assert page.headlines[0].evidence == "# Council closes the old pool"

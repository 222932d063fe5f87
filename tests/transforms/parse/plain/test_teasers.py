"""Teasers of bare text that no list heading opens: rows of headlines behind the body, cards printed
twice; and what is no headline.
"""

from __future__ import annotations

import pytest

from transforms.page import Page
from transforms.parse.text import parse_text

BODY = [
    "The river rose by two metres overnight, said the mayor of the town, and people came from "
    "everywhere to see it.",
    "Nobody was hurt, but the two bridges of the old town stayed closed until the engineers had "
    "looked at them on Friday.",
    "The school on the other bank sent its pupils home, and the bakers handed out bread to those "
    "who had to wait.",
    "By Sunday the water was back where it belongs, and the mayor thanked the volunteers who had "
    "carried the sandbags.",
]
ROW = [
    "Harbour wins again after a long pause",
    "Mountain road closes until spring arrives",
    "Council argues about new bread ovens",
]


def parse(*lines: str) -> Page:
    return parse_text("\n\n".join(["River rises in the old town", *BODY, *lines]).encode())


def teasers(*lines: str) -> list[str]:
    return [x.text or "" for x in parse(*lines).listings]


def test_three_headlines_in_a_row_behind_the_body_are_teasers_and_no_body() -> None:
    page = parse("Contact", *ROW, "Imprint")
    assert [x.text for x in page.listings] == ROW
    assert [b.text for b in page.blocks if b.kind == "body"] == BODY
    assert {b.rule for b in page.blocks if b.kind == "teaser"} == {"teaser:run"}


def test_ranks_and_dates_may_stand_between() -> None:
    assert teasers("About", "1", ROW[0], "2", ROW[1], "3", ROW[2]) == ROW


def test_four_headlines_at_one_distance_with_names_between_are_teasers() -> None:
    lines = [*ROW, "Bakers hand out bread to the volunteers"]
    assert teasers("About", *(x for line in lines for x in ("Ann Lee", line))) == lines
    assert teasers("About", *(x for line in lines[:3] for x in ("Ann Lee", line))) == []


def test_two_headlines_that_are_each_printed_twice_are_teasers_once() -> None:
    assert teasers("About", ROW[0], ROW[0], "Sports", ROW[1], ROW[1]) == ROW[:2]
    assert teasers("About", ROW[0], ROW[0], "Sports", ROW[1]) == []


def test_a_picture_s_description_and_the_headline_under_it_are_one_teaser() -> None:
    short = ["Bakers hand out more bread", "Ferry prices rise once again"]
    cards = [x for line in short for x in (f"• {line}", line, "Sports")]
    assert teasers("About", *cards) == short
    assert teasers("About", *(f"• {line}" for line in short), *short) == []


@pytest.mark.parametrize(
    "lines",
    [
        ["Home", "World News", "Sport Results", "Local Weather"],
        [
            "About / Advertise / Tip Us / Contact us",
            "Policies / Terms / Privacy of our site",
            "Follow us / Follow them / Follow all",
        ],
        [
            "milano-week-flow-of-time-cover",
            "zona-week-illuminations-cover",
            "harbour-week-opening-cover",
        ],
        [
            "Photo by Ann Lee of the old bridge",
            "Reporting by Ann Lee in the old town",
            "Editing by Li Wei in the capital city",
        ],
        [
            "reads the whole text to the end",
            "writes about it in many words",
            "sends it to friends and others",
        ],
        [
            f"Visit our {name} page for the newest pictures"
            for name in ("Facebook", "Instagram", "YouTube")
        ],
        ROW[:2],
    ],
    ids=["menu", "slashes", "file names", "credits", "lower case", "template", "two"],
)
def test_rows_of_other_short_lines_are_none(lines: list[str]) -> None:
    assert teasers("About", *lines) == []


def test_a_card_whose_two_links_were_joined_gives_its_headline_once() -> None:
    assert teasers("Related articles", ROW[0] + ROW[0]) == ROW[:1]


@pytest.mark.parametrize(
    "heading",
    [
        "Weitere Beiträge zum Thema",
        "Artigos populares",
        "You may also be interested in...",
        "Must read bits & bytes",
    ],
)
def test_list_headings_in_other_words(heading: str) -> None:
    assert teasers(heading, ROW[0]) == ROW[:1]


@pytest.mark.parametrize(
    "head",
    [
        ["", "Ferry runs aground off Stennick", "", "By Ann Lee", "5 March 2026"],
        ["Ferry runs aground off Stennick", "By Ann Lee", "5 March 2026"],
        ["", "Ferry runs aground off Stennick", "Nobody was hurt, they say", "5 March 2026"],
    ],
    ids=["apart", "with a byline", "without one"],
)
def test_a_list_above_an_article_ends_before_its_headline(head: list[str]) -> None:
    above = ["Latest", ROW[0], "7 March 2026", ROW[1], "8 March 2026"]
    page = parse_text("\n".join([*above, *head, "", "\n\n".join(BODY)]).encode())
    assert [x.text for x in page.listings] == ROW[:2]
    assert [article.title for article in page.articles] == ["Ferry runs aground off Stennick"]
    assert str(page.dates[0].value_on) == "2026-03-05"

"""Articles as databases of the press save them as text."""

from __future__ import annotations

from datetime import date

import pytest

from transforms.page import Page
from transforms.parse.text import parse_text

BODY = """\
The council of Halvern voted on Tuesday to close the old swimming pool. It was twelve to nine.

"We cannot go on paying for a roof that leaks," said Mayor Anna Lindqvist after the vote.

The opposition had asked for a referendum, which the majority refused for the second time."""
FIRST = BODY.partition("\n\n")
LABELLED = f"""\
                               2 of 40 DOCUMENTS


                               Halvern Gazette

                             March 5, 2024 Tuesday
                              Late Edition - Final

Council closes the old pool

BYLINE: By JANE MARSH

SECTION: Section A; Pg. 4

LENGTH: 112 words

DATELINE: HALVERN

{BODY}

URL: https://halvern.example/pool

LOAD-DATE: March 6, 2024

SUBJECT: CITY GOVERNMENT (90%); SWIMMING POOLS (89%); MAYORS (78%); REFERENDUMS
(74%)

PUBLICATION-TYPE: Newspaper


                   Copyright 2024 The Halvern Gazette Company
                              All Rights Reserved
"""
TITLE_FIRST = f"""\
Council closes the old pool

Halvern Gazette

March 5, 2024 Tuesday

Copyright 2024 Halvern Gazette All Rights Reserved

Section: NEWS; Pg. 4
Length: 112 words
Byline: Jane Marsh, Staff Writer
Body

{BODY}

Classification

Language: ENGLISH

Publication-Type: Newspaper

Load-Date: March 6, 2024

End of Document
"""
ALL_LABELS = f"""\
Title: Council closes the old pool
Publication info: Halvern Gazette ; Halvern [Halvern]. 05 Mar 2024: A4.
Abstract: The council voted.
Links: none
Full text: {BODY}
Author: Marsh, Jane
Source: Halvern Gazette
Publication date: Mar 5, 2024
"""
CODED = f"""\
HD
Council closes
the old pool
BY
By Jane Marsh
WC
112 words
PD
5 March 2024
SN
Halvern Gazette
LA
English

LP
{FIRST[0]}

TD
{FIRST[2]}

CO
halv : Halvern Council

AN
Document HALGAZ0020240305ek350000a
"""
CODED_BESIDE = f"""\
HD\tCouncil closes the old pool
BY\tJane Marsh
WC\t112 words
PD\t5 March 2024
SN\tHalvern Gazette
LP\t{FIRST[0]}
TD\t{FIRST[2]}
RE\thalv : Halvern
AN\tDocument HALGAZ0020240305ek350000a
"""
EXPORTS = {
    "labelled": LABELLED,
    "title first": TITLE_FIRST,
    "all labels": ALL_LABELS,
    "coded": CODED,
    "coded beside": CODED_BESIDE,
}


def body(page: Page) -> str:
    text = " ".join(b.text for b in page.blocks if b.kind == "body" and b.article_no == 0)
    return " ".join(text.split())


@pytest.mark.parametrize("name", list(EXPORTS))
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_export_is_its_article_with_the_fields_around_it(name: str, end: str) -> None:
    payload = EXPORTS[name].replace("\n", end).encode()
    page = parse_text(payload)
    article = page.articles[0]
    day = next(d.value_on for d in page.dates if d.source == "record")
    assert (article.title, day) == ("Council closes the old pool", date(2024, 3, 5))
    assert article.byline in ("Jane Marsh", "JANE MARSH", "Marsh, Jane")
    assert page.site_name == "Halvern Gazette"
    assert body(page) == " ".join(BODY.split())
    spans = [(b.byte_start, b.byte_end) for b in page.blocks]
    assert [a for a, _ in spans] == [0, *(b for _, b in spans[:-1])]
    assert spans[-1][1] == len(payload)


def test_the_address_that_an_export_names_is_the_articles_but_no_front_page_is() -> None:
    assert parse_text(LABELLED.encode()).saved_url == "https://halvern.example/pool"
    home = parse_text(LABELLED.replace("example/pool", "example").encode())
    assert (home.saved_url, home.articles[0].url) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        f"Council closes the pool\n\nMarch 5, 2024\n\nSection: News\n\n{BODY}\n\nTopic: Pools\n",
        f"Pool facts\n\nLength: 25 metres\n\n{BODY}\n",
        f"HD\n{BODY}\nTD\nIN\n",
    ],
)
def test_a_page_that_has_labels_of_its_own_is_no_export(text: str) -> None:
    page = parse_text(text.encode())
    assert not [b for b in page.blocks if b.rule.startswith("head:")]


def test_a_citation_above_the_text_names_author_outlet_and_day() -> None:
    page = parse_text(
        f"""\
Council closes the old pool
Marsh, Jane. Halvern Gazette; Halvern [Halvern]. 05 Mar 2024: A.4.

Full text: {BODY}

Title: Council closes the old pool

Publication title: Halvern Gazette; Halvern

First page: A.4

Publication year: 2024

Publication date: Mar 5, 2024

Publisher: Gazette Holdings

Source type: Newspaper

Language of publication: English

ProQuest document ID: 3012345678

Last updated: 2024-03-09

Database: Global Newsstream
""".encode()
    )
    assert page.site_name == "Halvern Gazette"
    assert page.articles[0].byline == "Marsh, Jane"
    assert [(d.source, d.value_on) for d in page.dates if d.confidence > 0.5] == [
        ("record", date(2024, 3, 5))
    ]
    assert "\n\n".join(b.text for b in page.blocks if b.kind == "body") == BODY

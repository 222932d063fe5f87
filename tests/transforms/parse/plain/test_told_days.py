"""The day of a text capture that stands where no rule of its header looks."""

from __future__ import annotations

from datetime import date

import pytest

from transforms.parse.dates.reading import part_days
from transforms.parse.text import parse_text

MENU = ["Home", "News", "Sport", "Opinion", "Contact", ""]
TITLE = "Ferry stopped after a rope parts"
BODY = [
    "The ferry across the Orl was stopped on Monday after a rope had parted in the night, the "
    "harbour office said, and passengers waited for four hours on the quay.",
    "Nobody was hurt, the master of the vessel told this paper, though a crate of hens went "
    "overboard and was fished out by children from the village of Marn.",
    "The council will decide next week whether the old winch is replaced, and who pays for it; the "
    "county has offered a third of the sum that the makers ask.",
]
TEASERS = [
    ("Bridge opens after long repair works", "5 March 2026"),
    ("Mayor of Tarn steps down in protest", "4 March 2026"),
    ("Rain delays the harvest in the valley", "2 March 2026"),
]


def days(lines: list[str]) -> list[date | None]:
    page = parse_text("\n".join(lines).encode())
    return [d.value_on for d in page.dates if d.source == "text"]


@pytest.mark.parametrize(
    "line",
    [
        "Posted on March 5, 2026",
        "Published On: 5 March 2026",
        "Published on 2026-03-05T19:55",
    ],
)
def test_a_labelled_day_behind_the_text_dates_the_article(line: str) -> None:
    assert days([*MENU, TITLE, "", *BODY, "", line, "", "Tags: harbour"]) == [date(2026, 3, 5)]


@pytest.mark.parametrize(
    ("line", "confidence"),
    [("Posted on March 5, 2026", 0.7), ("March 5, 2026 · 6 comments", 0.5)],
    ids=["labelled", "bare"],
)
def test_a_day_that_is_told_has_less_confidence_and_its_line_is_a_date(
    line: str, confidence: float
) -> None:
    page = parse_text("\n".join([*MENU, TITLE, "", *BODY, "", line, "", "Tags: harbour"]).encode())
    assert [d.confidence for d in page.dates] == [confidence]
    assert [(b.kind, b.rule) for b in page.blocks if b.text == line] == [("date", "date:told")]


@pytest.mark.parametrize("is_above", [True, False], ids=["above", "behind"])
@pytest.mark.parametrize("heading", ["More news", "Recent posts"])
@pytest.mark.parametrize(
    "form",
    ["{0}\n{1}", "{1}\n{0}", "{0}\n\nNews | {1}\n", "{0}\nBy Ann Lee\n{1}", "• {0}\n  {1}"],
    ids=["behind", "before", "with its section", "signed", "as a list"],
)
def test_no_day_of_several_teasers_dates_the_article(
    form: str, heading: str, *, is_above: bool
) -> None:
    teasers = [heading, *(form.format(*teaser) for teaser in TEASERS), ""]
    above, behind = (teasers, []) if is_above else ([], teasers)
    assert days([*MENU, *above, TITLE, "", *BODY, "", *behind, "© 2026 Marn Echo"]) == []


@pytest.mark.parametrize(
    ("line", "parted"),
    [
        ("By Ann LeeMar 5, 2026 | 6 comments", "By Ann Lee Mar 5, 2026 | 6 comments"),
        ("March 5, 20266:01 PM ET", "March 5, 2026 6:01 PM ET"),
        ("5 mars 2026Mis à jour", "5 mars 2026 Mis à jour"),
        ("05.03.20265. März 2026", "05.03.2026 5. März 2026"),
        ("Ann3/4/2026", "Ann 3/4/2026"),
        ("Mar 5, 2026Mar 5, 2026", "Mar 5, 2026 Mar 5, 2026"),
        ("2026-03-05T08:12", "2026-03-05T08:12"),
        ("Room 12, 2026 places", "Room 12, 2026 places"),
    ],
)
def test_what_a_converter_joined_to_a_day_is_parted_from_it(line: str, parted: str) -> None:
    assert part_days(line) == parted
    assert part_days(parted) == parted


def test_a_byline_that_a_day_was_joined_to_names_the_writer_and_dates_the_article() -> None:
    page = parse_text(
        "\n".join([*MENU, TITLE, "", "by Ann LeeMarch 5, 2026No Comments", "", *BODY]).encode()
    )
    assert page.articles[0].byline == "Ann Lee"
    assert [d.value_on for d in page.dates] == [date(2026, 3, 5)]

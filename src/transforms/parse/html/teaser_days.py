"""The days of the cards that name other articles: a `time` element, what is called a date, or a
line that is nothing but a day.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from itertools import islice

from transforms.parse.html.fields.dates import read_stamp
from transforms.parse.html.fields.days.labels import YEAR
from transforms.parse.html.markup.document import Document
from transforms.words.html_classes import DATE_CLASS, DATE_MARKS

_DIGIT = re.compile(r"\d")
#: A card holds its date within so many elements; one that nothing names a date within fewer. judged
_CLIMB, _BARE_CLIMB = 6, 3
#: What holds a date alone holds fewer tags, and says so many characters at most. judged
_DATE_TAGS, _DATE_CHARS = 40, 80
#: So many dates of a page are asked. judged
_MOST = 1_000
#: A card with a bare line that is its day holds so many characters at most. judged
_BARE_CARD_CHARS = 400
#: What is a date in figures or words is as long; a clock time or a count is shorter. judged
_SHORTEST = 6


def card_days(
    page: Document, links: dict[int, str | None]
) -> Iterator[tuple[int, tuple[date, str | None]]]:
    """(link, (its day, as the card prints it)) for days that stand in one card with exactly one
    address among these links.
    """
    tags = sorted(links)
    for tag, is_bare in _dated_tags(page) if tags else ():
        shown = page.texts[tag].strip() if is_bare else _shown(page, tag)
        if shown is None or len(shown) > _DATE_CHARS:
            continue
        values = {} if is_bare else page.values(tag)
        stamp = read_stamp(values.get("datetime") or shown)
        if stamp is None:
            continue
        link = _link_of(page, tag, tags, links, is_bare=is_bare)
        if link is not None:
            yield link, (stamp.value_on, shown if _DIGIT.search(shown) else None)


def _dated_tags(page: Document) -> Iterator[tuple[int, bool]]:
    """The tags that are times or called dates, behind those right behind which a text with a year
    stands: a later one counts before an earlier. The second value says which they are.
    """
    bare = [
        tag
        for tag, text in enumerate(page.texts)
        if _SHORTEST <= len(text) <= _DATE_CHARS and not text.isspace() and YEAR.search(text)
    ]
    called = [
        tag
        for tag in page.tags_saying(*DATE_MARKS)
        if DATE_CLASS.search(page.values(tag).get("class", ""))
    ]
    yield from ((tag, True) for tag in bare[:_MOST])
    yield from ((tag, False) for tag in sorted({*called, *page.tags_named("time")})[:_MOST])


def _shown(page: Document, tag: int) -> str | None:
    """What an element prints; None of one that holds too many tags for a date."""
    return page.text_of(tag) if len(page.tags_inside(tag)) < _DATE_TAGS else None


def _link_of(
    page: Document, tag: int, tags: list[int], links: dict[int, str | None], *, is_bare: bool
) -> int | None:
    """The first link of the smallest element around a day that has links, where they all lead to
    one address.
    """
    for element in islice(page.ancestors(tag), _BARE_CLIMB if is_bare else _CLIMB):
        start, end = page.nesting.at[element], page.nesting.end[element]
        if page.name_of(element) == "body" or (is_bare and _is_no_card(page, start, end)):
            return None
        inside = tags[bisect_left(tags, start) : bisect_left(tags, end)]
        if inside:
            return inside[0] if len({links[i] for i in inside}) == 1 else None
    return None


def _is_no_card(page: Document, start: int, end: int) -> bool:
    """Whether an element is too large for a card, or holds the page's heading."""
    return (
        end - start > _BARE_CARD_CHARS
        or "h1" in page.names[start:end]
        or len(page.text(start, end)) > _BARE_CARD_CHARS
    )

"""Feeds of the feedparser corpus: each well-formed file states in a comment what it holds; so do
we.
"""

from __future__ import annotations

import ast
import html
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from transforms.page import Refused
from transforms.parse.capture import parse_capture
from transforms.parse.xml.feed import Feed, read_xml_feed
from transforms.text.encoding import decode

#: Share of the stated titles, addresses, languages and dates that must come out.
LEAST_SHARE = 0.95
_EXPECT = re.compile(r"Expect:\s*(.*?)\s*-->", re.DOTALL)
_VALUE = re.compile(
    r"(entries\[(?P<no>\d+)\]|feed)(?:\['(?P<a>\w+)'\]|\.(?P<b>\w+)) == "
    r"(?P<value>u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"|\([\d, ]+\))"
)
_DATES = ("published_parsed", "updated_parsed", "created_parsed")


def stated(text: str) -> Iterator[tuple[int | None, str, object]]:
    """(number of the entry, null for the feed; field; value) of what the comment expects of fields
    that an archive takes over.
    """
    expected = _EXPECT.search(text)
    for found in _VALUE.finditer(expected[1] if expected else ""):
        number, field = int(found["no"]) if found["no"] else None, found["a"] or found["b"]
        if field in (("title", "language") if number is None else ("title", "link", *_DATES)):
            yield number, field, ast.literal_eval(found["value"])


def meets(feed: Feed, number: int | None, field: str, value: object) -> bool:
    if number is not None and number >= len(feed.entries):
        return False
    if field == "language":
        return feed.language == str(value).partition("-")[0].lower()
    if number is None:
        return as_text(value, feed.title)
    entry = feed.entries[number]
    if field == "link":
        return (entry.url or "") == value
    if field == "title":
        return as_text(value, entry.title)
    assert isinstance(value, tuple)
    return (
        entry.stamp is not None and abs((entry.stamp.value_on - date(*value[:3])).days) <= 1
    )  # ours is local, theirs UTC


def read(text: str, url: str | None) -> Feed:
    try:
        return read_xml_feed(text, url)
    except Refused:
        return Feed()


def as_text(value: object, ours: str | None) -> bool:
    """Whether a title is the stated one, or, where that has markup, its text."""
    without = html.unescape(re.sub(r"</?[a-zA-Z][^<>]*>", " ", str(value)))
    return " ".join((ours or "").split()) in (
        " ".join(str(value).split()),
        " ".join(without.split()),
    )


def test_well_formed_feeds_give_the_values_that_they_state(corpora: Path) -> None:
    outcome: Counter[bool] = Counter()
    missed = []
    for path in sorted((corpora / "feedparser" / "tests" / "wellformed").rglob("*.xml")):
        text = decode(path.read_bytes(), media_type="application/xml").text
        place = re.search(r"Content-Location:\s*(\S+)", text, re.IGNORECASE)
        for number, field, value in stated(text):
            good = meets(read(text, place[1] if place else None), number, field, value)
            outcome[good] += 1
            missed += [] if good else [(path.name, field, value)]
    print(f"{outcome[True]} of {outcome.total()} stated values come out; not: {missed}")
    assert outcome.total() > 150
    assert outcome[True] >= LEAST_SHARE * outcome.total(), missed


def test_every_file_of_the_corpus_is_parsed_or_refused(corpora: Path) -> None:
    kinds: Counter[str] = Counter()
    for path in sorted(p for p in (corpora / "feedparser" / "tests").rglob("*") if p.is_file()):
        try:
            kinds[parse_capture(path.read_bytes(), media_type="application/xml").page_kind] += 1
        except Refused as refused:
            kinds[refused.reason] += 1
    assert set(kinds) <= {"feed", "article", "unsupported_media_type"}
    assert kinds["feed"] > 2_000

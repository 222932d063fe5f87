"""Page -> the other articles it names: headline links to the same site, outside the body, with the
date of their card.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date
from itertools import islice
from urllib.parse import unquote

import numpy as np

from transforms.parse.html.markup.base import find_root
from transforms.parse.html.markup.document import Document
from transforms.parse.html.markup.tags import LINK, TAGS
from transforms.parse.html.teaser_days import card_days
from transforms.parse.html.teaser_names import clean_name, join_parts, without_ranks
from transforms.parse.link_addresses import ARTICLE_SHAPE, find_longest_segment, is_article_link
from transforms.parse.prose import is_chrome as is_chrome_line
from transforms.text.folds import fold_label
from transforms.text.scripts import HANGUL
from transforms.text.word_counts import count_words, estimate_words
from transforms.urls import absolute_url, split_url, url_key
from transforms.values import frozen
from transforms.words.html_classes import BUTTON_CLASS, BUTTON_MARKS
from transforms.words.links import CALL, READ_ON

#: Teasers of a page that are kept; words of a headline at least, and its characters at most.
#: The words: measured: benchmarks/quality/curves.py _LEAST_WORDS; the others judged
MOST_TEASERS = 500
_LEAST_WORDS, _LONGEST_TEXT = 4, 300
#: Korean writes particles with its nouns: a headline there is three words and about so many
#: `units`. judged
_LEAST_UNITS = 6
_CALL_WORDS = 8
#: What keeps no blank to the word before it where a tag parts them.
_CLINGS = re.compile(r" [:,;.!?](?: |$)")
#: A card whose headline is not its link holds fewer tags, and is at most so many elements above the
#: link. The tags: measured: benchmarks/quality/curves.py _CARD_TAGS; the climb judged
_CARD_TAGS, _CARD_CLIMB = 80, 4
_OUTSIDE = frozenset(TAGS.index(name) for name in ("nav", "footer", "form"))
_HEADINGS = frozenset(TAGS.index(f"h{n}") + 1 for n in range(1, 7))
_CARD_HEADINGS = _HEADINGS - {TAGS.index("h1") + 1}
#: A headline of three words shares one of so many letters with its address.
_WORD = re.compile(r"[^\W_]+")
#: A headline of three words shares a word of so many letters with its address. judged
_SLUG_LETTERS = 4
_ELLIPSIS = re.compile(r"(?<!\W)(?=\W*?(?:…|\.\.))\W++$")
_HANGUL = re.compile(f"[{HANGUL}]")


@frozen
class Teaser:
    """A headline that links to another article; `date_text` is its card's printed date as the page
    shows it.
    """

    url: str | None
    text: str
    is_cut: bool
    listed_on: date | None = None
    date_text: str | None = None


def find_teasers(page: Document, *, url: str | None, canonical: str | None) -> list[Teaser]:
    """The distinct (url, text) pairs of links that may name other articles, in page order, at most
    500.

    A link counts with four words or more (eight CJK characters), three in a heading, to the same
    registered domain or a sister site's, outside the page's chrome but for those to the articles
    before and behind its own. One around a picture or over a card, or that says `Read more`, stands
    for the headline of its card.
    """
    root = find_root(page, url or canonical)
    base = url or canonical or root
    own = {key: find_longest_segment(key) for a in (url, canonical) if (key := url_key(a))}
    is_chrome = _chrome(page)
    found: dict[tuple[str | None, str], int] = {}
    turns = (np.abs(page.code) == LINK).nonzero()[0].tolist()
    links = [i for i in turns if page.kinds[i] == LINK]
    for tag, stop in zip(turns, [*turns, len(page.names)][1:], strict=True):
        if page.kinds[tag] != LINK or (is_chrome[tag] and not _is_neighbour(page, tag)):
            continue
        text = _headline(page, tag, stop) or _of_card(page, tag, stop, links)
        if text is None:
            continue
        href = page.values(tag).get("href", "").strip()
        if not is_article_link(href, root, base, own) or not (
            _is_long(text)
            or _is_short_headline(page, tag, stop, text, absolute_url(href, root), base)
        ):
            continue
        found.setdefault((absolute_url(href, root), text), tag)
        if len(found) == MOST_TEASERS:
            break
    dates = dict(card_days(page, {tag: address for (address, _), tag in found.items()}))
    names = without_ranks([text for _, text in found])
    return [
        Teaser(address, name, bool(_ELLIPSIS.search(name)), *dates.get(tag, (None, None)))
        for ((address, _), tag), name in zip(found.items(), names, strict=True)
    ]


def _is_neighbour(page: Document, tag: int) -> bool:
    """Whether a link says that it leads to the article before its page's, or behind it, as blogs
    have them in a navigation.
    """
    relations = page.values(tag).get("rel", "").lower().split()
    return not {"prev", "previous", "next"}.isdisjoint(relations)


def _headline(page: Document, tag: int, stop: int) -> str | None:
    """The link's text, or that of the heading inside it where it wraps a whole card; None where
    that is no headline.
    """
    text = page.text(tag, stop)
    if (text.count(" ") < _LEAST_WORDS - 2 and text.isascii()) or count_words(
        text
    ) < _LEAST_WORDS - 1:
        return None
    heading = next((i for i in range(tag, stop) if page.kinds[i] in _HEADINGS), None)
    if heading is None and count_words(text) <= _CALL_WORDS and _is_call(page, tag, text):
        return None
    text = (
        _printed(page, heading, page.end_of(heading))
        if heading is not None
        else _printed(page, tag, stop)
    )
    text = clean_name(text)
    if (
        not text
        or len(text) > _LONGEST_TEXT
        or count_words(text) < _LEAST_WORDS - 1
        or is_chrome_line(text)
    ):
        return None
    return text


def _is_call(page: Document, tag: int, text: str) -> bool:
    """Whether a short link asks the reader to do something: by its words, or because it is drawn as
    a button.
    """
    if CALL.match(text):
        return True
    if not any(map(page.attributes[tag].__contains__, BUTTON_MARKS)):
        return False
    return BUTTON_CLASS.search(page.values(tag).get("class", "")) is not None


def _printed(page: Document, start: int, stop: int) -> str:
    """The text there, without a blank that only a tag made: `<b>Storm</b>: two hurt` is `Storm: two
    hurt`.
    """
    text = page.text(start, stop)
    parts = page.texts[start:stop]
    if not _CLINGS.search(text):
        return join_parts(parts) if stop - start > 1 else text
    return " ".join("".join(p if not p or p[0] in ":,;.!?" else " " + p for p in parts).split())


def _is_long(text: str) -> bool:
    """Whether a link's text is long enough for a headline wherever it stands."""
    words = count_words(text)
    return words >= _LEAST_WORDS or (
        words == _LEAST_WORDS - 1
        and _HANGUL.search(text) is not None
        and estimate_words(text) >= _LEAST_UNITS
    )


def _is_short_headline(
    page: Document, tag: int, stop: int, text: str, address: str | None, base: str | None
) -> bool:
    """Whether a link of three words is a heading and leads to an address built as the page's own
    is, with a word of it in its slug.
    """
    is_heading = (
        any(page.kinds[i] in _HEADINGS for i in range(tag, stop))
        or page.kinds[page.nesting.at[page.innermost(tag)]] in _HEADINGS
    )
    if not is_heading or address is None or base is None:
        return False
    segments, own = (
        unquote(split_url(a).path).lower().strip("/").split("/") for a in (address, base)
    )
    slug = max(segments, key=len)
    is_named = any(
        len(word) >= _SLUG_LETTERS and word in slug for word in _WORD.findall(text.lower())
    )
    return len(segments) == len(own) and ARTICLE_SHAPE.search(segments[-1]) is not None and is_named


def _of_card(page: Document, tag: int, stop: int, links: list[int]) -> str | None:
    """The headline of the card that a link without one of its own covers: the words of its `title`
    printed there, or the one heading.

    The card is the largest of the elements around the link, up to four, whose links all lead where
    this one leads.
    """
    text = page.text(tag, stop)
    if text and fold_label(text) not in READ_ON:
        return None
    values = page.values(tag)
    said = " ".join((values.get("title") or values.get("aria-label") or "").split())
    for element in islice(page.ancestors(tag), _CARD_CLIMB):
        start, end = page.nesting.at[element], page.nesting.end[element]
        inside = links[bisect_left(links, start) : bisect_left(links, end)]
        if end - start > _CARD_TAGS or any(
            page.values(i).get("href") != values.get("href") for i in inside
        ):
            return None
        if (
            count_words(said) >= _LEAST_WORDS
            and len(said) <= _LONGEST_TEXT
            and said in page.text(start, end)
        ):
            return said
        headings = [i for i in range(start, end) if page.kinds[i] in _CARD_HEADINGS]
        if headings:
            headline = _printed(page, headings[0], page.end_of(headings[0]))
            is_one = (
                len(headings) == 1
                and count_words(headline) >= _LEAST_WORDS
                and len(headline) <= _LONGEST_TEXT
            )
            return headline if is_one and not is_chrome_line(headline) else None
    return None


def _chrome(page: Document) -> bytearray:
    """For each tag whether it stands in the page's navigation, its footer or a form."""
    out, reached = bytearray(len(page.names)), 0
    for tag, start, end in zip(page.nesting.tag, page.nesting.at, page.nesting.end, strict=True):
        if tag in _OUTSIDE and start >= reached:
            out[start:end] = b"\1" * (end - start)
            reached = end
    return out

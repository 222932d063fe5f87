"""Texts that are one article from the first line to the last, with no site around them; and lines
that belong between the paragraphs of a body: items, rows, questions and answers.

Verse, agendas, results, recipes and interviews have few sentences, so that neither prose nor the
line model, which both know texts of web pages, can tell them from a menu. A text without a menu is
taken whole.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby

from transforms.parse.plain.above.header import is_header, is_menu
from transforms.parse.plain.above.headline import REACH, below_name
from transforms.parse.plain.labels import Labels, TextBody
from transforms.parse.prose import is_bullet
from transforms.text.folds import fold_label
from transforms.text.scripts import BROKEN, TIBETAN
from transforms.text.sentences import is_terminated
from transforms.text.word_counts import estimate_words
from transforms.values import frozen
from transforms.words.datelines import AGENCIES
from transforms.words.furniture import END_OF_ARTICLE

#: Cells of a row stand apart by blanks or tabs, or between bars.
_ROW = re.compile(r"\S(?:\t| {2,})\S|^\|.*\|$")
_UNENDED = re.compile(f"[{BROKEN}{TIBETAN}]")
#: Who speaks, before what is said: `Q:`, `ANN LEE:`.
_SPEAKER = re.compile(r"[^\W\d_][^:：\n]{0,40}[:：](?:\s|$)")
_MENU_BARS = re.compile(r"^[^|]+(?:\|[^|]+){2,}$")
_STOPS = (".", "。", "।", "።")
_ENDS = (",", ";", ":", "、", "，", "；", "：", "—", "–", "-", "…")
#: The end of a report: a sentence's, and behind it in brackets its agency or who wrote it; or an
#: agency's name without them, and signs of those who wrote it.
_SIGNED_OFF = re.compile(r"[.!?…。！？][\"”»’]?\s?[(（][^()（）]{2,60}[)）]$")
_AGENCY_OFF = re.compile(
    r"[.!?…][\"”»’]?\s(?P<agency>أ ش أ|[^\W\d_]{2,12})(?:\s[A-Z]{2,4}){0,4}\.?$"
)
#: `ako/ mir/`, `abc/def`.
_SIGNS = re.compile(r"\(?[a-z]{2,5}\s?/(?:\s?[a-z]{2,5}\s?/?){0,4}\)?", re.IGNORECASE)
#: So many short lines in a row without a figure or a mark are a menu. judged
_MENU_LINES, _MENU_WORDS = 4, 3.5
#: An article prints so many days below its head at most; more are a list. judged
_MOST_DATES = 3
#: A title has fewer words. Of a text without sentences so many words in so many lines are an
#: article, and so large a share of the lines of verse ends in a mark. judged
_TITLE_WORDS, _LEAST_WORDS, _LEAST_LINES = 25, 4, 3
_PARAGRAPH_WORDS = 12
_VERSE_LINES, _VERSE_WORDS, _VERSE_MARKS = 4, (3.0, 14.0), 0.4


@frozen
class Whole:
    """The lines below the head of a text that is an article as a whole, and its title's line: the
    first, or one below the site's name; None where the first is no title.
    """

    run: range
    title_at: int | None


def find_whole(labels: Labels, *, has_prose: bool) -> Whole | None:
    """The lines below the head where a text is an article as a whole, else None.

    A text without prose is one where a day or an author stands below its title, or where it is
    verse.
    """
    texts = labels.texts
    if (
        labels.listings
        or any(labels.kinds)
        or any(labels.lines.is_chrome)
        or any(map(_is_furniture, texts))
        or is_menu(texts[0])
    ):
        return None
    title_at = below_name(labels, 0, range(1, len(texts))) if _is_title(labels) else None
    first = 0 if title_at is None else title_at + 1
    start = _below_head(labels, first)
    body = range(start, len(texts))
    if sum(labels.dates[i] is not None for i in body) > _MOST_DATES or _has_menu(texts):
        return None
    lines = [texts[i] for i in body]
    is_article = (
        _is_closed(lines) if has_prose else first > 0 and _is_said(lines, is_signed=start > first)
    )
    return Whole(body, title_at) if is_article and lines else None


def take_lines(labels: Labels, body: TextBody | None, whole: Whole | None) -> TextBody | None:
    """The article's lines: of a text that is one as a whole all below its head but days and
    captions that end with a credit, else those that are prose and what stands between them. An
    agency in brackets may end a text.
    """
    if whole:
        credits = labels.lines.is_credit
        own = frozenset(
            i
            for i in whole.run
            if labels.dates[i] is None
            and (not credits[i] or labels.texts[i].endswith(")"))
            and not _is_sign(labels.texts[i])
        )
        return TextBody(whole.run, own, body.titles if body else {})
    if body is None:
        return None
    between = find_between(labels, body.kept)
    return _with_last(labels, replace(body, kept=body.kept | between) if between else body)


def _with_last(labels: Labels, body: TextBody) -> TextBody:
    """The body with the paragraph right behind it that ends with its agency, as captions do too:
    `The council will meet again. (AP)`.
    """
    at = max(body.kept, default=body.run.stop) + 1
    if at >= len(labels.texts) or labels.kinds[at] or not _is_signed_off(labels.texts[at]):
        return body
    run = range(body.run.start, max(body.run.stop, at + 1))
    return replace(body, run=run, kept=body.kept | {at})


def _is_signed_off(text: str) -> bool:
    """Whether a line ends with a sentence and the agency behind it: `… in May. (AP)`, `… en mayo.
    EFE`.
    """
    if _SIGNED_OFF.search(text):
        return True
    found = _AGENCY_OFF.search(text)
    return found is not None and found["agency"].casefold() in AGENCIES


def find_between(labels: Labels, kept: frozenset[int]) -> frozenset[int]:
    """Items, rows, questions and answers that stand between lines of a body."""
    if not kept:
        return frozenset()
    first, last = min(kept), max(kept)
    return frozenset(
        i
        for i in range(first + 1, last)
        if i not in kept
        and labels.kinds[i] is None
        and labels.dates[i] is None
        and _belongs(labels.texts[i])
        and (i - 1 in kept or _belongs(labels.texts[i - 1]))
        and (i + 1 in kept or _belongs(labels.texts[i + 1]))
    )


def _is_said(lines: list[str], *, is_signed: bool) -> bool:
    """Whether lines without prose are an article's: below a day or an author where they are several
    or a sentence, else where they are verse or paragraphs of a script that marks no sentence's end.
    """
    if is_signed:
        is_long = len(lines) >= _LEAST_LINES or any(map(is_terminated, lines))
        return is_long and sum(map(estimate_words, lines)) >= _LEAST_WORDS
    return _is_verse(lines) or sum(map(_is_sentence, lines)) * 2 > len(lines)


def _is_title(labels: Labels) -> bool:
    """Whether the first of several lines is no item, day or sentence, and no paragraph."""
    first = labels.texts[0]
    return (
        len(labels.texts) > 1
        and labels.dates[0] is None
        and not is_bullet(first)
        and estimate_words(first) < _TITLE_WORDS
        and not first.endswith(_STOPS)
    )


def _below_head(labels: Labels, start: int) -> int:
    """The first line from here on that is no day, no byline and holds none."""
    last = min(len(labels.texts) - 1, start + REACH)
    while start < last and is_header(labels, start):
        start += 1
    return start


def _is_furniture(text: str) -> bool:
    """Whether a line is a site's: a menu in a line, a notice of rights, what ends an article."""
    return (
        "©" in text
        or _MENU_BARS.match(text) is not None
        or (len(text) < 60 and END_OF_ARTICLE.fullmatch(fold_label(text)) is not None)
    )


def _has_menu(texts: list[str]) -> bool:
    """Whether so many short lines stand in a row that say nothing but names."""
    return any(
        is_short and sum(1 for _ in lines) >= _MENU_LINES
        for is_short, lines in groupby(texts, lambda t: not _is_shaped(t) and _is_short(t))
    )


def _is_short(text: str) -> bool:
    return estimate_words(text) < _MENU_WORDS


def _is_closed(lines: list[str]) -> bool:
    """Whether a text with prose goes on to its end: behind its last sentence no bare names follow,
    which would be those of other articles.
    """
    last = max((i for i, line in enumerate(lines) if _is_sentence(line)), default=-1)
    return all(_is_shaped(line) or _is_sign(line) for line in lines[last + 1 :])


def _is_sign(text: str) -> bool:
    """Whether a line is nothing but an agency's name, or the signs of those who wrote a report."""
    return text.strip(".()（）").casefold() in AGENCIES or _SIGNS.fullmatch(text) is not None


def _is_sentence(text: str) -> bool:
    """Whether a line ends a sentence; in scripts that mark no end, whether it is a paragraph."""
    return (
        is_terminated(text)
        or _is_signed_off(text)
        or (_UNENDED.search(text) is not None and estimate_words(text) >= _PARAGRAPH_WORDS)
    )


def _is_shaped(text: str) -> bool:
    """Whether a line is an item, a row, a reply, a line of verse, or has a figure."""
    return (
        _belongs(text) or is_terminated(text) or text.endswith(_ENDS) or any(map(str.isdigit, text))
    )


def _belongs(text: str) -> bool:
    may_be_row = "\t" in text or "  " in text or text[:1] == "|"
    return (
        is_bullet(text)
        or (may_be_row and _ROW.search(text) is not None)
        or _SPEAKER.match(text) is not None
    )


def _is_verse(lines: list[str]) -> bool:
    """Whether lines are of a poem's length, without figures, many of them ending in a mark."""
    if len(lines) < _VERSE_LINES or any(c.isdigit() for line in lines for c in line):
        return False
    least, most = _VERSE_WORDS
    marks = sum(is_terminated(t) or t.endswith(_ENDS) for t in lines)
    return marks >= _VERSE_MARKS * len(lines) and all(
        least <= estimate_words(t) <= most and not _SPEAKER.match(t) for t in lines
    )

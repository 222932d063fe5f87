"""The short lines of an article's header, and those behind its text -> the days that they print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from transforms.page import DateCandidate
from transforms.parse.dates.choose import PRINTED
from transforms.parse.dates.printed import LineDates, read_line
from transforms.parse.dates.reading import is_date_word
from transforms.parse.dates.relative import read_span
from transforms.parse.dates.value import Order, PrintedDate
from transforms.parse.html.fields.days.region import (
    CARDS,
    Line,
    header_lines,
    in_card,
    is_in_foreign_link,
    tail_lines,
)
from transforms.parse.html.markup.document import Document
from transforms.words.html_classes import HEADER_DATE_CLASS

#: A line is read to so many characters.
_LINE_CHARS = 130
_LABEL_CHARS, _SPAN_CHARS = 40, 40
#: How far lines of each kind are to be trusted: of 102 pages of the parts for training and choosing
#: whose day stands nowhere else, none is dated wrong by them, read by eye.
#: measured: benchmarks/quality/days.py --show
_LABELLED, _ALONE, _AMONG_WORDS, _BEHIND = 0.94, PRINTED, 0.9, 0.85
#: So many words that are no date's may stand beside one: with a label, without, and before a full
#: stop. judged
_LABEL_WORDS, _WORDS, _SENTENCE_WORDS = 9, 6, 1
_DIGIT = re.compile(r"\d")
#: What a line with a whole date has: a year, or the two figures of one behind a sign or a month.
_YEAR = re.compile(r"\d{3}|\d ?[./-] ?\d|['’-]\d\d|[年년]|[\u0e00-\u0e7f.] ?\d\d")
_NO_WORDS = re.compile(r"[\s:：·|]+")


@dataclass(frozen=True, slots=True)
class _Read:
    """A line with what it says, and how far that is to be trusted."""

    line: Line
    said: LineDates
    trust: float


def read_lines(
    page: Document,
    anchor: int | None,
    own: frozenset[str],
    order: Order | None,
    *,
    is_last_resort: bool,
) -> Iterator[DateCandidate]:
    """The best day that a line of the header prints for the publication, and for the update.

    A label makes a line surest, then a line that is nothing but a day; words beside it leave more
    doubt. Where neither the header nor (`is_last_resort`) anything else has one, a labelled day
    behind the article's text counts.
    """
    found: list[_Read] = []
    last = anchor or 0
    previous = ""
    span = None
    for line in header_lines(page, anchor):
        last = max(last, line.stop)
        label, previous = previous, line.text
        if span is None and len(line.text) <= _SPAN_CHARS and read_span(line.text):
            span = None if in_card(page, line.start, anchor, own) else line.text
        if not _YEAR.search(line.text):
            continue
        if read := _read(page, line, _with_label(line.text, label), anchor, own, order):
            found.append(read)
    dated = [r for r in found if r.said.published]
    if not dated and is_last_resort:
        dated = list(_behind(page, anchor, own, last, order))
    yield from _candidates(max(dated, key=lambda r: r.trust, default=None), found)
    if span and not dated:
        yield DateCandidate("text", "range", _ALONE, evidence=span)


def _candidates(best: _Read | None, found: list[_Read]) -> Iterator[DateCandidate]:
    updated = next((r for r in found if r.said.updated), None)
    if best and best.said.published:
        yield _candidate(best.said.published, "text", best.trust)
    if updated and (last := updated.said.updated):
        yield _candidate(last, "text_modified", updated.trust)
        if not best and last.value_on:
            yield DateCandidate(
                "text", "range", updated.trust, not_after=last.value_on, evidence=last.evidence[:80]
            )


def _candidate(date: PrintedDate, source: str, trust: float) -> DateCandidate:
    return date.as_candidate(source, trust, evidence=date.evidence[:80])


def _read(
    page: Document,
    line: Line,
    text: str,
    anchor: int | None,
    own: frozenset[str],
    order: Order | None,
) -> _Read | None:
    if len(text) > _LINE_CHARS:
        return None
    said = read_line(text, order=order)
    date = said.published or said.updated
    if date is None or not (date.value_on or date.is_open or said.is_alone) or not _is_header(said):
        return None
    tag = next(
        (t for t in range(line.start, line.stop) if _DIGIT.search(page.texts[t])), line.start
    )
    if in_card(page, tag, anchor, own):
        return None
    return _Read(line, said, _trust(page, line, said))


def _is_header(said: LineDates) -> bool:
    """Whether a line is short beside its dates, as headers are and sentences and captions are
    not.
    """
    most = _LABEL_WORDS if said.is_labelled or not said.published else _WORDS
    return said.words <= most and not (said.is_sentence and said.words > _SENTENCE_WORDS)


def _trust(page: Document, line: Line, said: LineDates) -> float:
    if said.is_labelled:
        return _LABELLED
    is_named = any(
        HEADER_DATE_CLASS.search(page.values(t).get("class", ""))
        for t in range(line.start, min(line.start + 3, line.stop))
        if page.attributes[t]
    )
    trust = _ALONE if said.is_alone else _AMONG_WORDS
    return trust + (0.01 if is_named else 0) - (0.02 if line.is_before else 0)


def _with_label(text: str, previous: str) -> str:
    """The line behind a short one that is a label and nothing else, as in a list of terms:
    `Published`, then the day.
    """
    words = _NO_WORDS.split(previous.casefold().strip(" :："))
    is_label = 0 < len(previous) <= _LABEL_CHARS and not _DIGIT.search(previous)
    return f"{previous}: {text}" if is_label and all(map(is_date_word, words)) else text


def _behind(
    page: Document, anchor: int | None, own: frozenset[str], start: int, order: Order | None
) -> Iterator[_Read]:
    """The line behind the header that a label calls the publication's, where all such lines name
    one day: cards are several.
    """
    previous = ""
    found: dict[object, _Read] = {}
    for line in tail_lines(page, anchor, start):
        label, previous = previous, line.text
        if len(line.text) > _LINE_CHARS or not _YEAR.search(line.text):
            continue
        said = read_line(_with_label(line.text, label), order=order)
        if (
            said.published
            and said.is_labelled
            and _is_header(said)
            and not _is_apart(page, line.start, own)
        ):
            day = said.published.value_on or said.published.not_before
            found.setdefault(day, _Read(line, said, _BEHIND))
    if len(found) == 1:
        yield from found.values()


def _is_apart(page: Document, tag: int, own: frozenset[str]) -> bool:
    """Whether something stands in an aside, a footer or the like, or in a link."""
    is_in = any(page.name_of(e) in CARDS for e in page.ancestors(tag))
    return is_in or page.names[tag] in CARDS or is_in_foreign_link(page, tag, own)

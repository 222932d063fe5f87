"""The short lines of an article's header, and those behind its text -> the days that they print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from transforms.page import DateCandidate
from transforms.parse.dates.choose import PRINTED
from transforms.parse.dates.printed import LIST_STEP, SENTENCE_WORDS, LineDates, read_line
from transforms.parse.dates.relative import read_span
from transforms.parse.dates.value import Order, PrintedDate
from transforms.parse.html.fields.byline_lines import cut_name, is_byline
from transforms.parse.html.fields.days.labels import LINE_CHARS, YEAR, is_header, with_label
from transforms.parse.html.fields.days.region import Line, header_lines, in_card
from transforms.parse.html.fields.days.tail import Trusted, read_month, read_tail
from transforms.parse.html.markup.document import Document
from transforms.text.sentences import is_terminated
from transforms.text.word_counts import count_words
from transforms.values import frozen
from transforms.words.bylines import LABEL
from transforms.words.html_classes import HEADER_DATE_CLASS

#: A line that says how long ago it was has no more characters. judged
_SPAN_CHARS = 40
#: How far lines of each kind are to be trusted: of 102 pages of the parts for training and choosing
#: whose day stands nowhere else, none is dated wrong by them, read by eye.
#: measured: benchmarks/quality/days.py --show
_LABELLED, _ALONE, _AMONG_WORDS = 0.94, PRINTED, 0.9
#: What cuts a header's line into pieces, which are so short. judged
_BARS, _PIECE_WORDS = re.compile(r"(?<!\s)\s++[|·•│]\s++"), 6
_DIGIT = re.compile(r"\d")


@frozen
class _Read:
    """A line with what it says, how far that is to be trusted, which line of the header it is, and
    whether a sentence stands before it.
    """

    line: Line
    said: LineDates
    trust: float
    number: int = 0
    is_in_text: bool = False

    @property
    def day(self) -> date | None:
        said = self.said.published or self.said.updated
        return said.value_on if said else None


def read_lines(
    page: Document,
    anchor: int | None,
    own: frozenset[str],
    order: Order | None,
    *,
    months: Sequence[tuple[date, date]] = (),
    is_last_resort: bool,
) -> Iterator[DateCandidate]:
    """The best day that a line of the header prints for the publication, and for the update.

    A label makes a line surest, then a line that is nothing but a day; words beside it leave more
    doubt. Where neither the header nor (`is_last_resort`) anything else has one, a day behind the
    article's text counts, or the one that lies in the month of the page's address (`months`).
    """
    found: list[_Read] = []
    last = anchor or 0
    previous = ""
    span = None
    is_in_text = False
    for number, line in enumerate(header_lines(page, anchor)):
        last = max(last, line.stop)
        label, previous = previous, line.text
        if span is None and len(line.text) <= _SPAN_CHARS and read_span(line.text):
            span = None if in_card(page, line.start, anchor, own) else line.text
        is_in_text = not line.is_before and (is_in_text or _is_sentence(line))
        if not YEAR.search(line.text):
            continue
        if read := _read(page, line, with_label(line.text, label), anchor, own, order):
            found.append(replace(read, number=number, is_in_text=is_in_text))
    best, updated = _best(found)
    if is_last_resort and (best is None or best[0].value_on is None):
        behind, changed = read_tail(page, anchor, own, last, order)
        best = read_month(page, anchor, own, order, months) or best or behind
        updated = updated or changed
    yield from _candidates(best, updated)
    if span and best is None:
        yield DateCandidate("text", "range", _ALONE, evidence=span)


def _best(found: Sequence[_Read]) -> tuple[Trusted | None, Trusted | None]:
    """The day of publication, and that of an update, which these lines say best."""
    own = [read for read in found if not _is_listed(read, found)]
    dated = [(d, r.trust) for r in own if (d := r.said.published)]
    best = max(dated, key=lambda d: (d[0].value_on is not None, d[1]), default=None)
    return best, next(((d, r.trust) for r in own if (d := r.said.updated)), None)


def _candidates(best: Trusted | None, updated: Trusted | None) -> Iterator[DateCandidate]:
    if best:
        yield _candidate(best[0], "text", best[1])
    if updated:
        last, trust = updated
        yield _candidate(last, "text_modified", trust)
        if not best and last.value_on:
            yield DateCandidate(
                "text", "range", trust, not_after=last.value_on, evidence=last.evidence[:80]
            )


def _candidate(day: PrintedDate, source: str, trust: float) -> DateCandidate:
    return day.as_candidate(source, trust, evidence=day.evidence[:80])


def _read(
    page: Document,
    line: Line,
    text: str,
    anchor: int | None,
    own: frozenset[str],
    order: Order | None,
) -> _Read | None:
    if len(text) > LINE_CHARS:
        return None
    said = read_line(text, order=order)
    if not is_header(said):
        said = _behind_names(text, order) or _in_piece(text, order) or said
    day = said.published or said.updated
    if day is None or not (day.value_on or day.is_open or said.is_alone) or not is_header(said):
        return None
    tag = next(
        (t for t in range(line.start, line.stop) if _DIGIT.search(page.texts[t])), line.start
    )
    if in_card(page, tag, anchor, own) or _is_edition(page, line, said, anchor):
        return None
    return _Read(line, said, _trust(page, line, said))


def _is_sentence(line: Line) -> bool:
    return is_terminated(line.text) and count_words(line.text) >= SENTENCE_WORDS


def _is_listed(read: _Read, found: Sequence[_Read]) -> bool:
    """Whether a day is one of several in a list within the text (see `LIST_STEP`)."""
    if not read.is_in_text or read.said.is_labelled:
        return False
    return any(
        other.is_in_text
        and not other.said.is_labelled
        and 0 < abs(other.number - read.number) <= LIST_STEP
        and other.day != read.day
        for other in found
    )


def _is_edition(page: Document, line: Line, said: LineDates, anchor: int | None) -> bool:
    """Whether a day before the heading is that on which a site is read: with its weekday, without a
    label, and outside the `<article>` that the heading opens.
    """
    day = said.published
    is_full = day is not None and day.fits_weekday is not None and not said.is_labelled
    if not (is_full and line.is_before) or anchor is None:
        return False
    article = next((e for e in page.ancestors(anchor) if page.name_of(e) == "article"), None)
    return article is not None and line.start < page.nesting.at[article]


def _behind_names(text: str, order: Order | None) -> LineDates | None:
    """What a line says behind the names that it opens with, which are as many words as they are:
    `Von Ann Lee und Bo Ek, 5. März 2026`; None where it opens with none.
    """
    names = cut_name(text)
    if not LABEL.match(text) or not text.startswith(names) or not is_byline(names):
        return None
    return read_line(text[len(names) :].strip(), order=order)


def _in_piece(text: str, order: Order | None) -> LineDates | None:
    """What the piece with a day says of a line that bars cut into short ones: `5 March 2026 · 3 min
    read · 12 comments`; None where one is no header's.
    """
    pieces = _BARS.split(text)
    if len(pieces) < 2 or not all(map(_is_short, pieces)):
        return None
    said = (read_line(piece, order=order) for piece in pieces)
    return next((s for s in said if s.published), None)


def _is_short(piece: str) -> bool:
    """Whether a piece of a line is a few words, or names who wrote, however many."""
    is_line = count_words(piece) <= _PIECE_WORDS or (LABEL.match(piece) and is_byline(piece))
    return bool(is_line) and not is_terminated(piece)


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

"""The lines behind an article's header -> the day that they print of it, where they agree on
one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from transforms.parse.dates.printed import LineDates, read_line
from transforms.parse.dates.value import Order, PrintedDate
from transforms.parse.html.fields.days.labels import LINE_CHARS, YEAR, is_header, with_label
from transforms.parse.html.fields.days.region import (
    Line,
    is_apart,
    is_in_foreign_link,
    tail_lines,
)
from transforms.parse.html.markup.document import Document
from transforms.words.html_classes import BYLINE_CLASS, DATE_CLASS

#: How far such a day is to be trusted: labelled, in an element whose class says that it is a date,
#: and in the month that the address names. measured: benchmarks/quality/days.py
_LABELLED, _MARKED, _IN_MONTH = 0.85, 0.75, 0.85
_MARKED_TAGS = 3


#: A day, and how far it is to be trusted.
Trusted = tuple[PrintedDate, float]


def read_tail(
    page: Document, anchor: int | None, own: frozenset[str], start: int, order: Order | None
) -> tuple[Trusted | None, Trusted | None]:
    """The day of publication, and that of an update, behind an article's header: what a label says,
    else what stands alone in an element called a date's. Several such days are cards'.
    """
    read = list(_dated_lines(page, anchor, own, start, order))
    labelled = _only([s.published for _, s in read if s.is_labelled], _LABELLED)
    marked = [s.published for line, s in read if _is_marked(page, line, s)]
    updated = _only([s.updated for _, s in read], _LABELLED)
    return labelled or _only(marked, _MARKED), updated


def read_month(
    page: Document,
    anchor: int | None,
    own: frozenset[str],
    order: Order | None,
    months: Sequence[tuple[date, date]],
) -> Trusted | None:
    """The one day in the month of the page's address that its lines print, wherever it stands
    among their words.
    """
    if not months:
        return None
    first, last = months[0]
    lines = tail_lines(page, anchor, 0)
    dates = [
        said.published
        for line in lines
        if len(line.text) <= LINE_CHARS
        and YEAR.search(line.text)
        and not is_in_foreign_link(page, line.start, own)
        for said in [read_line(line.text, order=order)]
        if said.published and said.published.value_on and first <= said.published.value_on <= last
    ]
    return _only(dates, _IN_MONTH)


def _dated_lines(
    page: Document, anchor: int | None, own: frozenset[str], start: int, order: Order | None
) -> Iterator[tuple[Line, LineDates]]:
    previous = ""
    for line in tail_lines(page, anchor, start):
        label, previous = previous, line.text
        if len(line.text) > LINE_CHARS or not YEAR.search(line.text):
            continue
        said = read_line(with_label(line.text, label), order=order)
        is_dated = said.published or said.updated
        if is_dated and is_header(said) and not is_apart(page, line.start, own):
            yield line, said


def _is_marked(page: Document, line: Line, said: LineDates) -> bool:
    """Whether a line with a day says so by its element's class, or that somebody wrote then."""
    if said.published is None:
        return False
    tags = range(line.start, min(line.start + _MARKED_TAGS, line.stop))
    classes = [page.values(t).get("class", "") for t in tags if page.attributes[t]]
    parent = next(page.ancestors(line.start), None)
    if parent is not None:
        classes.append(page.values(page.nesting.at[parent]).get("class", ""))
    return any(DATE_CLASS.search(c) or BYLINE_CLASS.search(c) for c in classes)


def _only(dates: Iterable[PrintedDate | None], trust: float) -> Trusted | None:
    """The day that all of some dates name."""
    found = {d.value_on or d.not_before: d for d in dates if d}
    return (next(iter(found.values())), trust) if len(found) == 1 else None

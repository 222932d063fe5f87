"""The day of a text capture that the rules of its header have not found: by a trained model, which
is asked of every line that prints a day.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from transforms.parse.dates.printed import BYLINE_CHARS, LineDates, read_line
from transforms.parse.dates.value import Order, PrintedDate
from transforms.parse.model.trees import DAY_MODEL, forest, probabilities
from transforms.parse.plain.above.header import is_anothers, is_byline_like, read_names
from transforms.parse.plain.above.headline import Head, sign
from transforms.parse.plain.labels import Labels, TextBody

#: From this probability on a line's day is the article's: of 104 texts of the part choose in which
#: rules have found none it then tells 31, of which 27 are the labelled one.
#: measured: benchmarks/training/train_day.py
_LEAST_CHANCE = 0.4
#: How far a day is trusted that the model tells. measured: benchmarks/training/train_day.py
_TRUST = 0.6
#: A label that stands in a line of its own over a day has no more characters, nor has a line that
#: says little besides figures. judged
_LABEL_CHARS = 40
#: How far, in lines and in days, the distance between two is told. judged
_FAR, _FAR_DAYS = 60, 400
_FIGURES, _CLOCK = re.compile(r"\d\d"), re.compile(r"\d:\d\d")
_BULLETS = "•-*"


@dataclass(frozen=True, slots=True)
class DayLine:
    """A line that prints a day: its number, what it says, and the day of publication in it, else
    that of an update.
    """

    at: int
    said: LineDates
    found: PrintedDate


def add_told_day(head: Head, labels: Labels, body: TextBody, *, order: Order | None) -> None:
    """Give an article of which no day is known the one that most likely is its own, with its line
    and the names in it; none where none is likely.
    """
    if head.date is not None and head.date.reason is None:
        return
    lines, rows = day_rows(labels, body, head.title_at, order=order)
    if not lines:
        return
    chances = probabilities(forest(DAY_MODEL), rows)
    best = int(chances.argmax())
    if chances[best] < _LEAST_CHANCE:
        return
    line = lines[best]
    head.date, head.date_at, head.trust = line.found, line.at, _TRUST
    sign(head, labels, line.at, order=order)


def day_rows(
    labels: Labels, body: TextBody, title_at: int | None, *, order: Order | None
) -> tuple[list[DayLine], NDArray[np.float32]]:
    """The lines of a page that print a day, not inside a sentence, and belong to no teaser; and
    their features, one row each.
    """
    own = body.kept if title_at is None else body.kept | {title_at}
    lines = _day_lines(labels, own, order)
    rows = [
        [
            *_place(labels, body, title_at, line.at),
            *_says(labels, line, order),
            *_beside(labels, line.at),
            *among,
        ]
        for line, among in zip(lines, _among(lines), strict=True)
    ]
    return lines, np.array(rows, np.float32)


def _day_lines(labels: Labels, own: frozenset[int], order: Order | None) -> list[DayLine]:
    out = []
    for i, text in enumerate(labels.texts):
        if labels.kinds[i] is None and len(text) <= BYLINE_CHARS and _FIGURES.search(text):
            said = read_line(text, order=order)
            found = said.published or said.updated
            if found and found.value_on and not is_anothers(labels, own, i, said):
                out.append(DayLine(i, said, found))
    return out


def _place(labels: Labels, body: TextBody, title_at: int | None, i: int) -> list[float]:
    """Where a line stands: to the headline, to the body's first and last lines, on the page."""
    size = len(labels.texts)
    edges = min(body.kept, default=body.run.start), body.run.stop, max(body.kept, default=i)
    return [
        _FAR + 1 if title_at is None else _clip(i - title_at),
        *(_clip(i - edge) for edge in edges),
        i in body.run,
        i in body.kept,
        min(i, 100),
        min(size - i, 100),
        size,
        i / size,
    ]


def _says(labels: Labels, line: DayLine, order: Order | None) -> list[float]:
    """What a line says of its day, and what else."""
    text, said = labels.texts[line.at], line.said
    over = labels.texts[line.at - 1] if line.at else ""
    is_label = bool(over) and len(over) < _LABEL_CHARS and not _FIGURES.search(over)
    joined = f"{over.rstrip(': ')}: {text}" if is_label and not said.is_labelled else ""
    return [
        said.is_alone,
        said.is_labelled,
        bool(joined) and read_line(joined, order=order).is_labelled,
        said.words,
        said.is_sentence,
        line.found.is_update,
        said.updated is not None,
        len(text),
        said.start,
        _CLOCK.search(text) is not None,
        "©" in text,
        text[0] in _BULLETS,
        line.found.fits_weekday is not None,
        read_names(text) is not None,
    ]


def _beside(labels: Labels, i: int) -> list[float]:
    """The blank lines around a line, and what the lines next to it are."""
    columns, rows = labels.lines.columns, labels.lines.rows
    size = len(rows)
    out: list[float] = [labels.gaps[i], i + 1 == size or labels.gaps[i + 1]]
    for k in (i - 1, i, i + 1):
        is_there = 0 <= k < size
        text = labels.texts[k] if is_there else ""
        out += [
            columns.scores[rows[k]] if is_there else -1.0,
            labels.lines.words[k] if is_there else -1.0,
            is_there and labels.kinds[k] is not None,
            len(text) < _LABEL_CHARS and any(map(str.isdigit, text)),
        ]
    above, below = labels.texts[max(i - 2, 0) : i], labels.texts[i + 1 : i + 3]
    return [*out, any(map(is_byline_like, above)), any(map(is_byline_like, below))]


def _among(lines: Sequence[DayLine]) -> list[list[float]]:
    """How each line and its day stand to the other days of the page."""
    days = [line.found.value_on.toordinal() for line in lines if line.found.value_on]
    first, last, times = min(days, default=0), max(days, default=0), Counter(days)
    apart = [_FAR, *(min(b.at - a.at, _FAR) for a, b in pairwise(lines)), _FAR]
    return [
        [
            len(days),
            no,
            len(days) - 1 - no,
            times[day],
            len(times),
            day == first,
            day == last,
            min(day - first, _FAR_DAYS),
            min(last - day, _FAR_DAYS),
            apart[no],
            apart[no + 1],
        ]
        for no, day in enumerate(days)
    ]


def _clip(lines: int) -> int:
    """A distance in lines, as far as it is told."""
    return max(-_FAR, min(lines, _FAR))

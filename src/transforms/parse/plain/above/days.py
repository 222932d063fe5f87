"""The day of a text capture that the rules of its header have not found: by a trained model, which
is asked of every line that prints a day.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from transforms.page import STOPGAP
from transforms.parse.dates.printed import BYLINE_CHARS, LineDates, read_line
from transforms.parse.dates.value import Order, PrintedDate
from transforms.parse.model.trees import DAY_MODEL
from transforms.parse.plain.above.features import (
    FAR,
    LABEL_CHARS,
    Asked,
    beside_features,
    find_likeliest,
    is_sentence,
    place_features,
)
from transforms.parse.plain.above.header import is_anothers, read_names
from transforms.parse.plain.above.headline import Head, is_listed, sign
from transforms.parse.plain.labels import Labels, TextBody
from transforms.parse.together import Ask, Questions
from transforms.values import frozen

#: From this probability on a line's day is the article's: of 104 texts of the part choose in which
#: rules have found none it then tells 32, of which 27 are the labelled one.
#: measured: benchmarks/training/train_day.py
_LEAST_CHANCE = 0.4
#: How far a day is trusted that the model tells and its line labels: of 7 of the part choose all
#: are right, of 25 without a label 20. measured: benchmarks/training/train_day.py
_LABELLED = 0.7
#: How far the distance between two days is told. judged
_FAR_DAYS = 400
_FIGURES, _CLOCK = re.compile(r"\d\d"), re.compile(r"\d:\d\d")
#: What a line has that prints a whole day: a year, a day in figures, or letters of a script that
#: may write either otherwise.
_DAY = re.compile(
    r"(?:1[3-9]|2[0-5])\d\d|\d[./-]\s?\d{1,2}\s?[./-]\s?\d\d|\d[ -][^\W\d]{3,12}\.?[ -]'?\d\d"
    r"|[^\W\d]\.? \d{1,2},? '\d\d|[\u0590-\u1fff\u2e80-\uffff]"
)
_BULLETS = "•-*"


@frozen
class DayLine:
    """A line that prints a day: its number, what it says, and the day of publication in it, else
    that of an update.
    """

    at: int
    said: LineDates
    found: PrintedDate


@frozen
class AskedDays(Asked):
    """The lines of a page that print a day, and what each of them says: features that no other line
    changes, and those that tell how its day stands to the others.
    """

    says: list[list[float]]
    among: list[list[float]]


def ask_day(head: Head, labels: Labels, body: TextBody, *, order: Order | None) -> Questions[None]:
    """Give an article of which no day is known the one that most likely is its own, with its line
    and the names in it; none where none is likely.
    """
    if head.date is not None and head.date.reason is None:
        return
    lines = find_day_lines(labels, body, head.title_at, order=order)
    if not lines:
        return
    asked = describe_days(lines, labels, body, head.title_at, order=order)
    best: int | None = yield Ask(_find_days, asked)
    if best is None:
        return
    line = lines[best]
    head.date, head.date_at = line.found, line.at
    head.trust = _LABELLED if line.said.is_labelled else STOPGAP
    head.told.add(line.at)
    sign(head, labels, line.at, order=order)


def _find_days(pages: Sequence[AskedDays]) -> list[int | None]:
    """For each page which of its lines most likely prints its article's day, if any."""
    return find_likeliest(DAY_MODEL, day_rows(pages), pages, _LEAST_CHANCE)


def day_rows(pages: Sequence[AskedDays]) -> NDArray[np.float32]:
    """The features of the lines of these pages that print a day, one row each."""
    says = np.array([row for page in pages for row in page.says])
    among = np.array([row for page in pages for row in page.among])
    parts = [place_features(pages), says, beside_features(pages), among]
    return np.concatenate(parts, axis=1, dtype=np.float32)


def describe_days(
    lines: list[DayLine],
    labels: Labels,
    body: TextBody,
    title_at: int | None,
    *,
    order: Order | None,
) -> AskedDays:
    """What `day_rows` is made of, of one page's lines."""
    says = [_says(labels, line, order) for line in lines]
    return AskedDays(labels, body, title_at, [line.at for line in lines], says, _among(lines))


def find_day_lines(
    labels: Labels, body: TextBody, title_at: int | None, *, order: Order | None
) -> list[DayLine]:
    """The lines of a page that print a day, not inside a sentence, and belong to no teaser and no
    list of the text's.
    """
    lines = labels.lines
    asked = [
        i
        for i in (~lines.columns.is_plain[lines.rows]).nonzero()[0].tolist()
        if labels.kinds[i] is None
        and len(labels.texts[i]) <= BYLINE_CHARS
        and not is_sentence(labels, i)
        and _DAY.search(labels.texts[i])
    ]
    if not asked:
        return []
    article = [*body.kept, *([] if title_at is None else [title_at])]
    own = {labels.texts[i] for i in article}
    out = []
    for i in asked:
        said = read_line(labels.texts[i], order=order)
        found = said.published or said.updated
        is_own = found and found.value_on and not is_anothers(labels, own, i, said)
        if found and is_own and not is_listed(labels, title_at, i, order=order):
            out.append(DayLine(i, said, found))
    return out


def _says(labels: Labels, line: DayLine, order: Order | None) -> list[float]:
    """What a line says of its day, and what else."""
    text, said = labels.texts[line.at], line.said
    over = labels.texts[line.at - 1] if line.at else ""
    is_label = bool(over) and len(over) < LABEL_CHARS and not _FIGURES.search(over)
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


def _among(lines: Sequence[DayLine]) -> list[list[float]]:
    """How each line and its day stand to the other days of the page."""
    days = [line.found.value_on.toordinal() for line in lines if line.found.value_on]
    first, last, times = min(days, default=0), max(days, default=0), Counter(days)
    apart = [FAR, *(min(b.at - a.at, FAR) for a, b in pairwise(lines)), FAR]
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

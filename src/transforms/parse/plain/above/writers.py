"""The writers of a text capture that no byline above its text names: by a trained model, which is
asked of every line near the article's ends that may name people.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from transforms.parse.dates.reading import part_days
from transforms.parse.dates.value import Order
from transforms.parse.html.fields.byline_lines import (
    cut_name,
    first_names,
    is_byline,
    read_beside_days,
    read_labelled,
    without_days,
)
from transforms.parse.html.fields.people import PLAIN_NAME, is_body, read_people
from transforms.parse.model.trees import WRITER_MODEL
from transforms.parse.plain.above.features import (
    FAR,
    SENTENCE_CHARS,
    Asked,
    beside_features,
    clip,
    find_likeliest,
    is_sentence,
    place_features,
)
from transforms.parse.plain.above.header import is_headline_like, read_names, without_date
from transforms.parse.plain.above.headline import Head
from transforms.parse.plain.labels import Labels, TextBody
from transforms.parse.together import Ask, Questions
from transforms.values import frozen
from transforms.words.bylines import INNER_LABEL, LABEL, ROLE

#: From this probability on a line names the writers: of 328 texts of the part choose in which rules
#: have found none it then tells 128, of which 109 have the labelled names and 3 some of them.
#: measured: benchmarks/training/train_writer.py
_LEAST_CHANCE = 0.6
#: Lines around the headline, before the body's first line and behind it, and behind its last, that
#: are asked. judged
_AROUND, _BEFORE, _INSIDE, _BEHIND = 8, 15, 6, 12
#: A line that names writers is no longer. judged
_LINE_CHARS = 110
#: A line that begins or ends with a name is no longer. judged
_LIFE_CHARS = 400
#: What may stand around a name.
_AROUND_NAME = "•·‣▪◦●○■□-*–—|, "
#: How many ways there are in which a line names people (`_ways`): source: the function itself
_WAYS = 7


@frozen
class NameLine:
    """A line that may name an article's writers: its number, which of the ways of naming it has,
    and the people.
    """

    at: int
    way: int
    people: list[str]


@frozen
class AskedNames(Asked):
    """The lines of a page that may name its writers, and features of each: in which way it names
    people, and what else it says.
    """

    ways: list[list[float]]
    says: list[list[float]]


def ask_writers(
    head: Head, labels: Labels, body: TextBody, *, order: Order | None
) -> Questions[None]:
    """Give an article of which no writer is known those that most likely are, with their line; none
    where none is likely.
    """
    if head.byline is not None:
        return
    lines = find_name_lines(labels, body, head.title_at, order=order)
    if not lines:
        return
    best: int | None = yield Ask(_find_writers, describe_names(lines, labels, body, head))
    if best is not None:
        head.byline, head.byline_at = ", ".join(lines[best].people), lines[best].at
        head.told.add(lines[best].at)


def _find_writers(pages: Sequence[AskedNames]) -> list[int | None]:
    """For each page which of its lines most likely names its article's writers, if any."""
    return find_likeliest(WRITER_MODEL, writer_rows(pages), pages, _LEAST_CHANCE)


def writer_rows(pages: Sequence[AskedNames]) -> NDArray[np.float32]:
    """The features of the lines of these pages that may name writers, one row each."""
    ways = np.array([row for page in pages for row in page.ways])
    says = np.array([row for page in pages for row in page.says])
    parts = [ways, place_features(pages), beside_features(pages), says]
    return np.concatenate(parts, axis=1, dtype=np.float32)


def find_name_lines(
    labels: Labels, body: TextBody, title_at: int | None, *, order: Order | None
) -> list[NameLine]:
    """The lines near an article's ends that may name its writers. A headline names none."""
    return [
        line
        for i in _asked(labels, body, title_at)
        if i != title_at and (line := _name_line(labels, i, order))
    ]


def describe_names(lines: list[NameLine], labels: Labels, body: TextBody, head: Head) -> AskedNames:
    """What `writer_rows` is made of, of one page's lines."""
    texts = [t.strip(_AROUND_NAME).casefold() if len(t) < _LIFE_CHARS else "" for t in labels.texts]
    title = "" if head.title_at is None else texts[head.title_at]
    days = [i for i, day in enumerate(labels.dates) if day]
    ways = [[float(line.way == way) for way in range(_WAYS)] for line in lines]
    says = [
        [*_says(labels, line, title), *_away(line.at, days, head.date_at), *among]
        for line, among in zip(lines, _among(lines, texts), strict=True)
    ]
    return AskedNames(labels, body, head.title_at, [line.at for line in lines], ways, says)


def _asked(labels: Labels, body: TextBody, title_at: int | None) -> list[int]:
    """The lines that may name the writers: nothing else yet, short, no sentence, near an end."""
    opening, last = min(body.kept, default=body.run.start), max(body.kept, default=body.run.stop)
    near = {*range(opening - _BEFORE, opening + _INSIDE), *range(last, last + _BEHIND)}
    if title_at is not None:
        near |= {*range(title_at - _AROUND, title_at + _AROUND)}
    return [
        i
        for i in sorted(near)
        if 0 <= i < len(labels.texts)
        and labels.kinds[i] is None
        and not labels.lines.is_chrome[i]
        and len(labels.texts[i]) <= _LINE_CHARS
        and not is_sentence(labels, i)
    ]


def _name_line(labels: Labels, i: int, order: Order | None) -> NameLine | None:
    """What a line names, by the surest way in which it names people; None where it names nobody."""
    behind = labels.texts[i + 1].strip(_AROUND_NAME) if i + 1 < len(labels.texts) else ""
    named = _read_named(part_days(labels.texts[i].strip(_AROUND_NAME)), behind, order)
    return NameLine(i, named[0], [*named[1]]) if named else None


@lru_cache(maxsize=8192)
def _read_named(text: str, behind: str, order: Order | None) -> tuple[int, list[str]] | None:
    """Whom a line names, and in which way; most lines around an article stand around others."""
    for way, names in _ways(text, behind, order):
        if people := read_people(names).names:
            return way, people
    return None


def _ways(text: str, behind: str, order: Order | None) -> Iterator[tuple[int, list[str]]]:
    """What a line may name, and in which way: as a byline; behind its label, which may be the whole
    line; alone, or beside a day; with what the people are; behind a label inside it; at its
    beginning.
    """
    if (names := read_names(text)) and (names := without_date(names, order=order)):
        yield 0, [names]
    for labelled in read_labelled([text, behind]):
        yield 1, labelled
    bare = without_days(text).strip(_AROUND_NAME)
    if PLAIN_NAME.fullmatch(bare) and not is_body(bare):
        yield 2 + (bare != text), [bare]
    for told in read_beside_days([text]):
        yield 4, told
    for label in list(INNER_LABEL.finditer(text))[-1:]:
        cut = cut_name(text[label.end() :].strip(_AROUND_NAME))
        if cut and is_byline(f"By {cut}"):
            yield 5, [cut]
    yield 6, first_names(cut_name(text))


def _says(labels: Labels, line: NameLine, title: str) -> list[float]:
    """What a line says besides names, and what labels and offices stand by it."""
    text = labels.texts[line.at]
    over = labels.texts[line.at - 1].strip(_AROUND_NAME) if line.at else ""
    under = labels.texts[line.at + 1] if line.at + 1 < len(labels.texts) else ""
    return [
        len(line.people),
        len(line.people[0].split()),
        len(text),
        ROLE.search(text) is not None,
        len(under) < _LINE_CHARS and ROLE.search(under) is not None,
        LABEL.fullmatch(f"{over} ") is not None,
        len(over) < SENTENCE_CHARS and INNER_LABEL.search(f" {over} x") is not None,
        text[0] in _AROUND_NAME,
        text.isupper(),
        is_headline_like(text),
        line.people[0].casefold() in title,
    ]


def _away(at: int, days: Sequence[int], date_at: int | None) -> list[float]:
    """How far a line is from the lines that are a day, from the next of them, and from that of its
    article's day.
    """
    return [
        min((abs(i - at) for i in days), default=FAR),
        min((i - at for i in days if i >= at), default=FAR),
        FAR + 1 if date_at is None else clip(at - date_at),
    ]


def _among(lines: Sequence[NameLine], texts: Sequence[str]) -> list[list[float]]:
    """How each line and its first name stand to the other lines of the page, all in lower case."""
    names = [line.people[0].casefold() for line in lines]
    named, alone = Counter(names), Counter(texts)
    forwards, backwards = sorted(texts), sorted(text[::-1] for text in texts)
    out: list[list[float]] = []
    for no, (line, name) in enumerate(zip(lines, names, strict=True)):
        out.append(
            [
                len(lines),
                no,
                len(lines) - 1 - no,
                len(named),
                named[name],
                alone[name],
                _count_begun(forwards, name) - alone[name],
                _count_begun(backwards, name[::-1]) - alone[name],
                name in texts[max(line.at - 2, 0) : line.at],
                name in texts[line.at + 1 : line.at + 3],
                min((abs(o.at - line.at) for o in lines if o is not line), default=FAR),
            ]
        )
    return out


def _count_begun(ordered: list[str], beginning: str) -> int:
    """How many of these texts, which are in order, begin so."""
    size = len(beginning)
    stop = bisect_right(ordered, beginning, key=lambda text: text[:size])
    return stop - bisect_left(ordered, beginning)

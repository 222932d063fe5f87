"""What lines with a day and lines with a name share: features, which tell where a line stands to
its article and what stands next to it, and the choice of the likeliest line. For the lines of many
pages at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from transforms.parse.char_counts import Bools, Column, Floats, Ints
from transforms.parse.model.trees import forest, probabilities
from transforms.parse.plain.above.header import is_byline_like
from transforms.parse.plain.labels import Labels, TextBody
from transforms.values import frozen

#: How far the distance between two lines is told. judged
FAR = 60
#: A line that says little besides figures, or is a label, has no more characters. judged
LABEL_CHARS = 40
#: A longer line that ends as a sentence does is one: it tells of a day, or of people. judged
SENTENCE_CHARS = 60
#: How far a line's distance from the ends of its page is told. judged
_FAR_ENDS = 100


@frozen
class Asked:
    """The lines of one page of which a model is asked, one at least: their numbers `at`, and what
    is known of the page: its lines, its body, the number of its headline.
    """

    labels: Labels
    body: TextBody
    title_at: int | None
    at: list[int]


def place_features(pages: Sequence[Asked]) -> Floats:
    """Where the lines asked of stand: to the headline, to the body's first and last lines, on the
    page; lines x columns.
    """
    at, counts = _numbers(pages)
    bounds = [
        (
            page.body.run.start,
            page.body.run.stop,
            min(page.body.kept, default=page.body.run.start),
            max(page.body.kept, default=-1),
            -1 if page.title_at is None else page.title_at,
            len(page.labels.texts),
        )
        for page in pages
    ]
    start, stop, opening, last, title, size = np.repeat(np.array(bounds), counts, axis=0).T
    last = np.where(last < 0, at, last)
    columns: list[Column] = [
        np.where(title < 0, FAR + 1, _clip(at - title)),
        *(_clip(at - edge) for edge in (opening, stop, last)),
        (start <= at) & (at < stop),
        np.array([i in page.body.kept for page in pages for i in page.at]),
        np.minimum(at, _FAR_ENDS),
        np.minimum(size - at, _FAR_ENDS),
        size,
        at / size,
    ]
    return np.stack(columns, axis=1, dtype=np.float64)


def beside_features(pages: Sequence[Asked]) -> Floats:
    """The blank lines around the lines asked of, and what the lines next to them are; lines x
    columns.
    """
    labels = [page.labels for page in pages]
    texts = [text for page in labels for text in page.texts]
    page = np.repeat(np.arange(len(labels)), [len(own.texts) for own in labels])
    within, counts = _numbers(pages)
    at = within + np.repeat(page.searchsorted(np.arange(len(labels))), counts)

    def beside(step: int) -> tuple[Ints, Bools]:
        there = np.clip(at + step, 0, len(texts) - 1)
        return there, (there == at + step) & (page[there] == page[at])

    scores, words = (
        np.concatenate([getattr(own.lines.columns, name)[own.lines.rows] for own in labels])
        for name in ("scores", "words")
    )
    is_known = np.array([kind is not None for own in labels for kind in own.kinds])
    gaps = np.array([gap for own in labels for gap in own.gaps])
    near = [beside(step) for step in (-1, 0, 1)]
    below, is_below = near[2]
    is_label = _each_once(_is_label_with_figure, texts, np.concatenate([line for line, _ in near]))
    columns: list[Column] = [gaps[at], ~is_below | gaps[below]]
    for line, is_there in near:
        columns += [np.where(is_there, told[line], -1.0) for told in (scores, words)]
        columns += [is_there & told[line] for told in (is_known, is_label)]
    sides = [[beside(step) for step in steps] for steps in ((-2, -1), (1, 2))]
    asked = np.concatenate([line[is_there] for side in sides for line, is_there in side])
    is_named = _each_once(is_byline_like, texts, asked)
    columns += [(a & is_named[i]) | (b & is_named[k]) for (i, a), (k, b) in sides]
    return np.stack(columns, axis=1, dtype=np.float64)


def find_likeliest(
    model: str, rows: NDArray[np.float32], pages: Sequence[Asked], least: float
) -> list[int | None]:
    """Which of each page's lines has the highest probability by a model, the first of those that
    have it; None where none has the `least`. `rows` are the features of all, page by page.
    """
    chances = probabilities(forest(model), rows)
    ends = np.cumsum([0, *(len(page.at) for page in pages)]).tolist()
    best = [a + int(chances[a:b].argmax()) for a, b in pairwise(ends)]
    return [i - a if chances[i] >= least else None for i, a in zip(best, ends[:-1], strict=True)]


def is_sentence(labels: Labels, i: int) -> bool:
    """Whether a line is a sentence, and no line of a header."""
    return len(labels.texts[i]) > SENTENCE_CHARS and labels.lines.is_terminated[i]


def clip(lines: int) -> int:
    """A distance in lines, as far as it is told."""
    return max(-FAR, min(lines, FAR))


def _clip(lines: Ints) -> Ints:
    return np.clip(lines, -FAR, FAR)


def _numbers(pages: Sequence[Asked]) -> tuple[Ints, list[int]]:
    """The numbers of all lines asked of, page by page, and how many each page has."""
    counts = [len(page.at) for page in pages]
    return np.fromiter(chain.from_iterable(p.at for p in pages), np.int64, sum(counts)), counts


def _is_label_with_figure(text: str) -> bool:
    return len(text) < LABEL_CHARS and any(map(str.isdigit, text))


def _each_once(ask: Callable[[str], bool], texts: list[str], lines: Ints) -> Bools:
    """For each text whether it is so, False for texts that are not among `lines`; equal ones are
    asked of once.
    """
    found = np.zeros(len(texts), np.bool_)
    numbers = np.unique(lines)
    asked = [texts[i] for i in numbers.tolist()]
    said = {text: ask(text) for text in set(asked)}
    found[numbers] = [said[text] for text in asked]
    return found

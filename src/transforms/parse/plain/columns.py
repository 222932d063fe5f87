"""Lines of many pages -> columns over the distinct ones: what a line says by itself, asked of all
lines of a shard at once.

Words, scores and marks of a line are the same wherever it stands, and teasers, buttons and dates
stand on many pages. What hangs on a line's page is in `features`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.parse.char_counts import Bools, Floats, Ints
from transforms.parse.plain import letters
from transforms.parse.plain.rules import (
    find_dateable,
    find_figured,
    find_list_headings,
    read_rules,
)
from transforms.parse.plain.shapes import read_shapes
from transforms.parse.plain.terms import Terms, read_terms
from transforms.text.folds import fold_label
from transforms.values import frozen
from transforms.words.furniture import CHROME_LINES
from transforms.words.headings import LIST_HEADINGS

#: Longer lines are no furniture, whatever they hold. judged
CHROME_CHARS = 600
#: A line that begins so is a link to another article: `Read more: …`. judged
_LEAD_CHARS = 30
_MARKS = ("\t", "|", "://", "cookie", "@", "\u00b7", "\u201c")
#: What is looked for in a line's beginning is looked for in so many characters of it. judged
_HEAD_CHARS, _ALPHA_CHARS = 400, 200
#: Two lines are compared as twins where they begin with the same so many characters. judged
TWIN_CHARS = 12


@frozen
class Columns:
    """One entry for each distinct line. `shapes` and `flags` are columns of the line model, `first`
    and `last` the classes of a line's edges, valid where `has_edges`; `headings` are rules, of the
    lines that `is_heading` tells; `is_plain` are lines of ASCII without a figure.
    """

    texts: list[str]
    lengths: Ints
    words: Floats
    counted: Floats
    scores: Floats
    is_terminated: Bools
    is_bullet: Bools
    is_chrome: Bools
    is_credit: Bools
    is_end: Bools
    is_dateable: Bools
    is_figured: Bools
    is_plain: Bools
    is_row: Bools
    shapes: NDArray[np.float32]
    flags: NDArray[np.float32]
    first: NDArray[Any]
    last: NDArray[Any]
    has_edges: Bools
    headings: list[str | None]
    is_heading: Bools
    beginnings: Ints
    terms: Terms


def number_lines(pages: Sequence[Sequence[str]]) -> tuple[list[str], Ints]:
    """The distinct lines of some pages, and for each of their lines which of those it is."""
    index: dict[str, int] = {}
    rows = np.fromiter(
        (index.setdefault(text, len(index)) for text in chain.from_iterable(pages)),
        np.int64,
        sum(map(len, pages)),
    )
    return list(index), rows


def read_columns(texts: list[str]) -> Columns:
    """The columns of these lines, of which none is empty."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    stop = np.cumsum(lengths + 1) - 1
    start = stop - lengths
    joined = "\n".join(texts) + "\n"
    kinds = letters.classify(joined)
    heads = [text[:_HEAD_CHARS].lower() for text in texts]
    folds = [fold_label(text) if len(text) <= CHROME_CHARS else "-" for text in texts]
    found = np.bitwise_or.reduceat(kinds, start) if texts else kinds  # in each line, its end left
    words = _words(kinds, found, lengths, start)
    ruled = read_rules(texts, folds, lengths, found)
    alpha = _count(kinds, letters.ALPHA, start, start + np.minimum(lengths, _ALPHA_CHARS))
    scores = score_lines(words, lengths, alpha, ruled)
    figures = _count(kinds, letters.FIGURE, start, stop)
    headings, is_heading = find_list_headings(texts, folds, lengths)
    return Columns(
        texts=texts,
        lengths=lengths,
        words=words,
        scores=scores,
        is_dateable=find_dateable(texts, lengths, figures, found),
        is_figured=find_figured(texts, lengths, figures),
        is_plain=(figures == 0) & ((found & letters.BEYOND_ASCII) == 0),
        is_row=np.array([t.count("\t") > 1 for t in texts], np.bool_),
        flags=_flags(texts, heads, lengths, scores, ruled),
        headings=headings,
        is_heading=is_heading,
        beginnings=number_lines([[t[:TWIN_CHARS] for t in texts]])[1],
        terms=read_terms(heads),
        **ruled,
        **read_shapes(joined, lengths, start, stop),
    )


def score_lines(words: Floats, lengths: Ints, alpha: Floats, ruled: Mapping[str, Bools]) -> Floats:
    """`prose.score_prose` of each line; `alpha` are the letters among its first characters."""
    bullet, furniture = ruled["is_bullet"], ruled["is_chrome"] | ruled["is_credit"]
    is_coded = (words >= 25) & (alpha < 0.4 * np.minimum(lengths, _ALPHA_CHARS))
    most = np.minimum(words, 70.0)
    return np.select(
        [(words < 90) & furniture, is_coded, ruled["is_terminated"], words >= 25, bullet],
        [
            np.full(len(words), -20.0),
            np.full(len(words), -8.0),
            most - np.where(bullet, 11, 7),
            most * 0.3,
            np.full(len(words), -5.0),
        ],
        -8.0 + words / 10,
    )


def _count(kinds: NDArray[np.uint8], bit: int, a: Ints, b: Ints) -> Floats:
    """How many characters of these kinds are in each range; ranges are in order, do not touch, and
    none is empty.
    """
    if not len(a):
        return np.zeros(0)
    bounds = np.stack([a, b], axis=1).ravel()
    is_one = ((kinds & bit) > 0).view(np.uint8)
    return np.add.reduceat(is_one, bounds, dtype=np.uint32)[::2].astype(np.float64)


def _words(
    kinds: NDArray[np.uint8], found: NDArray[np.uint8], lengths: Ints, start: Ints
) -> Floats:
    """`word_counts.estimate_words` of each line; `found` are the kinds of characters in it."""
    wide = (found & letters.BEYOND_ASCII) > 0
    if not wide.any():
        return lengths / 6
    size = np.minimum(lengths, _HEAD_CHARS)
    broken = _count(kinds, letters.BROKEN, start, start + size) / size
    dense = np.maximum(_count(kinds, letters.DENSE, start, start + size) / size - broken, 0.0)
    spaced = np.maximum(1 - dense - broken, 0.0)
    return np.where(wide, lengths * (dense / 2 + broken / 4 + spaced / 6), lengths / 6)


def _flags(
    texts: list[str],
    heads: list[str],
    lengths: Ints,
    scores: Floats,
    ruled: Mapping[str, Bools],
) -> NDArray[np.float32]:
    """What a line says by its words, lines x columns: prose, furniture, the end of the article, a
    list's item, a credit, a link elsewhere, marks.
    """
    leads = [t[:_LEAD_CHARS].partition(":")[0] if ":" in t[:_LEAD_CHARS] else "" for t in texts]
    columns = [
        scores,
        (lengths < 300) & ruled["is_chrome"],
        ruled["is_end"],
        ruled["is_bullet"],
        (lengths < _HEAD_CHARS) & ruled["is_credit"],
        [
            bool(t) and (fold_label(t) in LIST_HEADINGS or fold_label(t) in CHROME_LINES)
            for t in leads
        ],
        [bool(t) and len(t) < 16 and t == t.upper() and t != t.lower() for t in leads],
        *_marked(heads),
        [t[0] in "-–—" for t in texts],
        [t[-1] in ":：" for t in texts],
    ]
    return np.stack([np.asarray(c, np.float32) for c in columns], axis=1)


def _marked(heads: list[str]) -> Iterator[Bools]:
    """Whether each line's beginning has a mark, for each of `_MARKS`."""
    text = "\n".join(heads) + "\n"
    codes = letters.code_points(text)
    stops = (codes == ord("\n")).nonzero()[0]
    for mark in _MARKS:
        found = np.zeros(len(heads), np.bool_)
        if mark in text:
            at = (codes[: len(codes) - len(mark) + 1] == ord(mark[0])).nonzero()[0]
            for no, sign in enumerate(mark[1:], start=1):
                at = at[codes[at + no] == ord(sign)]
            found[stops.searchsorted(at)] = True
        yield found


@frozen
class Lines:
    """The lines of one page: which rows of the columns they are, and what rules ask of each."""

    columns: Columns
    rows: Ints
    texts: list[str]
    words: list[float]
    is_terminated: list[bool]
    is_bullet: list[bool]
    is_chrome: list[bool]
    is_credit: list[bool]


def read_lines(pages: Sequence[list[str]]) -> list[Lines]:
    """The lines of each of these pages, whose columns are read together. No line is empty."""
    texts, rows = number_lines(pages)
    columns = read_columns(texts)
    taken = [
        column[rows].tolist()
        for column in (
            columns.words,
            columns.is_terminated,
            columns.is_bullet,
            columns.is_chrome,
            columns.is_credit,
        )
    ]
    stops = np.cumsum([len(page) for page in pages]).tolist()
    return [
        Lines(columns, rows[b - len(page) : b], page, *(c[b - len(page) : b] for c in taken))
        for page, b in zip(pages, stops, strict=True)
    ]

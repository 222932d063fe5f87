"""Lines of many pages -> columns over the distinct ones: what a line says by itself, asked of all
lines of a shard at once.

Words, scores and marks of a line are the same wherever it stands, and teasers, buttons and dates
stand on many pages. What hangs on a line's page is in `features`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.parse.char_counts import Floats, Ints
from transforms.parse.dates.figures import DMY_SIGN
from transforms.parse.dates.printed import may_be_date
from transforms.parse.plain import letters
from transforms.parse.plain.list_headings import classify_list_heading
from transforms.parse.plain.shapes import read_shapes
from transforms.parse.plain.terms import Terms, read_terms
from transforms.parse.prose import is_bullet, is_chrome_sentence, is_credit
from transforms.text.folds import fold_label, fold_labels
from transforms.text.sentences import is_terminated
from transforms.words.furniture import (
    CHROME_LINES,
    CHROME_STEMS,
    END_OF_ARTICLE,
)
from transforms.words.headings import LIST_HEADINGS

Bools = NDArray[np.bool_]

#: Longer lines are no furniture, and longer ones no credits, whatever they hold. judged
CHROME_CHARS, CREDIT_CHARS = 600, 540
#: A line that begins so is a link to another article: `Read more: …`. judged
_LEAD_CHARS = 30
_MARKS = ("\t", "|", "://", "cookie", "@", "\u00b7", "\u201c")
#: What is looked for in a line's beginning is looked for in so many characters of it. judged
_HEAD_CHARS, _ALPHA_CHARS = 400, 200
#: A line printed as a list's heading is no longer; one that ends the article is shorter. judged
_HEADING_CHARS, _END_CHARS = 80, 60
#: Two lines are compared as twins where they begin with the same so many characters. judged
TWIN_CHARS = 12
#: Any stem of what sites say of themselves, for Polars, which keeps an expression that it has
#: compiled.
_STEMS = "|".join(map(re.escape, sorted(CHROME_STEMS)))
#: Lines that may be a date, in figures or in words; a day in figures has so many. judged
_DATE_CHARS, _SPAN_CHARS, _ORDER_CHARS, _DAY_FIGURES = 130, 24, 120, 4


@dataclass(frozen=True, slots=True)
class Columns:
    """One entry for each distinct line. `shapes` and `flags` are columns of the line model, `first`
    and `last` the classes of a line's edges, valid where `has_edges`; `headings` are rules, of the
    lines that `is_heading` tells.
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
    heads = _heads(texts, joined)
    pairs = zip(texts, fold_labels(texts), strict=True)
    folds = [low if len(text) <= CHROME_CHARS else "-" for text, low in pairs]
    found = np.bitwise_or.reduceat(kinds, start) if texts else kinds  # in each line, its end left
    words = _words(kinds, found, lengths, start)
    ruled: dict[str, Any] = {
        "is_bullet": _each(is_bullet, texts),
        "is_terminated": _each(is_terminated, texts),
        "is_chrome": _chrome(folds),
        "is_credit": _credits(texts, found, lengths),
        "is_end": _ends(texts, folds),
    }
    alpha = _count(kinds, letters.ALPHA, start, start + np.minimum(lengths, _ALPHA_CHARS))
    scores = score_lines(words, lengths, alpha, ruled)
    figures = _count(kinds, letters.FIGURE, start, stop)
    headings = _headings(texts, folds)
    return Columns(
        texts=texts,
        lengths=lengths,
        words=words,
        scores=scores,
        is_dateable=_dateable(texts, lengths, figures),
        is_figured=_figured(texts, lengths, figures),
        is_row=np.array([t.count("\t") > 1 for t in texts], np.bool_),
        flags=_flags(texts, heads, lengths, scores, ruled),
        headings=headings,
        is_heading=np.array([rule is not None for rule in headings], np.bool_),
        beginnings=number_lines([[t[:TWIN_CHARS] for t in texts]])[1],
        terms=read_terms(heads),
        **ruled,
        **read_shapes(joined, lengths, start, stop),
    )


def _headings(texts: list[str], folds: list[str]) -> list[str | None]:
    """The rule that makes each line the heading of a list, if any."""
    return [
        classify_list_heading(text, low) if len(text) <= _HEADING_CHARS else None
        for text, low in zip(texts, folds, strict=True)
    ]


def _heads(texts: list[str], joined: str) -> list[str]:
    """The beginning of each line in lower case; `joined` are the lines, each with its end."""
    heads = joined.lower().split("\n")[: len(texts)]
    if any(len(text) > _HEAD_CHARS for text in texts):
        # what is cut off says how a letter before it is written
        pairs = zip(texts, heads, strict=True)
        heads = [t[:_HEAD_CHARS].lower() if len(t) > _HEAD_CHARS else low for t, low in pairs]
    return heads


def _ends(texts: list[str], folds: list[str]) -> Bools:
    """Whether each line says that what follows is comments, subjects or the author's life."""
    return np.array(
        [
            len(text) < _END_CHARS and END_OF_ARTICLE.fullmatch(low) is not None
            for text, low in zip(texts, folds, strict=True)
        ],
        np.bool_,
    )


def _dateable(texts: list[str], lengths: Ints, figures: Floats) -> Bools:
    """Whether each line may be a date: short, with a figure where it is no shorter still, and
    without words that no date has.
    """
    in_han = pl.Series(texts, dtype=pl.String).str.contains("年", literal=True).to_numpy()
    found: Bools = (lengths <= _DATE_CHARS) & ((figures > 0) | (lengths < _SPAN_CHARS) | in_han)
    at = np.flatnonzero(found)
    found[at] = _each(may_be_date, (texts[i] for i in at.tolist()))
    return found


def _figured(texts: list[str], lengths: Ints, figures: Floats) -> Bools:
    """Whether each line is short and has figures as a day has that is written in figures alone."""
    found: Bools = (lengths <= _ORDER_CHARS) & (figures >= _DAY_FIGURES)
    at = np.flatnonzero(found)
    some = pl.Series([texts[i] for i in at.tolist()], dtype=pl.String)
    found[at] = some.str.contains(DMY_SIGN).to_numpy()
    return found


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


def _each(ask: Callable[[str], bool], texts: Iterable[str]) -> Bools:
    return np.array([ask(text) for text in texts], np.bool_)


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


def _chrome(folds: list[str]) -> Bools:
    """`prose.is_chrome` of each line, by its fold; `-` stands for a line that is too long."""
    found = np.array([low in CHROME_LINES or not low for low in folds], np.bool_)
    stems = pl.Series(folds, dtype=pl.String).str.contains(_STEMS).to_numpy()
    for i in np.flatnonzero(stems & ~found).tolist():
        found[i] = is_chrome_sentence(folds[i])
    return found


def _credits(texts: list[str], found: NDArray[np.uint8], lengths: Ints) -> Bools:
    """`prose.is_credit` of each line, asked of those that have a sign which credits have; `found`
    are the kinds of characters in each.
    """
    told = np.zeros(len(texts), np.bool_)
    for i in np.flatnonzero(
        ((found & letters.CREDIT_SIGN) > 0) & (lengths < CREDIT_CHARS)
    ).tolist():
        told[i] = is_credit(texts[i])
    return told


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
    stops = np.flatnonzero(codes == ord("\n"))
    for mark in _MARKS:
        found = np.zeros(len(heads), np.bool_)
        if mark in text:
            at = np.flatnonzero(codes[: len(codes) - len(mark) + 1] == ord(mark[0]))
            for no, sign in enumerate(mark[1:], start=1):
                at = at[codes[at + no] == ord(sign)]
            found[np.searchsorted(stops, at)] = True
        yield found


@dataclass(frozen=True, slots=True)
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

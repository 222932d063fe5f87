"""Lines of a bare text -> one row of features a line; the columns' order is part of the model."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from transforms.parse import lexicon
from transforms.parse.char_counts import (
    COMMA,
    DENSE,
    DIGIT,
    LETTER,
    SPACE,
    TERMINAL,
    UPPER,
    Column,
    Floats,
    char_classes,
    counts_of,
    edges_of,
)
from transforms.parse.html_features import run_of
from transforms.parse.prose import folded, is_bullet, is_chrome, prose_score
from transforms.parse.teasers import Labels

#: Lines so many words long are prose whatever they are.
_LONG_WORDS = 25
_REACH = 4
_KINDS = ("list_heading", "teaser", "teaser_date")


def line_features(labels: Labels) -> NDArray[np.float32]:
    """The feature matrix, lines x columns."""
    texts = labels.texts
    scores = np.array([prose_score(t) for t in texts])
    chrome = np.array([len(t) < 300 and is_chrome(t) for t in texts], np.float64)
    ends = np.array([len(t) < 60 and lexicon.END_OF_ARTICLE.fullmatch(folded(t)) is not None for t in texts])
    kinds = [np.array([k is not None and k[0] == kind for k in labels.kinds], np.float64) for kind in _KINDS]
    listed = np.sum(kinds, axis=0)
    dates = np.array([d is not None for d in labels.dates], np.float64)
    text, words = _text(texts)
    terminal = text[-1]
    run = _run(np.where(dates > 0, -20.0, np.where(listed > 0, -5.0, np.where(ends, -30.0, scores))))
    columns = [
        *text,
        scores,
        chrome,
        ends.astype(np.float64),
        *kinds,
        dates,
        np.array(labels.gaps, np.float64),
        np.array([is_bullet(t) for t in texts], np.float64),
        np.array([len(t) < 400 and lexicon.CREDIT.fullmatch(t) is not None for t in texts], np.float64),
        *run,
        *_position(words, scores, ends),
    ]
    columns += _around([np.log1p(words), terminal, chrome, dates, scores, listed, np.array(labels.gaps, np.float64)])
    return np.stack([np.asarray(c, np.float32) for c in columns], axis=1)


def _text(texts: list[str]) -> tuple[list[Column], Floats]:
    """What a line is made of, its last column whether it ends a sentence; and its words, dense letters by half."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    b = np.cumsum(lengths + 1) - 1
    a = b - lengths
    joined = "\n".join(texts) + "\n"
    classes = char_classes()[np.minimum(np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32), 0xFFFF)]
    c, words = counts_of(classes, a, b)
    ends, first, sentences = edges_of(classes, a, np.maximum(b, a + 1))
    visible = np.maximum(lengths - c[SPACE], 1)
    times = Counter(texts)
    repeats = np.minimum(np.array([times[t] for t in texts], np.float64), 5)
    per_word = np.maximum(words, 1)
    return [
        np.log1p(visible),
        np.log1p(words),
        c[UPPER] / visible,
        c[DIGIT] / visible,
        c[COMMA] / per_word,
        sentences,
        sentences / per_word,
        c[TERMINAL] / per_word,
        c[LETTER] / visible,
        c[DENSE] / visible,
        visible / per_word,
        (ends & COMMA) > 0,
        (ends & DIGIT) > 0,
        (first & UPPER) > 0,
        (first & LETTER) == 0,
        repeats,
        (ends & TERMINAL) > 0,
    ], words


def _run(scores: Floats) -> list[Column]:
    """Where a line stands to the heaviest run of prose."""
    index = np.arange(len(scores), dtype=np.float64)
    start, stop = run_of(scores)
    return [
        (index >= start) & (index < stop),
        np.clip(index - start, -30, 60),
        np.clip(stop - index, -30, 60),
        np.full(len(scores), scores[start:stop].sum()),
    ]


def _position(words: Floats, scores: Floats, ends: NDArray[np.bool_]) -> list[Column]:
    """Where a line stands on the page, how much prose lies before and behind it, and how far the last end of an article."""
    n = len(words)
    index = np.arange(n, dtype=np.float64)
    prose = np.where(scores > 0, words, 0.0)
    passed = np.cumsum(prose)
    total = max(float(passed[-1]), 1.0)
    since = index - np.maximum.accumulate(np.where(ends, index, -100.0))
    out = [
        index / n,
        np.minimum(index, 100),
        np.minimum(n - index, 100),
        (passed - prose) / total,
        np.full(n, np.log1p(n)),
        np.full(n, np.log1p(total)),
        np.full(n, total / max(float(words.sum()), 1.0)),
        np.minimum(since, 100),
        np.full(n, float(np.median(words))),
    ]
    weights = np.concatenate(([0.0], np.cumsum(np.clip(scores, -15, 60))))
    for reach in (3, 8):
        low, high = np.maximum(np.arange(n) - reach, 0), np.minimum(np.arange(n) + reach + 1, n)
        out.append((weights[high] - weights[low]) / (high - low))
    return out


def _around(columns: list[Column]) -> list[Column]:
    """Each column's values so many lines before and after; -1 beyond the page's ends."""
    out: list[Column] = []
    for column in columns:
        padded = np.pad(np.asarray(column, np.float64), _REACH, constant_values=-1.0)
        out += [padded[_REACH + k : _REACH + k + len(column)] for k in range(-_REACH, _REACH + 1) if k]
    return out

"""Lines of a bare text -> one row of features a line; the columns' order is part of the model."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

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
    classify_chars,
    count_classes,
    read_edges,
)
from transforms.parse.plain.labels import Labels
from transforms.parse.prose import is_bullet, is_chrome, is_credit, score_prose
from transforms.parse.runs import heaviest_run
from transforms.text import scripts
from transforms.text.folds import fold_label
from transforms.words.furniture import CHROME_LINES, END_OF_ARTICLE
from transforms.words.headings import LIST_HEADINGS

#: Neighbours that a line is told of: those next to it, and those next to it when furniture is left
#: out.
_NEAR, _BEYOND = 2, 4
#: A short line that stands on the page this often is furniture: `Article content`, `Advertisement`.
_OFTEN, _SHORT_CHARS = 3, 40
#: A line that begins so is a link to another article: `Read more: …`.
_LEAD_CHARS = 30
_TERM = re.compile(r"[^\W\d_]{5,}")
_DENSE_RUN = re.compile(f"[{scripts.DENSE}]{{2,}}")
#: Lines whose words are compared with the body's, by their first so many characters.
_TERM_CHARS = 400
_MARKS = ("\t", "|", "://", "cookie", "@", "\u00b7", "\u201c")


def compute_features(labels: Labels) -> NDArray[np.float32]:
    """The feature matrix, lines x columns."""
    texts = labels.texts
    n = len(texts)
    flags = np.array([_flags(t) for t in texts], np.float64).T
    scores, chrome, ends = flags[0], flags[1], flags[2]
    kinds = _list_kinds(labels)
    listed = kinds.sum(axis=0)
    dates = np.array([d is not None for d in labels.dates], np.float64)
    gaps = np.array(labels.gaps, np.float64)
    text, words, often = _text(texts)
    terminal = text[-1]
    weights = np.where(
        dates > 0, -20.0, np.where(listed > 0, -5.0, np.where(ends > 0, -30.0, scores))
    )
    start, stop = heaviest_run(weights)
    topic = _topic(texts, start, stop)
    twin = np.zeros(n)
    twin[find_twins(texts)] = 1.0
    noise = (chrome > 0) | often
    columns = [
        *text,
        *flags,
        *kinds,
        dates,
        gaps,
        topic,
        twin,
        noise,
        *_run(weights, start, stop),
        *_position(words, scores, ends, dates, listed),
    ]
    context = np.stack(
        [np.log1p(words), terminal, scores, dates, listed, chrome, topic, flags[3], gaps]
    ).astype(np.float32)
    matrix = np.stack([np.asarray(c, np.float32) for c in columns], axis=1)
    near = _around(context, np.arange(n), _NEAR)
    beyond = _around(context[:7], _beyond(noise), _BEYOND)
    return np.concatenate([matrix, near, beyond], axis=1)


def _list_kinds(labels: Labels) -> Floats:
    """Of each line whether it heads a list, is a teaser, and is a teaser's date: 3 x lines."""
    kinds = [kind[0] if kind else None for kind in labels.kinds]
    names = ("list_heading", "teaser", "teaser_date")
    return np.array([[kind == name for kind in kinds] for name in names], np.float64)


def _flags(text: str) -> tuple[float, ...]:
    """What a line says by its words: prose, furniture, the end of the article, a list's item, a
    credit, a link elsewhere, marks.
    """
    short = text[:_LEAD_CHARS]
    lead = short.partition(":")[0] if ":" in short else ""
    low = text[:400].lower()
    return (
        score_prose(text),
        len(text) < 300 and is_chrome(text),
        len(text) < 60 and END_OF_ARTICLE.fullmatch(fold_label(text)) is not None,
        is_bullet(text),
        len(text) < 400 and is_credit(text),
        bool(lead) and (fold_label(lead) in LIST_HEADINGS or fold_label(lead) in CHROME_LINES),
        bool(lead) and len(lead) < 16 and lead == lead.upper() and lead != lead.lower(),
        *(mark in low for mark in _MARKS),
        text[0] in "-–—",
        text[-1] in ":：",
    )


def _text(texts: list[str]) -> tuple[list[Column], Floats, NDArray[np.bool_]]:
    """What a line is made of, its last column whether it ends a sentence; its words, dense letters
    by half; is it furniture by count.
    """
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    b = np.cumsum(lengths + 1) - 1
    a = b - lengths
    joined = "\n".join(texts) + "\n"
    classes = classify_chars(joined)
    c, words = count_classes(classes, a, b)
    ends, first, sentences = read_edges(classes, a, np.maximum(b, a + 1))
    visible = np.maximum(lengths - c[SPACE], 1)
    times = Counter(texts)
    repeats = np.minimum(np.array([times[t] for t in texts], np.float64), 5)
    per_word = np.maximum(words, 1)
    return (
        [
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
        ],
        words,
        (repeats >= _OFTEN) & (lengths <= _SHORT_CHARS),
    )


def list_terms(text: str) -> list[str]:
    """The words by which a line's subject is told: long ones, cut to their stem's length; pairs of
    letters in dense scripts.
    """
    text = text[:_TERM_CHARS]
    out = [w[:7] for w in _TERM.findall(text.lower())]
    if not text.isascii():
        out += [run[i : i + 2] for run in _DENSE_RUN.findall(text) for i in range(len(run) - 1)]
    return out


def _topic(texts: list[str], start: int, stop: int) -> Floats:
    """The share of a line's terms that other lines of the heaviest run have; -1 for a line without
    terms.
    """
    each = [set(list_terms(t)) for t in texts]
    held = Counter(term for line in each[start:stop] for term in line)
    return np.array(
        [
            sum(held[t] > (start <= i < stop) for t in line) / len(line) if line else -1.0
            for i, line in enumerate(each)
        ]
    )


def find_twins(texts: list[str]) -> list[int]:
    """Where a line begins the next one or is begun by the one before, as a picture's description
    and its caption do.
    """
    found: list[int] = []
    for i, (left, right) in enumerate(pairwise(texts)):
        if len(left) >= 12 and left[:12] == right[:12] and right.startswith(left.rstrip(".")):
            found += [i, i + 1]
    return found


def _run(scores: Floats, start: int, stop: int) -> list[Column]:
    """Where a line stands to the heaviest run of prose."""
    index = np.arange(len(scores), dtype=np.float64)
    return [
        (index >= start) & (index < stop),
        np.clip(index - start, -30, 60),
        np.clip(stop - index, -30, 60),
        np.full(len(scores), scores[start:stop].sum()),
    ]


def _position(
    words: Floats, scores: Floats, ends: Floats, dates: Floats, listed: Floats
) -> list[Column]:
    """Where a line stands on the page, how much prose lies before and behind it, and how far the
    last end, date and list are.
    """
    n = len(words)
    index = np.arange(n, dtype=np.float64)
    prose = np.where(scores > 0, words, 0.0)
    passed = np.cumsum(prose)
    total = max(float(passed[-1]), 1.0)
    last = np.maximum.accumulate(
        np.where(np.stack([ends, dates, listed]) > 0, index, -100.0), axis=1
    )
    until = np.minimum.accumulate(np.where(dates > 0, index, n + 100.0)[::-1])[::-1]
    out = [
        index / n,
        np.minimum(index, 100),
        np.minimum(n - index, 100),
        (passed - prose) / total,
        np.full(n, np.log1p(n)),
        np.full(n, np.log1p(total)),
        np.full(n, total / max(float(words.sum()), 1.0)),
        *np.minimum(index - last, 100),
        np.minimum(until - index, 100),
        np.full(n, float(np.median(words))),
    ]
    sums = np.cumsum(np.stack([np.clip(scores, -15, 60), dates, words, np.ones(n)]), axis=1)
    sums = np.concatenate([np.zeros((4, 1)), sums], axis=1)
    places = np.arange(n)
    for reach in (3, 8, 20):
        low, high = np.maximum(places - reach, 0), np.minimum(places + reach + 1, n)
        weight, days, size, _ = sums[:, high] - sums[:, low]
        out += [weight / (high - low), size / (high - low), days]
    return out


def _beyond(noise: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Each line's place among the lines that are no furniture."""
    return np.cumsum(~noise) - 1


def _around(
    context: NDArray[np.float32], place: NDArray[np.int64], reach: int
) -> NDArray[np.float32]:
    """The context's values so many lines before and after, -1 beyond the page's ends: lines x
    (columns x 2 reach).

    `place` numbers the lines that count; a line that does not count stands behind the last one that
    does.
    """
    width, n = context.shape
    counts = np.flatnonzero(np.diff(place, prepend=-1) > 0)
    padded = np.full((width, len(counts) + 2 * reach + 1), -1.0, np.float32)
    padded[:, reach : reach + len(counts)] = context[:, counts]
    is_counted = np.zeros(n, np.int64)
    is_counted[counts] = 1
    steps = np.array([k for k in range(-reach, reach + 1) if k])
    at = place[:, None] + reach + steps
    at[:, steps < 0] += (
        1 - is_counted[:, None]
    )  # of a line left out, the one before it is the last that counts
    return padded[:, at].transpose(1, 0, 2).reshape(n, -1)

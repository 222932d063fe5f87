"""Lines of bare texts -> one row of features a line; the columns' order is part of the model.

The lines of many pages are dealt with together: what stands around a line is looked for on its own
page, and sums along a page are made in the order of its lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from transforms.parse.char_counts import (
    COMMA,
    DIGIT,
    LETTER,
    TERMINAL,
    UPPER,
    Bools,
    Column,
    Floats,
    Ints,
    classify_chars,
    read_edges,
)
from transforms.parse.plain.columns import TWIN_CHARS, Columns
from transforms.parse.plain.grids import Grid, cut_grids, heaviest_runs
from transforms.parse.plain.labels import Labels
from transforms.parse.plain.terms import TermsOfPages, spread_terms
from transforms.values import frozen

#: Neighbours that a line is told of: those next to it, and those next to it when furniture is left
#: out. judged
_NEAR, _BEYOND = 2, 4
#: A short line that stands on the page this often is furniture: `Article content`, `Advertisement`.
#: judged
_OFTEN, _SHORT_CHARS, _MOST_TIMES = 3, 40, 5
#: How a date, a line of a list and the end of the article weigh against prose. judged
_DATE, _LISTED, _END = -20.0, -5.0, -30.0
#: Columns that tell where a line stands. judged
_ALONG = 25
_KINDS = ("list_heading", "teaser", "teaser_date")


@frozen
class Sheet:
    """The lines of many pages in their order: the page of each, its row among the distinct lines,
    what its page knows of it, whether that is nothing yet (`is_free`), the tables in which pages
    lie, the number of each page's first line, and the lines' terms.
    """

    labels: Sequence[Labels]
    columns: Columns
    rows: Ints
    page: Ints
    sizes: Ints
    grids: list[Grid]
    kinds: Floats
    dates: Floats
    twins: Bools
    is_free: Bools
    first: Ints
    terms: TermsOfPages


def lay_out(labels: Sequence[Labels]) -> Sheet:
    """The lines of these pages, of which there is one at least, and whose columns are the same."""
    columns = labels[0].lines.columns
    sizes = np.array([len(page.texts) for page in labels], np.int64)
    rows = np.concatenate([page.lines.rows for page in labels])
    named = [kind[0] if kind else "" for page in labels for kind in page.kinds]
    page = np.repeat(np.arange(len(sizes)), sizes)
    kinds = np.array([[kind == name for kind in named] for name in _KINDS], np.float64)
    dates = np.array([day is not None for page in labels for day in page.dates], np.float64)
    return Sheet(
        labels,
        columns,
        rows,
        page,
        sizes,
        list(cut_grids(sizes)),
        kinds,
        dates,
        _twins(columns, rows, page),
        (kinds.sum(axis=0) == 0) & (dates == 0),
        np.cumsum(sizes) - sizes,
        spread_terms(columns.terms, rows, page),
    )


def compute_rows(sheet: Sheet, wanted: Ints) -> NDArray[np.float32]:
    """The feature matrix of some lines of many pages, lines x columns."""
    columns, rows = sheet.columns, sheet.rows
    first, last = _edges(sheet)
    times = _times(sheet)
    chrome = columns.flags[rows, 1] > 0
    noise = chrome | ((times >= _OFTEN) & (columns.lengths[rows] <= _SHORT_CHARS))
    gaps = np.array(list(chain.from_iterable(page.gaps for page in sheet.labels)), np.float64)
    listed = sheet.kinds.sum(axis=0)
    inside, along = _along(sheet, listed)
    topic = sheet.terms.share_held(inside)
    terminal = (last & TERMINAL) > 0
    known = [
        (last & COMMA) > 0,
        (last & DIGIT) > 0,
        (first & UPPER) > 0,
        (first & LETTER) == 0,
        times,
        terminal,
    ]
    around = [*sheet.kinds, sheet.dates, gaps, topic, sheet.twins, noise]
    said = [np.log1p(columns.counted[rows]), terminal, columns.scores[rows], sheet.dates, listed]
    context = np.stack([*said, chrome, topic, columns.is_bullet[rows], gaps]).astype(np.float32)
    parts = [
        columns.shapes[rows[wanted]],
        _stack(known, wanted),
        columns.flags[rows[wanted]],
        _stack(around, wanted),
        along[wanted],
        _around(context, np.ones(len(rows), np.bool_), sheet.page, wanted, _NEAR),
        _around(context[:7], ~noise, sheet.page, wanted, _BEYOND),
    ]
    return np.concatenate(parts, axis=1)


def _stack(columns: Sequence[Column], wanted: Ints) -> NDArray[np.float32]:
    return np.stack([np.asarray(c[wanted], np.float32) for c in columns], axis=1)


def _edges(sheet: Sheet) -> tuple[Ints, Ints]:
    """The classes of each line's first and last character. A line that shows none has those of the
    lines around it, so that its page is read as a whole.
    """
    first, last = sheet.columns.first[sheet.rows], sheet.columns.last[sheet.rows]
    for page in np.unique(sheet.page[~sheet.columns.has_edges[sheet.rows]]).tolist():
        texts = sheet.labels[page].texts
        stop = np.cumsum([len(text) + 1 for text in texts]) - 1
        start = np.concatenate([[0], stop[:-1] + 1])
        on_page = sheet.page == page
        last[on_page], first[on_page], _ = read_edges(
            classify_chars("\n".join(texts) + "\n"), start, stop
        )
    return first, last


def _times(sheet: Sheet) -> Floats:
    """How often each line stands on its page, counted to five."""
    keys = sheet.page * len(sheet.columns.texts) + sheet.rows
    _, places, counts = np.unique(keys, return_inverse=True, return_counts=True)
    times: Floats = np.minimum(counts[places].astype(np.float64), _MOST_TIMES)
    return times


def _twins(columns: Columns, rows: Ints, page: Ints) -> Bools:
    """Where a line begins the next one or is begun by the one before, as a picture's description
    and its caption do.
    """
    beginnings = columns.beginnings[rows]
    found = np.zeros(len(rows), np.bool_)
    is_alike = (beginnings[1:] == beginnings[:-1]) & (page[1:] == page[:-1])
    is_alike &= columns.lengths[rows[:-1]] >= TWIN_CHARS
    for i in is_alike.nonzero()[0].tolist():
        left, right = columns.texts[rows[i]], columns.texts[rows[i + 1]]
        if right.startswith(left.rstrip(".")):
            found[i : i + 2] = True
    return found


def _along(sheet: Sheet, listed: Floats) -> tuple[Bools, NDArray[np.float32]]:
    """Whether each line is of its page's heaviest run of prose; and where it stands to that run and
    on its page, lines x columns.
    """
    columns, rows = sheet.columns, sheet.rows
    words, scores, ends = columns.counted[rows], columns.scores[rows], columns.is_end[rows]
    unlisted = np.where(ends, _END, scores)
    weights = np.where(sheet.dates > 0, _DATE, np.where(listed > 0, _LISTED, unlisted))
    spread = (words, scores, ends.astype(np.float64), sheet.dates, listed)
    inside = np.zeros(len(sheet.rows), np.bool_)
    out = np.zeros((len(sheet.rows), _ALONG), np.float32)
    for grid in sheet.grids:
        start, stop = heaviest_runs(grid, weights)
        weight = np.array(
            [
                weights[at + a : at + b].sum()
                for at, a, b in zip(
                    grid.at[:, 0].tolist(), start.tolist(), stop.tolist(), strict=True
                )
            ]
        )
        index = np.arange(grid.at.shape[1], dtype=np.float64)
        is_run = (index >= start[:, None]) & (index < stop[:, None])
        found = [
            is_run,
            np.clip(index - start[:, None], -30, 60),
            np.clip(stop[:, None] - index, -30, 60),
            weight[:, None],
            *_position(grid, *map(grid.spread, spread)),
        ]
        lines = grid.at[grid.inside]
        inside[lines] = is_run[grid.inside]
        for no, column in enumerate(found):
            out[lines, no] = np.broadcast_to(column, grid.at.shape)[grid.inside]
    return inside, out


def _position(
    grid: Grid, words: Floats, scores: Floats, ends: Floats, dates: Floats, listed: Floats
) -> list[Column]:
    """Where a line stands on the page, how much prose lies before and behind it, and how far the
    last end, date and list are; pages x lines.
    """
    n = grid.sizes[:, None]
    index = np.arange(words.shape[1], dtype=np.float64)
    prose = np.where(scores > 0, words, 0.0)
    passed = np.cumsum(prose, axis=1)
    total = np.maximum(passed[:, -1:], 1.0)
    last = np.maximum.accumulate(
        np.where(np.stack([ends, dates, listed]) > 0, index, -100.0), axis=2
    )
    until = np.minimum.accumulate(np.where(dates > 0, index, n + 100.0)[:, ::-1], axis=1)[:, ::-1]
    out = [
        index / n,
        np.minimum(index, 100),
        np.minimum(n - index, 100),
        (passed - prose) / total,
        np.log1p(n),
        np.log1p(total),
        total / np.maximum(words.sum(axis=1, keepdims=True), 1.0),
        *np.minimum(index - last, 100),
        np.minimum(until - index, 100),
        _medians(grid, words),
    ]
    return [*out, *_nearby(n, words, scores, dates)]


def _medians(grid: Grid, words: Floats) -> Floats:
    """The median of each page's words a line."""
    ordered = np.sort(np.where(grid.inside, words, np.inf), axis=1)
    row, half = np.arange(len(ordered)), grid.sizes // 2
    odd = grid.sizes % 2 == 1
    below = ordered[row, np.where(odd, half, half - 1)]
    middle: Floats = (below + ordered[row, half]) / 2
    return middle[:, None]


def _nearby(n: Ints, words: Floats, scores: Floats, dates: Floats) -> list[Column]:
    """Prose, words and dates a line within three reaches of each line."""
    sums = np.zeros((3, words.shape[0], words.shape[1] + 1))
    np.cumsum(np.stack([np.clip(scores, -15, 60), dates, words]), axis=2, out=sums[:, :, 1:])
    places = np.arange(words.shape[1])
    row = np.arange(len(words))[:, None]
    out: list[Column] = []
    for reach in (3, 8, 20):
        low = np.broadcast_to(np.maximum(places - reach, 0), words.shape)
        high = np.minimum(places + reach + 1, n)
        weight, days, size = sums[:, row, high] - sums[:, row, np.minimum(low, high)]
        count = np.maximum(high - low, 1)
        out += [weight / count, size / count, days]
    return out


def _around(
    context: NDArray[np.float32], is_counted: Bools, page: Ints, wanted: Ints, reach: int
) -> NDArray[np.float32]:
    """The context's values so many lines before and after some lines, -1 beyond the ends of their
    pages: lines x (columns x 2 reach).

    Lines that do not count are passed over; of such a line the one before is the last that counts.
    """
    width = len(context)
    counts = is_counted.nonzero()[0]
    steps = np.array([k for k in range(-reach, reach + 1) if k])
    place = (np.cumsum(is_counted) - 1)[wanted]
    at = place[:, None] + steps
    at[:, steps < 0] += ~is_counted[wanted][:, None]
    is_there = (at >= 0) & (at < len(counts))
    line = counts[np.clip(at, 0, max(len(counts) - 1, 0))] if len(counts) else np.zeros_like(at)
    is_there &= page[line] == page[wanted][:, None]
    values = np.where(is_there, context[:, line], np.float32(-1.0))
    return values.transpose(1, 0, 2).reshape(len(wanted), width * len(steps))

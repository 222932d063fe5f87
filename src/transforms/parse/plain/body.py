"""The body of an article among lines: the run whose prose outweighs its furniture most (maximum-sum
subsequence).

Source of the idea: Finn, Kushmerick and Smyth, "Fact or fiction" (2001), body text extraction; here
over lines, not tags.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from transforms.page import BlockKind
from transforms.parse.char_counts import Bools, Ints
from transforms.parse.model.trees import TEXT_MODEL, Forest, forest, probabilities
from transforms.parse.plain.above.titles import find_title_chances
from transforms.parse.plain.features import Sheet, compute_rows, lay_out
from transforms.parse.plain.grids import heaviest_runs
from transforms.parse.plain.labels import Labels, TextBody

#: A run that weighs less than a short sentence is no article.
#: measured: benchmarks/quality/curves.py LEAST_SCORE
LEAST_SCORE = 0.5
#: What a piece that is already something else costs a run that bridges it.
_BRIDGE = {"list_heading": -10.0, "teaser": -3.0, "teaser_date": -2.0}
#: And so does a date, and the end of an article. judged
_DATE = -20.0
_END = -30.0


#: The trained model's voice against that of the rules' run; from where on a line belongs to the
#: body, and so behind its last run of lines. judged
_MODEL_SHARE, _LEAST_CHANCE, _LEAST_BEHIND = 0.9, 0.5, 0.85
#: What a line's chance must exceed to lengthen the run; with less, rows of headlines behind a body
#: are taken into it. measured: benchmarks/quality/curves.py _RUN_CHANCE
_RUN_CHANCE = 0.4
#: A line that its neighbour repeats is a picture's description and caption, or a heading and its
#: link: hardly ever the body's (1 in 50). judged
_TWIN_SHARE, _TWIN_CHARS = 0.5, 30
#: So many dates, each within so many lines of the one before, make a thread of comments or a list:
#: hardly any of its words are a body's. judged
_THREAD_DATES, _THREAD_LINES = 4, 16
#: A longer line is no furniture inside a body. judged
_CHROME_CHARS = 500


def find_text_bodies(
    pages: Sequence[Labels], *, trees: Forest | None = None
) -> list[TextBody | None]:
    """The body's pieces of each of these pages, by the line model and the heaviest run of prose
    together; None where a page has no prose. Of pages that share their lines' columns, as those do
    whose lines were read in one call: one look at the lines of all, one call of the model.
    """
    found: list[TextBody | None] = [None] * len(pages)
    shared: dict[int, list[tuple[int, range]]] = {}
    for no, labels in enumerate(pages):
        if run := find_body_run(labels):
            shared.setdefault(id(labels.lines.columns), []).append((no, run))
    for asked in shared.values():
        sheet = lay_out([pages[no] for no, _ in asked])
        bodies = _weigh(sheet, [run for _, run in asked], trees)
        for (no, _), body in zip(asked, bodies, strict=True):
            found[no] = body
    return found


def _weigh(sheet: Sheet, runs: list[range], trees: Forest | None) -> list[TextBody]:
    """The bodies of pages that have these runs of prose."""
    columns, rows = sheet.columns, sheet.rows
    asked = find_asked(sheet)
    place = np.arange(len(rows)) - sheet.first[sheet.page]
    bounds = np.array([(run.start, run.stop) for run in runs])[sheet.page]
    is_chrome = columns.is_chrome[rows] | columns.is_credit[rows]
    ruled = sheet.is_free & (place >= bounds[:, 0]) & (place < bounds[:, 1])
    ruled &= ~(is_chrome & (columns.lengths[rows] < _CHROME_CHARS))
    chances = np.zeros(len(rows))
    features = compute_rows(sheet, asked)
    scored = probabilities(trees or forest(TEXT_MODEL), features)
    chances[asked] = _MODEL_SHARE * scored + (1 - _MODEL_SHARE) * ruled[asked]
    chances[sheet.twins & (columns.lengths[rows] >= _TWIN_CHARS)] *= _TWIN_SHARE
    for labels, at in zip(sheet.labels, sheet.first.tolist(), strict=True):
        chances[[at + i for i in find_threads(labels)]] = 0.0
    weights = np.minimum(columns.words[rows], 60.0) + 1
    starts, stops = np.zeros((2, len(runs)), np.int64)
    for grid in sheet.grids:
        starts[grid.pages], stops[grid.pages] = heaviest_runs(
            grid, (chances - _RUN_CHANCE) * weights
        )
    least = np.where(place < stops[sheet.page], _LEAST_CHANCE, _LEAST_BEHIND)
    bodies = _bodies(sheet, runs, (starts, stops), kept=chances > least, ruled=ruled)
    titles = find_title_chances(sheet, bodies, asked, features)
    return [replace(body, titles=own) for body, own in zip(bodies, titles, strict=True)]


def find_asked(sheet: Sheet) -> Ints:
    """The lines that models are asked about: those that are nothing yet, and no table's row."""
    found: Ints = (sheet.is_free & ~sheet.columns.is_row[sheet.rows]).nonzero()[0]
    return found


def _bodies(
    sheet: Sheet, runs: list[range], heaviest: tuple[Ints, Ints], *, kept: Bools, ruled: Bools
) -> list[TextBody]:
    """The bodies of these lines; the rules' own where the model keeps none."""
    out = []
    stop_of = np.cumsum(sheet.sizes)
    for no, (start, stop) in enumerate(zip(*(x.tolist() for x in heaviest), strict=True)):
        at, end = int(stop_of[no] - sheet.sizes[no]), int(stop_of[no])
        own = frozenset(kept[at:end].nonzero()[0].tolist())
        # lines that lengthen the run and are no body stand above it: a headline, a byline
        start = next((i for i in range(start, stop) if i in own), start)
        out.append(
            TextBody(range(start, stop), own)
            if own
            else TextBody(runs[no], frozenset(ruled[at:end].nonzero()[0].tolist()))
        )
    return out


def find_threads(labels: Labels) -> list[int]:
    """The lines from the first date of a thread to behind its last, as far as dates are apart in
    it. The days of teasers make none: above a list of them stands the article.
    """
    days = [i for i, found in enumerate(labels.dates) if found and labels.kinds[i] is None]
    out: list[int] = []
    at = 0
    while at < len(days):
        end = at
        while end + 1 < len(days) and days[end + 1] - days[end] <= _THREAD_LINES:
            end += 1
        if end - at + 1 >= _THREAD_DATES:
            reach = max(b - a for a, b in zip(days[at:end], days[at + 1 : end + 1], strict=True))
            out += range(days[at], min(days[end] + reach, len(labels.texts)))
        at = end + 1
    return out


def find_body_run(labels: Labels) -> range | None:
    """The pieces from the body's first line to its last, or None where the page has no prose."""
    columns, rows = labels.lines.columns, labels.lines.rows
    own = np.where(columns.is_end[rows], _END, columns.scores[rows]).tolist()
    scores = [
        _BRIDGE.get(kind[0], -5.0) if kind else _DATE if day is not None else score
        for kind, day, score in zip(labels.kinds, labels.dates, own, strict=True)
    ]
    best, start, stop = find_best_run(scores)
    return range(start, stop) if best >= LEAST_SCORE else None


def find_best_run(scores: Sequence[float]) -> tuple[float, int, int]:
    """Sum, start and stop of the heaviest run; the first of equals: `find_best_run([-1, 2, -1, 2,
    -9])` is `(3, 1, 4)`.
    """
    best, best_start, best_stop = 0.0, 0, 0
    total, start = 0.0, 0
    for i, score in enumerate(scores):
        if total <= 0:
            total, start = 0.0, i
        total += score
        if total > best:
            best, best_start, best_stop = total, start, i + 1
    return best, best_start, best_stop


def classify_piece(labels: Labels, i: int, run: range) -> tuple[BlockKind, str]:
    """What a piece inside the run is: a paragraph, a heading over the next one, or furniture that
    stands in the way.
    """
    lines = labels.lines
    if len(lines.texts[i]) < _CHROME_CHARS and (lines.is_credit[i] or lines.is_chrome[i]):
        return "other", "chrome:inside"
    if (
        not lines.is_terminated[i]
        and lines.words[i] < 20
        and not lines.is_bullet[i]
        and _heads_prose(labels, i, run)
    ):
        return "heading", "body:heading"
    return "body", "body:run"


def _heads_prose(labels: Labels, i: int, run: range) -> bool:
    text = labels.texts[i]
    if (
        text[-1] in ",;،、-–—"
        or text[0].islower()
        or i + 1 not in run
        or labels.kinds[i + 1] is not None
    ):
        return False
    words = labels.lines.words
    return words[i + 1] > words[i] and (labels.lines.is_terminated[i + 1] or words[i + 1] >= 20)

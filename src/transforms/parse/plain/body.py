"""The body of an article among lines: the run whose prose outweighs its furniture most (maximum-sum
subsequence).

Source of the idea: Finn, Kushmerick and Smyth, "Fact or fiction" (2001), body text extraction; here
over lines, not tags.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from transforms.page import BlockKind
from transforms.parse.model.trees import TEXT_MODEL, Forest, forest, probabilities
from transforms.parse.plain.features import compute_features, find_twins
from transforms.parse.plain.labels import Labels
from transforms.parse.prose import is_bullet, is_chrome, is_credit, score_prose
from transforms.parse.runs import heaviest_run
from transforms.text.folds import fold_label
from transforms.text.sentences import is_terminated
from transforms.text.word_counts import estimate_words
from transforms.words.furniture import END_OF_ARTICLE

#: A run that weighs less than a short sentence is no article.
LEAST_SCORE = 0.5
#: What a piece that is already something else costs a run that bridges it.
_BRIDGE = {"list_heading": -10.0, "teaser": -3.0, "teaser_date": -2.0}
_DATE = -20.0
_END = -30.0


#: The trained model's voice against that of the rules' run; from where on a line belongs to the
#: body, and so behind its last run of lines.
_MODEL_SHARE, _LEAST_CHANCE, _LEAST_BEHIND = 0.9, 0.5, 0.85
#: What a line's chance must exceed to lengthen the run.
_RUN_CHANCE = 0.4
#: A line that its neighbour repeats is a picture's description and caption, or a heading and its
#: link: hardly ever the body's (1 in 50).
_TWIN_SHARE, _TWIN_CHARS = 0.5, 30
#: So many dates, each within so many lines of the one before, make a thread of comments or a list:
#: hardly any of its words are a body's.
_THREAD_DATES, _THREAD_LINES = 4, 16
#: Tabs in the row of a table.
_CELLS = 2


@dataclass(frozen=True, slots=True)
class TextBody:
    """The pieces that are the body, and the run of pieces most of them stand in, above which the
    head is looked for.
    """

    run: range
    kept: frozenset[int]


def find_text_body(labels: Labels, *, trees: Forest | None = None) -> TextBody | None:
    """The body's pieces by the line model and the heaviest run of prose together; None where the
    page has no prose.
    """
    run = find_body_run(labels)
    if run is None:
        return None
    ruled = frozenset(
        i for i in run if _is_free(labels, i) and classify_piece(labels, i, run)[0] != "other"
    )
    is_ruled = np.array([i in ruled for i in range(len(labels.texts))])
    chances = (
        _MODEL_SHARE * probabilities(trees or forest(TEXT_MODEL), compute_features(labels))
        + (1 - _MODEL_SHARE) * is_ruled
    )
    chances *= [_weight(labels, i) for i in range(len(chances))]
    chances[[i for i in find_twins(labels.texts) if len(labels.texts[i]) >= _TWIN_CHARS]] *= (
        _TWIN_SHARE
    )
    chances[find_threads(labels)] = 0.0
    weights = np.array([min(estimate_words(t), 60.0) + 1 for t in labels.texts])
    start, stop = heaviest_run((chances - _RUN_CHANCE) * weights)
    kept = frozenset(
        np.flatnonzero(
            chances > np.where(np.arange(len(chances)) < stop, _LEAST_CHANCE, _LEAST_BEHIND)
        ).tolist()
    )
    # lines that lengthen the run and are no body stand above it: a headline, a byline
    start = next((i for i in range(start, stop) if i in kept), start)
    return TextBody(range(start, stop), kept) if kept else TextBody(run, ruled)


def find_threads(labels: Labels) -> list[int]:
    """The lines from the first date of a thread to behind its last, as far as dates are apart in
    it.
    """
    days = [i for i, found in enumerate(labels.dates) if found]
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


def _weight(labels: Labels, i: int) -> float:
    """0 for a line that is something else already, or the row of a table."""
    return float(_is_free(labels, i) and labels.texts[i].count("\t") < _CELLS)


def _ends_article(text: str) -> bool:
    """Whether a line says that what follows is comments, subjects or the author's life."""
    return len(text) < 60 and END_OF_ARTICLE.fullmatch(fold_label(text)) is not None


def _is_free(labels: Labels, i: int) -> bool:
    return labels.kinds[i] is None and labels.dates[i] is None


def find_body_run(labels: Labels) -> range | None:
    """The pieces from the body's first line to its last, or None where the page has no prose."""
    scores = [_score(labels, i) for i in range(len(labels.texts))]
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


def _score(labels: Labels, i: int) -> float:
    kind = labels.kinds[i]
    if kind is not None:
        return _BRIDGE.get(kind[0], -5.0)
    if labels.dates[i] is not None:
        return _DATE
    return _END if _ends_article(labels.texts[i]) else score_prose(labels.texts[i])


def classify_piece(labels: Labels, i: int, run: range) -> tuple[BlockKind, str]:
    """What a piece inside the run is: a paragraph, a heading over the next one, or furniture that
    stands in the way.
    """
    text = labels.texts[i]
    if len(text) < 500 and (is_credit(text) or is_chrome(text)):
        return "other", "chrome:inside"
    if (
        not is_terminated(text)
        and estimate_words(text) < 20
        and not is_bullet(text)
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
    following = labels.texts[i + 1]
    return estimate_words(following) > estimate_words(text) and (
        is_terminated(following) or estimate_words(following) >= 20
    )

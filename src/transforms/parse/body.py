"""The body of an article among lines: the run whose prose outweighs its furniture most (maximum-sum subsequence).

Source of the idea: Finn, Kushmerick and Smyth, "Fact or fiction" (2001), body text extraction; here over lines, not tags.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from transforms.page import BlockKind
from transforms.parse import lexicon
from transforms.parse.html_features import run_of
from transforms.parse.prose import folded, is_bullet, is_chrome, is_credit, is_terminated, prose_score, units
from transforms.parse.teasers import Labels
from transforms.parse.text_features import line_features
from transforms.parse.trees import TEXT_MODEL, Forest, forest, probabilities

#: A run that weighs less than a short sentence is no article.
LEAST_SCORE = 0.5
#: What a piece that is already something else costs a run that bridges it.
_BRIDGE = {"list_heading": -10.0, "teaser": -3.0, "teaser_date": -2.0}
_DATE = -20.0
_END = -30.0


#: The trained model's voice against that of the rules' run, and from where on a line belongs to the body.
_MODEL_SHARE, _LEAST_CHANCE = 0.85, 0.5


@dataclass(frozen=True, slots=True)
class TextBody:
    """The pieces that are the body, and the run of pieces most of them stand in, above which the head is looked for."""

    run: range
    kept: frozenset[int]


def find_text_body(labels: Labels, *, trees: Forest | None = None) -> TextBody | None:
    """The body's pieces by the line model and the heaviest run of prose together; None where the page has no prose."""
    run = body_run(labels)
    if run is None:
        return None
    ruled = frozenset(i for i in run if _is_free(labels, i) and body_kind(labels, i, run)[0] != "other")
    is_ruled = np.array([i in ruled for i in range(len(labels.texts))])
    chances = _MODEL_SHARE * probabilities(trees or forest(TEXT_MODEL), line_features(labels)) + (1 - _MODEL_SHARE) * is_ruled
    over = next((i for i in range(run.stop, len(chances)) if _ends_article(labels.texts[i])), len(chances))
    chances[[i for i in range(len(chances)) if i > over or not _is_free(labels, i)]] = 0.0
    kept = frozenset(np.flatnonzero(chances > _LEAST_CHANCE).tolist())
    if not kept:
        return TextBody(run, ruled)
    weights = np.array([min(units(t), 60.0) + 1 for t in labels.texts])
    start, stop = run_of((chances - _LEAST_CHANCE) * weights)
    return TextBody(range(start, stop), kept)


def _ends_article(text: str) -> bool:
    """Whether a line says that what follows is comments, subjects or the author's life."""
    return len(text) < 60 and lexicon.END_OF_ARTICLE.fullmatch(folded(text)) is not None


def _is_free(labels: Labels, i: int) -> bool:
    return labels.kinds[i] is None and labels.dates[i] is None


def body_run(labels: Labels) -> range | None:
    """The pieces from the body's first line to its last, or None where the page has no prose."""
    scores = [_score(labels, i) for i in range(len(labels.texts))]
    best, start, stop = best_run(scores)
    return range(start, stop) if best >= LEAST_SCORE else None


def best_run(scores: Sequence[float]) -> tuple[float, int, int]:
    """Sum, start and stop of the heaviest run; the first of equals: `best_run([-1, 2, -1, 2, -9])` is `(3, 1, 4)`."""
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
    return _END if _ends_article(labels.texts[i]) else prose_score(labels.texts[i])


def body_kind(labels: Labels, i: int, run: range) -> tuple[BlockKind, str]:
    """What a piece inside the run is: a paragraph, a heading over the next one, or furniture that stands in the way."""
    text = labels.texts[i]
    if len(text) < 500 and (is_credit(text) or is_chrome(text)):
        return "other", "chrome:inside"
    if not is_terminated(text) and units(text) < 20 and not is_bullet(text) and _heads_prose(labels, i, run):
        return "heading", "body:heading"
    return "body", "body:run"


def _heads_prose(labels: Labels, i: int, run: range) -> bool:
    text = labels.texts[i]
    if text[-1] in ",;،、-–—" or text[0].islower() or i + 1 not in run or labels.kinds[i + 1] is not None:
        return False
    following = labels.texts[i + 1]
    return units(following) > units(text) and (is_terminated(following) or units(following) >= 20)

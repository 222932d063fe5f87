"""The body of an article among lines: the run whose prose outweighs its furniture most (maximum-sum subsequence).

Source of the idea: Finn, Kushmerick and Smyth, "Fact or fiction" (2001), body text extraction; here over lines, not tags.
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.page import BlockKind
from transforms.parse import lexicon
from transforms.parse.prose import folded, is_bullet, is_chrome, is_terminated, prose_score, units
from transforms.parse.teasers import Labels

#: A run that weighs less than a short sentence is no article.
LEAST_SCORE = 0.5
#: What a piece that is already something else costs a run that bridges it.
_BRIDGE = {"list_heading": -10.0, "teaser": -3.0, "teaser_date": -2.0}
_DATE = -20.0
_END = -30.0


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
    text = labels.texts[i]
    if len(text) < 60 and lexicon.END_OF_ARTICLE.fullmatch(folded(text)):
        return _END
    return prose_score(text)


def body_kind(labels: Labels, i: int, run: range) -> tuple[BlockKind, str]:
    """What a piece inside the run is: a paragraph, a heading over the next one, or furniture that stands in the way."""
    text = labels.texts[i]
    if len(text) < 500 and (lexicon.CREDIT.fullmatch(text) or is_chrome(text)):
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

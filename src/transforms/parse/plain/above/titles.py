"""How likely each line around the start of a body is its headline: by a trained model, for the
lines of many pages at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from transforms.parse.char_counts import Floats, Ints
from transforms.parse.model.trees import TITLE_MODEL, forest, probabilities
from transforms.parse.plain.features import Sheet
from transforms.parse.plain.labels import TextBody

#: So many lines above a body's run or its first line, and so many from there on, may be its
#: headline. Of 661 pages of the parts train and choose some ten print it elsewhere. judged
_ABOVE, _INSIDE = 60, 4
#: A headline has so many characters. judged
_CHARS = range(4, 261)
#: How far a line's distance to the body is told. judged
_NEAR, _FAR = -10, 80


def find_title_chances(
    sheet: Sheet,
    bodies: Sequence[TextBody],
    lines: Ints,
    features: NDArray[np.float32],
) -> list[dict[int, float]]:
    """For each page the lines that may be its headline, each with the probability that it is.

    `lines` are those of the sheet whose `features` are known, one row each; the answers number
    lines by their page.
    """
    at, rows = title_rows(sheet, bodies, lines, features)
    chances = probabilities(forest(TITLE_MODEL), rows)
    out: list[dict[int, float]] = [{} for _ in bodies]
    places = (at - sheet.first[sheet.page[at]]).tolist()
    for page, place, chance in zip(sheet.page[at].tolist(), places, chances.tolist(), strict=True):
        out[page][place] = chance
    return out


def title_rows(
    sheet: Sheet, bodies: Sequence[TextBody], lines: Ints, features: NDArray[np.float32]
) -> tuple[Ints, NDArray[np.float32]]:
    """Which of `lines` may be headlines, and their features: those that they have as lines, and how
    they stand to the body: lines away from it, and words that it says too, beside the page's most.
    """
    start = np.array([body.run.start for body in bodies])
    opening = np.array([min(body.kept, default=body.run.start) for body in bodies])
    page, row = sheet.page[lines], sheet.rows[lines]
    place = lines - sheet.first[page]
    away = np.stack([start[page] - place, opening[page] - place], axis=1)
    length = sheet.columns.lengths[row]
    chosen = ((away <= _ABOVE) & (away > -_INSIDE)).any(axis=1)
    chosen &= (length >= _CHARS.start) & (length < _CHARS.stop)
    page, row = page[chosen], row[chosen]
    topic = sheet.terms.share_held(_inside(sheet, bodies))
    held, words = topic[lines[chosen]], sheet.columns.words[row]
    said = np.stack([held, held * words, words], axis=1)
    own = [np.clip(away[chosen], _NEAR, _FAR), said, said - _most(said, page, len(bodies))]
    rows = np.concatenate([features[chosen], *own], axis=1).astype(np.float32)
    return lines[chosen], rows


def _inside(sheet: Sheet, bodies: Sequence[TextBody]) -> NDArray[np.bool_]:
    """Whether each line is of its page's body."""
    inside = np.zeros(len(sheet.rows), np.bool_)
    for first, body in zip(sheet.first.tolist(), bodies, strict=True):
        inside[[first + i for i in body.kept]] = True
    return inside


def _most(values: Floats, page: Ints, pages: int) -> Floats:
    """For each line the largest values of its page's lines, lines x columns."""
    most = np.full((pages, values.shape[1]), -np.inf)
    np.maximum.at(most, page, values)
    found: Floats = most[page]
    return found

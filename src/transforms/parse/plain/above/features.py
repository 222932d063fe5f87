"""What lines with a day and lines with a name share: features, which tell where a line stands to
its article and what stands next to it, and the choice of the likeliest line.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from transforms.parse.model.trees import forest, probabilities
from transforms.parse.plain.above.header import is_byline_like
from transforms.parse.plain.labels import Labels, TextBody

#: How far the distance between two lines is told. judged
FAR = 60
#: A line that says little besides figures, or is a label, has no more characters. judged
LABEL_CHARS = 40
#: A longer line that ends as a sentence does is one: it tells of a day, or of people. judged
SENTENCE_CHARS = 60


def place_features(labels: Labels, body: TextBody, title_at: int | None, i: int) -> list[float]:
    """Where a line stands: to the headline, to the body's first and last lines, on the page."""
    size = len(labels.texts)
    edges = min(body.kept, default=body.run.start), body.run.stop, max(body.kept, default=i)
    return [
        FAR + 1 if title_at is None else clip(i - title_at),
        *(clip(i - edge) for edge in edges),
        i in body.run,
        i in body.kept,
        min(i, 100),
        min(size - i, 100),
        size,
        i / size,
    ]


def beside_features(labels: Labels, i: int) -> list[float]:
    """The blank lines around a line, and what the lines next to it are."""
    columns, rows = labels.lines.columns, labels.lines.rows
    size = len(rows)
    out: list[float] = [labels.gaps[i], i + 1 == size or labels.gaps[i + 1]]
    for k in (i - 1, i, i + 1):
        is_there = 0 <= k < size
        text = labels.texts[k] if is_there else ""
        out += [
            columns.scores[rows[k]] if is_there else -1.0,
            labels.lines.words[k] if is_there else -1.0,
            is_there and labels.kinds[k] is not None,
            len(text) < LABEL_CHARS and any(map(str.isdigit, text)),
        ]
    above, below = labels.texts[max(i - 2, 0) : i], labels.texts[i + 1 : i + 3]
    return [*out, any(map(is_byline_like, above)), any(map(is_byline_like, below))]


def find_likeliest(model: str, rows: NDArray[np.float32], least: float) -> int | None:
    """The row to which a model gives the highest probability, the first of those that have it; None
    where none has the `least`, or there is no row.
    """
    if not len(rows):
        return None
    chances = probabilities(forest(model), rows)
    best = int(chances.argmax())
    return best if chances[best] >= least else None


def is_sentence(labels: Labels, i: int) -> bool:
    """Whether a line is a sentence, and no line of a header."""
    return len(labels.texts[i]) > SENTENCE_CHARS and labels.lines.is_terminated[i]


def clip(lines: int) -> int:
    """A distance in lines, as far as it is told."""
    return max(-FAR, min(lines, FAR))

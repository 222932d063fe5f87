"""Features that lines with a day and lines with a name share: where a line stands to its article,
and what stands next to it.
"""

from __future__ import annotations

from transforms.parse.plain.above.header import is_byline_like
from transforms.parse.plain.labels import Labels, TextBody

#: How far the distance between two lines is told. judged
FAR = 60
#: A line that says little besides figures, or is a label, has no more characters. judged
LABEL_CHARS = 40


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


def clip(lines: int) -> int:
    """A distance in lines, as far as it is told."""
    return max(-FAR, min(lines, FAR))

"""What the characters of lines are: shares of letters, figures and marks, and the classes of each
line's first and last one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from transforms.parse.char_counts import (
    COMMA,
    DENSE,
    DIGIT,
    LETTER,
    SPACE,
    TERMINAL,
    UPPER,
    Ints,
    classify_chars,
    count_classes,
    read_edges,
)
from transforms.parse.plain import letters


def read_shapes(joined: str, lengths: Ints, start: Ints, stop: Ints) -> dict[str, Any]:
    """What lines are made of: their `shapes`; how many words are `counted`, dense letters by half;
    the classes of their `first` and `last` characters, and whether each has both.
    """
    classes = classify_chars(joined)
    c, words = count_classes(classes, start, stop)
    last, first, sentences = read_edges(classes, start, stop)
    shown = c[SPACE] < lengths
    visible = np.maximum(lengths - c[SPACE], 1)
    per_word = np.maximum(words, 1)
    columns = [
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
    ]
    shapes = np.stack([np.asarray(column, np.float32) for column in columns], axis=1)
    has_edges = shown & letters.has_last(classes, start)
    return {
        "shapes": shapes,
        "counted": words,
        "first": first,
        "last": last,
        "has_edges": has_edges,
    }

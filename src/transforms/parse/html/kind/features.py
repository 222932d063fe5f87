"""A page as one row of numbers for the trained model of kinds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from transforms.parse.html.kind.layout import read_layout
from transforms.parse.html.kind.markup import Features, read_markup
from transforms.parse.html.kind.statements import read_address, read_statements
from transforms.parse.html.parts import PageParts

#: What a page does not have: a body, an address, cards. judged
ABSENT = -1.0


def read_features(parts: PageParts, url: str | None) -> Features:
    """Every feature of a page by name; one that it lacks is absent."""
    page, main = parts.document, parts.main
    layout = (
        read_layout(page, main.layout, main.chances, main.keep)
        if main.layout is not None and main.chances is not None and main.keep is not None
        else {}
    )
    return {
        **read_markup(page, url),
        **read_statements(parts.found, parts.dates, [x.text for x in parts.links]),
        **read_address(url),
        **layout,
    }


def as_row(features: Features, columns: Sequence[str]) -> NDArray[np.float32]:
    """One row of these columns: `{"links": 2.0}` in the columns links, words is `[[2, -1]]`."""
    return np.array([[features.get(name, ABSENT) for name in columns]], np.float32)

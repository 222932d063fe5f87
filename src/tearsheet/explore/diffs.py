"""Two texts laid side by side, as templates write them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from tearsheet.plain_text import show_text
from tearsheet.query.alignment import Row, align_texts

#: How two texts can be looked at, and what the choice is called; by default the first.
VIEWS = {"inline": "In one column", "sides": "Side by side"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Paragraphs in a row that stayed, or that changed."""

    is_equal: bool
    rows: tuple[Row, ...]


def stretches(old: str, new: str) -> list[Stretch]:
    """The paragraphs of two texts in reading order; what would steer a page is spelled out."""
    before, after = (show_text(text).split("\n") for text in (old, new))
    rows = align_texts(before, after)
    return [
        Stretch(is_equal, tuple(run))
        for is_equal, run in groupby(rows, key=lambda row: row.fate == "equal")
    ]


def shared_share(shown: list[Stretch]) -> float:
    """How much of both texts stayed, 0 to 1, by letters."""
    sizes = {"equal": 0, "gone": 0, "come": 0}
    for piece in (p for one in shown for row in one.rows for p in row.pieces):
        sizes[piece.side] += len(piece.text) * (2 if piece.side == "equal" else 1)
    total = sum(sizes.values())
    return sizes["equal"] / total if total else 1.0

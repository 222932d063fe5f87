"""What is known of the pieces of a page so far: dates, kinds, and the listings found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from transforms.page import BlockKind, Listing
from transforms.parse.dates.value import PrintedDate
from transforms.parse.plain.columns import Lines
from transforms.text.sentences import is_cut
from transforms.values import frozen

#: A teaser is at most this long; a longer text between dates is prose.
#: measured: benchmarks/quality/curves.py TEASER_CHARS
TEASER_CHARS = 500
#: A text of so many characters printed twice in one line is no repetition of the writer's. judged
DOUBLED_CHARS = 20


@frozen
class TextBody:
    """The pieces that are the body, and the run of pieces most of them stand in, above which the
    head is looked for; and pieces that may be its headline, with their probabilities.
    """

    run: range
    kept: frozenset[int]
    titles: Mapping[int, float] = field(default_factory=dict)


@dataclass(slots=True)
class Labels:
    """What is known of every piece so far, and the listings found."""

    lines: Lines
    dates: list[PrintedDate | None]
    gaps: list[bool]
    kinds: list[tuple[BlockKind, str] | None] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    texts: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.texts = self.lines.texts

    def is_free_text(self, i: int) -> bool:
        """Whether piece i exists, is a text short enough for a teaser, and is nothing else yet."""
        return (
            0 <= i < len(self.texts)
            and self.kinds[i] is None
            and self.dates[i] is None
            and len(self.texts[i]) <= TEASER_CHARS
        )

    def is_list_heading(self, i: int) -> bool:
        """Whether piece i heads a list."""
        kind = self.kinds[i] if 0 <= i < len(self.texts) else None
        return kind is not None and kind[0] == "list_heading"

    def add(self, first: int, last: int, text_at: int, date_at: int | None, rule: str) -> None:
        """One teaser of pieces first..last."""
        for i in range(first, last + 1):
            self.kinds[i] = ("teaser_date" if self.dates[i] else "teaser", rule)
        found = self.dates[date_at] if date_at is not None else None
        text = _once(self.texts[text_at])
        self.listings.append(
            Listing(
                text,
                is_cut=is_cut(text),
                listed_on=found.value_on if found else None,
                block_no=text_at,
            )
        )


def _once(text: str) -> str:
    """A text without itself: converters join the two links of a card, so that `Snow falls` is `Snow
    fallsSnow falls`.
    """
    half = len(text) // 2
    return (
        text[:half]
        if half >= DOUBLED_CHARS and len(text) % 2 == 0 and text[:half] == text[half:]
        else text
    )

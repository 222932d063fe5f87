"""What a verified pair is: the same article again (`copy`), a part of another (`excerpt`), a template filled in twice
(`sibling`), something of one another (`near`), or nothing; and what decided it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from transforms.dedup.verify import Measure

Verdict = Literal["copy", "excerpt", "sibling", "near", "none"]

#: The smaller text shares this much of its word pairs with a copy: a tenth of the words may differ, in runs or one by one.
COPY_CONTAINMENT = 0.6
#: A part that is shorter than `SIZE` of the whole, or more of it than a copy has, is held by it almost entirely.
EXCERPT_CONTAINMENT = 0.7
SIZE = 0.65
#: A text of fewer words than this is easily like another by chance: it must be contained almost whole,
SHORT_WORDS = 40
SHORT_CONTAINMENT = 0.85
#: and one with hardly any words names nothing.
LEAST_WORDS = 6
#: Two fillings of one template share this much of their word pairs; nothing hangs on a sibling, so that less will do.
SIBLING_CONTAINMENT = 0.3
#: In a short text three such pairs are a turn of phrase and no template.
SHORT_SIBLING_CONTAINMENT = 0.5
#: Of the words that differ this share are figures and names on either side,
FACT_SHARE = 0.6
#: with so many of them, or of those that the text has so large a share,
FACTS = 3
CHANGED = 0.34
#: or of the figures (or the names) alone, and two at least, so large a share.
REPLACED = 0.5


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, and in words what decided it."""

    verdict: Verdict
    evidence: str


def judge(found: Measure) -> Judgement:
    """The verdict on two texts."""
    if found.containment < SIBLING_CONTAINMENT:
        return Judgement("none", "")
    said = f"{found.shared} of {found.fewer} word pairs shared"
    small = found.words[0 if found.is_left_smaller else 1]
    if facts := differing_facts(found):
        is_template = small >= SHORT_WORDS or found.containment >= SHORT_SIBLING_CONTAINMENT
        return Judgement("sibling", f"{facts}; {said}") if is_template else Judgement("near", said)
    needed = SHORT_CONTAINMENT if small < SHORT_WORDS else COPY_CONTAINMENT
    if small < LEAST_WORDS or found.containment < needed:
        return Judgement("near", said)
    if found.fewer >= SIZE * found.more:
        return Judgement("copy", said)
    if found.containment >= max(needed, EXCERPT_CONTAINMENT):
        return Judgement("excerpt", f"{said}, of {found.more} in the whole")
    return Judgement("near", said)


def differing_facts(found: Measure) -> str:
    """What shows a template filled in twice: `figures differ (4 of 5)`, or an empty text."""
    figures, names = min(found.odd_figures), min(found.odd_names)
    if not figures + names:
        return ""
    said = " and ".join(
        f"{name} differ ({count} of {total})"
        for name, count, total in (("figures", figures, min(found.figures)), ("names", names, min(found.names)))
        if count
    )
    share = min((f + n) / max(w, 1) for f, n, w in zip(found.odd_figures, found.odd_names, found.odd_words, strict=True))
    for count, total in ((figures, min(found.figures)), (names, min(found.names))):
        if count >= 2 and count >= REPLACED * total:
            return said
        if count and count >= CHANGED * total and share >= FACT_SHARE:
            return said
    if min(found.words) < SHORT_WORDS and share >= FACT_SHARE / 2:
        return said
    return said if figures + names >= FACTS and share >= FACT_SHARE else ""

"""A template as it is learned from texts that are like one another, and whether two texts are two
fillings of it.

What nearly all of the texts have stands, and what lies between is a slot where the texts differ as
fillings do: no value is in most of them, or two come back in several. Edits of one text differ from
it one here and one there, so that each of its words is in most of them and no other word comes
back. A slot whose values follow those of another, as the old and the new words of a correction do,
makes no fillings: their combinations have to be many.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import ceil
from typing import Self

import polars as pl

from transforms.dedup.match.compare import FIGURE, NAME, make_kinds
from transforms.dedup.match.tokens import hash_grams, tokenize

#: A template is learned from so many texts that fill it differently.
LEAST_FILLINGS = 5
#: What this share of the texts have stands.
#: measured: python benchmarks/quality/dedup_flow.py --part choose
STANDING = 0.8
#: Of what most have fillings lack at most this share of what they have of their own, beside what
#: has a value that comes back in its place. judged
LACKING = 0.2
#: A slot is in so many of the texts; where no value comes back, none is in more of them than this.
HELD = 0.5
#: Two fillings have so many of the slots,
FITTING = 0.5
#: and differ in so many for each other place in which they do.
FILLED_FOR_BROKEN = 0.3
#: Where neither facts nor other fillings say that a value is one of the slot's, so many slots have
#: to differ, and so many for each other place.
UNKNOWN, UNKNOWN_FOR_BROKEN = 2, 2
_FACTS = (FIGURE, NAME)

#: The runs of two words around a place, and which of those it is in its text.
Place = tuple[int, int, int]
Value = tuple[int, ...]


@dataclass(frozen=True)
class Words:
    """A text as the hashes of its words in order, which of them are figures or names, and the
    hashes of its runs of two words.
    """

    words: Sequence[int]
    facts: frozenset[int]
    runs: Sequence[int]

    @cached_property
    def distinct(self) -> frozenset[int]:
        """The runs, each once."""
        return frozenset(self.runs)

    @cached_property
    def unique(self) -> frozenset[int]:
        """The runs that are in the text once."""
        return frozenset(run for run, count in Counter(self.runs).items() if count == 1)


def split_words(texts: pl.Series) -> list[Words]:
    """The words of each text."""
    kind_of, out = make_kinds(), []
    for tokens in tokenize(texts):
        kinds = kind_of[tokens.flags]
        facts = (kinds == FIGURE) | (kinds == NAME)
        runs = hash_grams(tokens.hashes, 2)
        for low, high in zip(tokens.starts[:-1].tolist(), tokens.starts[1:].tolist(), strict=True):
            words = tokens.hashes[low:high]
            known = frozenset(words[facts[low:high]].tolist())
            out.append(Words(words.tolist(), known, runs[low : max(low, high - 1)].tolist()))
    return out


class Template:
    """What stands in texts that are like one another, and the words of the slots between."""

    def __init__(self, standing: frozenset[int], texts: Sequence[Words]) -> None:
        self._standing = standing
        cut = [
            {place: gap.words for place, gap in cut_places(text, standing).items()}
            for text in texts
        ]
        values = defaultdict[Place, Counter[Value]](Counter)
        for places in cut:
            for place, value in places.items():
                values[place][value] += 1
        slots = [place for place, found in values.items() if _is_slot(found, len(texts))]
        held = Counter[int]()
        for places in cut:
            held.update({word for value in places.values() for word in value})
        self._known = frozenset(word for word, count in held.items() if count > 1)
        self.fillings = len({tuple(places.get(slot) for slot in slots) for places in cut})

    @classmethod
    def learn(cls, texts: Sequence[Words]) -> Self | None:
        """The template of these texts, which are in no order; nothing where too few fill it."""
        unlike: list[Words] = []
        for text in texts:
            if all(_is_unlike(text, other) for other in unlike):
                unlike.append(text)
        if len(unlike) < LEAST_FILLINGS:
            return None
        counts = Counter(run for text in unlike for run in text.distinct)
        if _are_edits(counts, len(unlike)):
            return None
        least = ceil(STANDING * len(unlike))
        learned = cls(frozenset(run for run, n in counts.items() if n >= least), unlike)
        return learned if learned.fillings >= LEAST_FILLINGS else None

    def are_fillings(self, one: Words, other: Words) -> bool:
        """Whether these texts fill the template differently, and are no edits of one filling."""
        shared = self._standing & one.unique & other.unique
        if len(shared) < FITTING * len(self._standing):
            return False
        ours, theirs = cut_places(one, shared), cut_places(other, shared)
        found = Difference()
        for place in ours.keys() & theirs.keys():
            if ours[place].words != theirs[place].words:
                found += self._tell(ours[place], theirs[place], one.facts | other.facts)
        apart = max(len(ours.keys() - theirs.keys()), len(theirs.keys() - ours.keys()))
        return (found + Difference(broken=apart)).is_filling

    def _tell(self, one: Gap, other: Gap, facts: frozenset[int]) -> Difference:
        """What the words between two runs that stand in both texts say."""
        ours, theirs = (self._sort(a, b, facts) for a, b in ((one, other), (other, one)))
        lost = [a.count_lost(b.strange) for a, b in ((ours, theirs), (theirs, ours))]
        sides = list(zip((ours, theirs), lost, lost[::-1], strict=True))
        known = [words.known - (own - words.standing) for words, own, _ in sides]
        values = [
            n + max(words.strange - other, 0)
            for n, (words, _, other) in zip(known, sides, strict=True)
        ]
        return Difference(
            min(known),
            min(values) - min(known),
            sum(lost),
            is_half_plain=max(known) > 0 and not ours.facts and not theirs.facts,
        )

    def _sort(self, one: Gap, other: Gap, facts: frozenset[int]) -> _Sorted:
        """The words that the other does not have, by what they are."""
        words = (Counter(one.words) - Counter(other.words)).keys()
        stands = {
            word
            for pair, run in zip(one.pairs, one.runs, strict=True)
            if run in self._standing
            for word in pair
        }
        known = {w for w in words if w in self._known or (w in facts and w not in stands)}
        return _Sorted(
            known=len(known),
            doubtful=len(known & stands),
            standing=len((words & stands) - known),
            strange=len(words - known - stands),
            facts=len(words & facts),
        )


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Words of a text between two runs that stand: `known` are values of slots, or figures and
    names, of which some are in runs that stand (`doubtful`); `standing` ones are in such only,
    `strange` ones are neither.
    """

    known: int
    doubtful: int
    standing: int
    strange: int
    facts: int

    def count_lost(self, strange: int) -> int:
        """How many words that stand another text has lost, which has so many strange ones: a word
        that stands is edited to a strange one.
        """
        return self.standing + min(self.doubtful, max(strange - self.standing, 0))


@dataclass(frozen=True, slots=True)
class Difference:
    """How two texts of a template differ: in so many values that are `known` of its slots on both
    sides, so many that are not (`unknown`), and so many words that stand in others (`broken`).
    `is_half_plain`: one side of them is known, and neither has figures or names.
    """

    known: int = 0
    unknown: int = 0
    broken: int = 0
    is_half_plain: bool = False

    def __add__(self, other: Difference) -> Difference:
        return Difference(
            self.known + other.known,
            self.unknown + other.unknown,
            self.broken + other.broken,
            self.is_half_plain or other.is_half_plain,
        )

    @property
    def is_filling(self) -> bool:
        """Whether that is what two fillings differ in."""
        if self.known and self.known >= FILLED_FOR_BROKEN * self.broken:
            return True
        values = self.known + self.unknown
        if values == 1 and not self.broken:
            return self.is_half_plain
        return values >= max(UNKNOWN, UNKNOWN_FOR_BROKEN * self.broken)


@dataclass(frozen=True, slots=True)
class Gap:
    """The words between two runs of a text, and the runs that one of these words is in."""

    text: Words
    low: int
    high: int

    @property
    def words(self) -> Value:
        return tuple(self.text.words[self.low : self.high])

    @property
    def runs(self) -> Sequence[int]:
        return self.text.runs[self.low - 1 : self.high]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The words of each run."""
        around = self.text.words[self.low - 1 : self.high + 1]
        return list(pairwise(around))


def cut_places(text: Words, standing: Set[int]) -> dict[Place, Gap]:
    """What a text has between runs that stand, by its place."""
    found: dict[Place, Gap] = {}
    seen = Counter[tuple[int, int]]()
    before = -1
    for no, run in enumerate(text.runs):
        if run not in standing:
            continue
        if 0 <= before < no - 1:
            around = text.runs[before], run
            found[*around, seen[around]] = Gap(text, before + 2, no)
            seen[around] += 1
        before = no
    return found


def _is_unlike(one: Words, other: Words) -> bool:
    """Whether each has words of its own: a copy in a frame is one that has none."""
    return not one.distinct <= other.distinct and not other.distinct <= one.distinct


def _are_edits(counts: Mapping[int, int], texts: int) -> bool:
    """Whether so many texts, of which so many have each run, are edits of one text rather than
    fillings: they lack what most have, and have nothing in its place that comes back.
    """
    lacking = own = back = 0
    for count in counts.values():
        if 2 * count > texts:
            lacking += texts - count
        else:
            own += count
            back += count if count > 1 else 0
    return lacking - back > LACKING * own


def _is_slot(values: Counter[Value], texts: int) -> bool:
    held = values.total()
    if held < HELD * texts or len(values) < 2:
        return False
    (_, most), (_, second) = values.most_common(2)
    return second > 1 or most <= HELD * held

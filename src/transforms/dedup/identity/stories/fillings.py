"""Learn a template from texts that are like one another, and tell whether two texts are two
fillings of it (`The ferry to Skerrow sails at 9`, `The ferry to Quillby sails at 11`) or two edits
of one text.

A run is two words that follow one another. A run that nearly all of the texts have *stands*: it is
of the template. The words between two runs that stand are a *gap*, and their place is a *slot*
where the texts differ as fillings do: either no value is in most of them, or two values come back,
each in several texts. Edits of one text look otherwise: each edit changes words elsewhere, so that
every word of the text is in most of the copies, and no word that replaces one comes back. Where the
value of one slot decides that of all others, as before and after a correction, these are no
fillings: values of slots have to come in many combinations.
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

from transforms.dedup.match.compare import CHARACTER, FIGURE, NAME, make_kinds
from transforms.dedup.match.tokens import hash_grams, tokenize
from transforms.values import frozen

#: A template is learned from at least so many texts that fill it differently. judged
LEAST_FILLINGS = 5
#: A run stands that this share of the texts has.
#: measured: python benchmarks/quality/dedup_flow.py --part choose
STANDING = 0.8
#: Texts are edits where the runs of the majority that they lack are more than the runs of
#: minorities that come back, by over this share of all runs of minorities. judged
LACKING = 0.2
#: A slot is in at least this share of the texts; where no two values come back, the most frequent
#: one is in at most this share of those. judged
HELD = 0.5
#: Two fillings share at least this share of the runs that stand, judged
FITTING = 0.5
#: and have, for each word of the template that was changed, so many values that differ. judged
FILLED_FOR_BROKEN = 0.3
#: Where neither figures and names nor other texts say that words are values of slots: so many of
#: them have to differ, and so many for each word of the template that was changed. judged
UNKNOWN, UNKNOWN_FOR_BROKEN = 2, 2

#: A place of a template: the hashes of the runs before and behind it, and how many gaps between the
#: same two runs come before it in the text.
Place = tuple[int, int, int]
#: The hashes of the words in a gap.
Value = tuple[int, ...]


@dataclass(frozen=True)
class Words:
    """A text as hashes: its `words` in order; `facts`, those of them that are figures or names, and
    `figures`; its `runs`, of which `runs[i]` is that of the words `i` and `i + 1`; and its `length`
    in words, of which two characters make one where they stand without spaces.
    """

    words: Sequence[int]
    facts: frozenset[int]
    figures: frozenset[int]
    runs: Sequence[int]
    length: int

    @cached_property
    def distinct(self) -> frozenset[int]:
        """All different runs of the text."""
        return frozenset(self.runs)

    @cached_property
    def unique(self) -> frozenset[int]:
        """The runs that occur exactly once in the text."""
        return frozenset(run for run, count in Counter(self.runs).items() if count == 1)


def split_words(texts: pl.Series) -> list[Words]:
    """Texts (a column of strings without nulls) -> the words of each, in the order of the rows."""
    kind_of, out = make_kinds(), []
    for tokens in tokenize(texts):
        kinds = kind_of[tokens.flags]
        facts = (kinds == FIGURE) | (kinds == NAME)
        runs = hash_grams(tokens.hashes, 2)
        for low, high in zip(tokens.starts[:-1].tolist(), tokens.starts[1:].tolist(), strict=True):
            words = tokens.hashes[low:high]
            known, figures = (
                frozenset(words[some[low:high]].tolist()) for some in (facts, kinds == FIGURE)
            )
            between = runs[low : max(low, high - 1)].tolist()
            length = high - low - int((kinds[low:high] == CHARACTER).sum()) // 2
            out.append(Words(words.tolist(), known, figures, between, length))
    return out


class Template:
    """The runs that stand in texts which are like one another, and the words that come back between
    them; `fillings` is how many different combinations of values its slots have in these texts.
    """

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
        """The template of these texts, whose order does not matter; None where fewer than
        LEAST_FILLINGS fill it differently, or where they are edits of one text.

        >>> line = "The ferry to {} sails at {} on {}; passengers buy tickets on board."
        >>> values = ["Skerrow nine Monday", "Quillby ten Friday", "Orrin nine Sunday",
        ...           "Halvern noon Tuesday", "Ness six Friday"]
        >>> fillings = split_words(pl.Series([line.format(*v.split()) for v in values]))
        >>> template = Template.learn(fillings)
        >>> template.fillings, template.find_difference(*fillings[:2]).is_filling
        (5, True)
        >>> edits = ["ferry ship", "sails leaves", "buy purchase", "tickets passes", "board deck"]
        >>> one = line.format(*values[0].split())
        >>> Template.learn(split_words(pl.Series([one.replace(*e.split()) for e in edits])))
        """
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

    def find_difference(self, one: Words, other: Words) -> Difference | None:
        """How these two texts differ as fillings of the template; None where they have too little
        of it.
        """
        shared = self._standing & one.unique & other.unique
        if len(shared) < FITTING * len(self._standing):
            return None
        ours, theirs = cut_places(one, shared), cut_places(other, shared)
        found = Difference()
        for place in ours.keys() & theirs.keys():
            if ours[place].words != theirs[place].words:
                found += self._tell(ours[place], theirs[place], one.facts | other.facts)
        apart = max(len(ours.keys() - theirs.keys()), len(theirs.keys() - ours.keys()))
        return found + Difference(broken=apart)

    def _tell(self, one: Gap, other: Gap, facts: frozenset[int]) -> Difference:
        """The difference of two texts in one place: `one` and `other` are their gaps there, and
        `facts` the figures and names of both.
        """
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
        """Count the words that the first gap has and the second has not, by what they are."""
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


@frozen
class _Sorted:
    """How many words of a gap, which another text's gap in the same place does not have, are what.

    `known` are values of slots, or figures and names; of these `doubtful` are in runs of the
    template, too. `standing` are in runs of the template and no values; `strange` are neither.
    `facts` are figures and names.
    """

    known: int
    doubtful: int
    standing: int
    strange: int
    facts: int

    def count_lost(self, strange: int) -> int:
        """How many of these words are the template's and were edited in the other text, which has
        `strange` strange words here: a doubtful word was, where a strange one can have replaced it.
        """
        return self.standing + min(self.doubtful, max(strange - self.standing, 0))


@frozen
class Difference:
    """How two texts of a template differ, as counts: values that are `known` on both sides as such
    of slots, values that are not (`unknown`), and words of the template that one of them has
    changed (`broken`). `is_half_plain`: in some place one side has known values, and neither has
    figures or names.
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
        """Whether two fillings differ so, rather than two edits."""
        if self.known and self.known >= FILLED_FOR_BROKEN * self.broken:
            return True
        values = self.known + self.unknown
        if values == 1 and not self.broken:
            return self.is_half_plain
        return values >= max(UNKNOWN, UNKNOWN_FOR_BROKEN * self.broken)


@frozen
class Gap:
    """The words `low` to `high` (exclusive) of a text, between two runs of it that stand."""

    text: Words
    low: int
    high: int

    @property
    def words(self) -> Value:
        """The hashes of the words in the gap."""
        return tuple(self.text.words[self.low : self.high])

    @property
    def runs(self) -> Sequence[int]:
        """The hashes of the runs that have a word of the gap."""
        return self.text.runs[self.low - 1 : self.high]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The two words of each of `runs`."""
        around = self.text.words[self.low - 1 : self.high + 1]
        return list(pairwise(around))


def cut_places(text: Words, standing: Set[int]) -> dict[Place, Gap]:
    """The gaps of a text by their places: what is between one run of `standing` and the next."""
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
    """Whether each of two texts has a run that the other has not. A text and the same text with
    something printed around it are not unlike.
    """
    return not one.distinct <= other.distinct and not other.distinct <= one.distinct


def _are_edits(counts: Mapping[int, int], texts: int) -> bool:
    """Whether texts are edits of one text rather than fillings: they lack runs that most have, and
    what they have instead does not come back. `counts` says of each run how many of the `texts`
    have it.
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
    """Whether a place is a slot, by how many of the `texts` have each value there."""
    held = values.total()
    if held < HELD * texts or len(values) < 2:
        return False
    (_, most), (_, second) = values.most_common(2)
    return second > 1 or most <= HELD * held

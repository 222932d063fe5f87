"""Where a text says what was searched for, and the piece of it that is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tearsheet.search.question import Node, Phrase, Word
from tearsheet.search.terms import leaves
from tearsheet.search.words import fold, normal, segments, stem, word_places

#: Characters of a piece that is shown, and of those before the first word found in it. judged
WIDTH, _BEFORE = 240, 60
#: A piece is chosen among so many places. judged
_MOST_MARKS = 400
#: (start, end, which part of the search it answers).
Mark = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text in one line, with the places in it that answer the search."""

    text: str
    marks: tuple[tuple[int, int], ...]

    def lit(self, begin: str, end: str) -> str:
        """The text with these signs around what answers the search."""
        parts, at = [], 0
        for first, last in self.marks:
            parts += [self.text[at:first], begin, self.text[first:last], end]
            at = last
        return "".join([*parts, self.text[at:]])


class Lights:
    """What a search lights up in texts of an archive of these languages."""

    def __init__(self, tree: Node, languages: Collection[str | None]) -> None:
        self.leaves = [leaf for leaf in leaves(tree) if leaf.field != "byline"]
        self.languages = languages

    def marks(self, text: str, language: str | None) -> list[Mark]:
        """The places of a text that answer the search, in order; none within another, and no more
        than are looked at.
        """
        places = list(word_places(text))
        found = sorted(
            mark
            for number, leaf in enumerate(self.leaves)
            for mark in self._of(leaf, number, text, places, language)
        )
        kept: list[Mark] = []
        for mark in found[:_MOST_MARKS]:
            if not kept or mark[0] >= kept[-1][1]:
                kept.append(mark)
        return kept

    def _of(
        self,
        leaf: Word | Phrase,
        number: int,
        text: str,
        places: Sequence[tuple[int, int, str]],
        language: str | None,
    ) -> Iterator[Mark]:
        if isinstance(leaf, Phrase) and leaf.near is None:
            yield from _exact(leaf, number, places)
            return
        if isinstance(leaf, Phrase) and leaf.is_tied:
            yield from self._side_by_side(leaf, number, text, places, language)
            return
        for word in leaf.words if isinstance(leaf, Phrase) else (leaf.text,):
            wanted = Word(word, is_prefix=leaf.is_prefix)
            yield from self._forms(wanted, number, text, places, language)

    def _side_by_side(
        self,
        leaf: Phrase,
        number: int,
        text: str,
        places: Sequence[tuple[int, int, str]],
        language: str | None,
    ) -> Iterator[Mark]:
        """The places of any forms of words that stand one after the other. Of words that are cut,
        which may be a part of one in a text, each is a place of its own.
        """
        of = [list(self._forms(Word(w), number, text, places, language)) for w in leaf.words]
        if any(part.gram for word in leaf.words for part in segments(word)):
            yield from (mark for marks in of for mark in marks)
            return
        after = {start: following for (start, *_), (following, *_) in pairwise(places)}
        begins = [{start: end for start, end, _ in marks} for marks in of]
        for start in begins[0]:
            at: int | None = start
            end = start
            for ends in begins:
                if at is None or at not in ends:
                    break
                end, at = ends[at], after.get(at)
            else:
                yield start, end, number

    def _forms(
        self,
        wanted: Word,
        number: int,
        text: str,
        places: Sequence[tuple[int, int, str]],
        language: str | None,
    ) -> Iterator[Mark]:
        folded = fold(wanted.text)
        is_cut = any(part.gram for part in segments(wanted.text))
        stems = {stem(folded, code) for code in (None, *self.languages)}
        for start, end, here in places:
            plain = fold(here)
            if is_cut and folded not in plain:
                continue
            if is_cut:
                yield from ((a, b, number) for a, b in _inside(text, start, end, folded))
            elif plain.startswith(folded) if wanted.is_prefix else stem(plain, language) in stems:
                yield start, end, number


def _exact(leaf: Phrase, number: int, places: Sequence[tuple[int, int, str]]) -> Iterator[Mark]:
    """The places of words that stand one after the other as they are written."""
    words, last = leaf.words, len(leaf.words) - 1
    for n in range(len(places) - last):
        for step, word in enumerate(words):
            here = places[n + step][2]
            is_part = any(p.exact_gram() for p in segments(word))
            if is_part and word in here:
                continue
            if here != word and not (step == last and leaf.is_prefix and here.startswith(word)):
                break
        else:
            start, end, here = places[n]
            if not last and words[0] in here and len(here) == end - start:
                start += here.index(words[0])
                end = start + len(words[0]) if not leaf.is_prefix else end
            yield start, places[n + last][1] if last else end, number


def _inside(text: str, start: int, end: int, folded: str) -> Iterator[tuple[int, int]]:
    """The places of a folded word within a word as it stands."""
    letters, origin = "", []
    for place in range(start, end):
        plain = fold(normal(text[place]))
        letters += plain
        origin += [place] * len(plain)
    at = letters.find(folded)
    while at >= 0 and folded:
        yield origin[at], origin[at + len(folded) - 1] + 1
        at = letters.find(folded, at + len(folded))


def cut(text: str, marks: Sequence[Mark]) -> Snippet:
    """The piece of a text in which most of the search is answered; of equals the first."""
    begin = 0
    if marks:
        begin = max(0, _best_start(marks) - _BEFORE)
    begin = _at_blank(text, begin)
    end = min(len(text), begin + WIDTH)
    if end < len(text):
        blank = text.rfind(" ", begin + WIDTH - 30, end)
        end = blank if blank > 0 else end
    piece = text[begin:end].replace("\n", " ").replace("\t", " ")
    before, behind = "… " if begin else "", " …" if end < len(text) else ""
    shift = len(before) - begin
    inside = [(a + shift, b + shift) for a, b, _ in marks if begin <= a and b <= end]
    return Snippet(f"{before}{piece}{behind}", tuple(inside))


def _best_start(marks: Sequence[Mark]) -> int:
    """The first place from which on a piece answers most parts of the search."""
    best, start, behind = 0, marks[0][0], 0
    inside = Counter[int]()
    for first in marks:
        while behind < len(marks) and marks[behind][1] <= first[0] + WIDTH - _BEFORE - 30:
            inside[marks[behind][2]] += 1
            behind += 1
        if len(inside) > best:
            best, start = len(inside), first[0]
        inside[first[2]] -= 1
        inside += Counter()  # parts that are no more within it
    return start


def _at_blank(text: str, begin: int) -> int:
    """The beginning of a word, near the place, where blanks part words."""
    if begin == 0:
        return 0
    places = [p for p in (text.find(sign, begin, begin + 30) for sign in " \n") if p >= 0]
    return min(places) + 1 if places else begin

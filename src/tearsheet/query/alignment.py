"""Two texts laid side by side: which paragraphs and which words stayed, went and came."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from transforms.text.scripts import BROKEN, KANA_AND_HAN, TIBETAN
from transforms.text.unspaced import cut_unspaced

#: A run of words that both texts have, or that only the older or only the newer has.
Side = Literal["equal", "gone", "come"]
Fate = Literal["equal", "gone", "come", "edited"]

#: Letters and figures of one word. Signs that Python counts to no word stand within words of
#: Hebrew, Arabic and the scripts of India. source: Unicode's general category M
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
_LETTERS = rf"(?:[^\W{KANA_AND_HAN}{BROKEN}{TIBETAN}]|[{_MARKS}])+"
#: A word with its figures and apostrophes whole, a letter of Chinese or Japanese, a run of a script
#: without spaces, or a sign; then the space behind it.
_TOKEN = re.compile(
    rf"({_LETTERS}(?:[.,:'’]{_LETTERS})*|[{KANA_AND_HAN}]|[{BROKEN}]+|[{TIBETAN}]+|\S)(\s*)"
)
_BROKEN_RUN = re.compile(f"[{BROKEN}]+")
#: Paragraphs that share fewer of their words are one gone and one new, not one edited. judged
_SAME_PARAGRAPH = 0.4
#: So far ahead an edited paragraph is looked for. judged
_NEAR = 40
#: Above this many pairs of words what lies between the first and the last change is taken as
#: replaced: a page is not kept waiting. judged
_MOST_PAIRS = 4_000_000
#: Equal words so few, between changes that are longer, are chance. judged
_CHANCE = 1


class Piece(NamedTuple):
    """Words in a row that share a fate, with the space behind them."""

    side: Side
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of either text, or an edited one of both."""

    fate: Fate
    pieces: tuple[Piece, ...]

    @property
    def old(self) -> tuple[Piece, ...]:
        """What the older text has of it."""
        return tuple(p for p in self.pieces if p.side != "come")

    @property
    def new(self) -> tuple[Piece, ...]:
        """What the newer text has of it."""
        return tuple(p for p in self.pieces if p.side != "gone")


class _Word(NamedTuple):
    text: str
    space: str


def align_texts(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    """The paragraphs of two texts in reading order, each once; edited ones word by word."""
    for tag, a, b, c, d in _opcodes(old, new):
        if tag == "equal":
            yield from (Row("equal", (Piece("equal", text),)) for text in new[c:d])
        else:
            yield from _replaced(old[a:b], new[c:d])


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    """Paragraphs between two that stayed: each new one beside the old one that it edits."""
    before = [(text, _bag(text)) for text in old]
    fresh: list[Row] = []
    for text in new:
        bag = _bag(text)
        near = [_likeness(bag, other) for _, other in before[:_NEAR]]
        place = max(range(len(near)), key=near.__getitem__, default=-1)
        if place < 0 or near[place] < _SAME_PARAGRAPH:
            fresh.append(Row("come", (Piece("come", text),)))
            continue
        yield from (Row("gone", (Piece("gone", gone),)) for gone, _ in before[:place])
        yield from fresh
        yield Row("edited", align_words(before[place][0], text))
        del before[: place + 1], fresh[:]
    yield from (Row("gone", (Piece("gone", gone),)) for gone, _ in before)
    yield from fresh


def _bag(text: str) -> Counter[str]:
    return Counter(word.text for word in _words(text))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Shared words of all words, 0 to 1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def align_words(old: str, new: str) -> tuple[Piece, ...]:
    """One paragraph: `"rose 2 m"` and `"rose 3 m"` are `rose `, gone `2`, come `3`, ` m`."""
    before, after = _words(old), _words(new)
    pieces: list[Piece] = []
    for tag, a, b, c, d in _without_chance(
        _opcodes([w.text for w in before], [w.text for w in after])
    ):
        if tag == "equal":
            pieces.append(Piece("equal", _join(after[c:d])))
            continue
        gone, come = _join(before[a:b]), _join(after[c:d])
        pieces += [Piece("gone", gone.rstrip()), Piece("come", come.rstrip())]
        last = come or gone
        pieces.append(Piece("equal", last[len(last.rstrip()) :]))
    return tuple(
        Piece(side, "".join(p.text for p in run))
        for side, run in groupby((p for p in pieces if p.text), key=lambda p: p.side)
    )


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    for found in _TOKEN.finditer(text):
        word, space = found[1], found[2]
        parts = cut_unspaced(word).split() if _BROKEN_RUN.match(word) else [word]
        words += [_Word(part, "") for part in parts[:-1]]
        words.append(_Word(parts[-1], space))
    return words


def _join(words: Sequence[_Word]) -> str:
    return "".join(word.text + word.space for word in words)


_Opcode = tuple[str, int, int, int, int]


def _opcodes(old: Sequence[str], new: Sequence[str]) -> list[_Opcode]:
    """As SequenceMatcher gives them, of what lies between the equal ends of two sequences."""
    low = _equal_ends(old, new)
    high = _equal_ends(old[low:][::-1], new[low:][::-1])
    a, b = len(old) - high, len(new) - high
    middle: list[_Opcode] = []
    if (a - low) * (b - low) > _MOST_PAIRS:
        middle = [("replace", low, a, low, b)]
    elif a > low or b > low:
        found = SequenceMatcher(None, old[low:a], new[low:b], autojunk=False).get_opcodes()
        middle = [(tag, i + low, j + low, k + low, m + low) for tag, i, j, k, m in found]
    ends = [("equal", 0, low, 0, low)], [("equal", a, len(old), b, len(new))]
    return [
        code for code in (*ends[0], *middle, *ends[1]) if code[2] > code[1] or code[4] > code[3]
    ]


def _equal_ends(old: Sequence[str], new: Sequence[str]) -> int:
    """How many elements two sequences begin with alike."""
    return next(
        (n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other),
        min(len(old), len(new)),
    )


def _without_chance(codes: list[_Opcode]) -> list[_Opcode]:
    """The changes with equal words between them taken in that are equal by chance."""
    sizes = [max(code[2] - code[1], code[4] - code[3]) for code in codes]
    is_chance = [
        code[0] == "equal"
        and 0 < n < len(codes) - 1
        and sizes[n] <= _CHANCE < min(sizes[n - 1], sizes[n + 1])
        for n, code in enumerate(codes)
    ]
    changed = [code[0] != "equal" or chance for code, chance in zip(codes, is_chance, strict=True)]
    starts = [0, *(n + 1 for n, (one, other) in enumerate(pairwise(changed)) if one != other)]
    runs = zip(starts, [*starts[1:], len(codes)], strict=True)
    return [
        (
            "replace" if changed[low] else "equal",
            codes[low][1],
            codes[high - 1][2],
            codes[low][3],
            codes[high - 1][4],
        )
        for low, high in runs
        if codes
    ]

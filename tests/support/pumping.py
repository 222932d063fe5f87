"""Regular expressions under load: inputs pumped from a pattern's own parts, and how the time to
search them grows.
"""

from __future__ import annotations

import random
import re
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Pattern = re.Pattern[Any]
#: (before it, what is repeated, after it).
Candidate = tuple[str, str, str]
SIZES = (1_000, 2_000, 4_000, 8_000)
#: Growth from 4 to 8 kB: a linear pattern doubles, a quadratic one takes four times as long.
MOST_GROWTH = 3.0
#: Below this many processor seconds nothing is judged.
FLOOR_SECONDS = 0.02
#: A pattern that takes so long on any size has no need to be measured further.
RUNAWAY_SECONDS = 1.0
#: A growth so near the limit is measured again, more often.
_DOUBT = 0.6
#: From 1 to 4 kB a linear pattern takes four times as long, a quadratic one sixteen times.
_SUSPECT = 7.0
#: Of each set of characters so many stand for the rest, of each part of a pattern so many texts.
_MOST_CHARS, _MOST_TEXTS = 5, 6
_COMMON = "a0 \n-!.<\"'/,"
_SUFFIXES = ("", "\x00", "!", "a", "\n\x01")
_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A pattern that grows faster than its input: by how much from 4 to 8 kB (infinite where it ran
    away), after how many seconds, and on what.
    """

    growth: float
    seconds: float
    candidate: Candidate


class _Stopped(Exception):
    """A search took longer than it may."""


def judge(pattern: Pattern, method: str, most: int, seed: int = 1) -> Finding | None:
    """The worst growth of a pattern over so many candidates, used by this method of it; None where
    all are linear or too fast to tell.
    """
    worst: Finding | None = None
    for candidate in find_candidates(pattern, most, seed):
        found = grow(pattern, method, candidate)
        if found and (
            worst is None or (found.growth, found.seconds) > (worst.growth, worst.seconds)
        ):
            worst = found
        if worst and worst.growth > MOST_GROWTH:
            return worst
    return worst


def grow(pattern: Pattern, method: str, candidate: Candidate) -> Finding | None:
    """How the time to search a pumped text grows; None below the floor."""
    times = []
    for size in (60, SIZES[0], SIZES[2]):
        took = measure(pattern, method, pump(candidate, size))
        if took is None:
            return Finding(float("inf"), RUNAWAY_SECONDS, candidate)
        times.append(took)
    if times[-1] < FLOOR_SECONDS / 16 or times[-1] < _SUSPECT * times[-2]:
        return None
    found = _compare(pattern, method, candidate, 3)
    if found and abs(found.growth - MOST_GROWTH) < _DOUBT:
        found = _compare(pattern, method, candidate, 9)
    return found


def _compare(pattern: Pattern, method: str, candidate: Candidate, rounds: int) -> Finding | None:
    """The least of so many measurements at 8 kB beside the least at 4 kB."""
    least = [float("inf"), float("inf")]
    for _ in range(rounds):
        for no, size in enumerate(SIZES[-2:]):
            took = measure(pattern, method, pump(candidate, size))
            least[no] = min(least[no], RUNAWAY_SECONDS if took is None else took)
    if least[1] < FLOOR_SECONDS:
        return None
    return Finding(least[1] / max(least[0], 1e-6), least[1], candidate)


def pump(candidate: Candidate, size: int) -> str:
    """The candidate as a text of about this size."""
    prefix, repeated, suffix = candidate
    return prefix + repeated * max(1, size // len(repeated)) + suffix


def measure(pattern: Pattern, method: str, text: str) -> float | None:
    """Processor seconds of one use of the pattern; None where it was stopped."""
    subject: Any = text
    if isinstance(pattern.pattern, bytes):
        subject = text.encode("utf-8", "surrogatepass")
    use: Callable[[Any], Any] = getattr(pattern, method)
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, RUNAWAY_SECONDS)
    start = time.process_time()
    try:
        found = use(subject)
        if method == "finditer":
            for _ in found:
                pass
        return time.process_time() - start
    except _Stopped:
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _stop(*_: object) -> None:
    raise _Stopped


def find_candidates(pattern: Pattern, most: int, seed: int) -> list[Candidate]:
    """At most so many candidates: what a pattern repeats, behind what it wants before that;
    beginnings of what it matches, repeated; and its characters, alone and in pairs. The likeliest
    come first.
    """
    source = pattern.pattern
    text = source.decode("latin-1") if isinstance(source, bytes) else source
    tree = parser.parse(
        text, pattern.flags & ~re.UNICODE if isinstance(source, bytes) else pattern.flags
    )
    alphabet = list(dict.fromkeys([*_literals(tree), *_COMMON]))
    choose = random.Random(seed)
    walker = _Walker(alphabet)
    direct: list[Candidate] = []
    prefixes, pumps = {"": None}, dict[str, None]()
    for prefix, body in walker.repeats(list(tree), ""):
        direct += [(prefix, body, suffix) for suffix in _SUFFIXES[:2]]
        prefixes[prefix] = None
        pumps[body] = pumps[prefix + body] = None
        if prefix:
            pumps[prefix] = None
    pumps |= dict.fromkeys(alphabet)
    pumps |= {"".join(choose.choices(alphabet, k=choose.randint(2, 4))): None for _ in range(60)}
    starts, middles = list(prefixes), [p for p in pumps if p]
    mixed = [(s, m, e) for s in starts[:12] for m in middles for e in _SUFFIXES]
    alone = [("", m, e) for m in middles for e in _SUFFIXES[:2]]
    found = list(dict.fromkeys(c for c in direct if c[1]))
    rest = list(dict.fromkeys(alone + mixed))
    if len(found) > most // 2:
        found = choose.sample(found, most // 2)
    room = most - len(found)
    return found + (choose.sample(rest, room) if len(rest) > room else rest)


def _literals(tree: Any) -> Iterator[str]:
    """The characters that a pattern names."""
    for op, value in tree:
        if op in (sre.LITERAL, sre.NOT_LITERAL):
            yield chr(value)
        elif op is sre.IN:
            for kind, item in value:
                if kind is sre.LITERAL:
                    yield chr(item)
                elif kind is sre.RANGE:
                    yield chr(item[0])
        else:
            for part in _parts(op, value):
                yield from _literals(part)


def _parts(op: Any, value: Any) -> list[Any]:
    """The sequences inside a node of a pattern's tree."""
    if op is sre.BRANCH:
        return list(value[1])
    if op is sre.SUBPATTERN:
        return [value[-1]]
    if op is sre.ATOMIC_GROUP:
        return [value]
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return [value[2]]
    if op in (sre.ASSERT, sre.ASSERT_NOT):
        return [value[1]]
    if op is sre.GROUPREF_EXISTS:
        return [part for part in value[1:] if part is not None]
    return []


class _Walker:
    """Texts that the parts of a pattern match, made of its alphabet."""

    def __init__(self, alphabet: Sequence[str]) -> None:
        self._alphabet = alphabet

    def repeats(self, nodes: Sequence[Any], before: str) -> Iterator[tuple[str, str]]:
        """(a text that leads to it, a text that it repeats) for each part that may repeat at
        length.
        """
        for op, value in nodes:
            if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT) and value[1] > 8:
                for text in self.texts(list(value[2])):
                    if text:
                        yield before, text
            for part in _parts(op, value):
                yield from self.repeats(list(part), before)
            texts = self.texts([(op, value)])
            before += texts[0] if texts else ""

    def texts(self, nodes: Sequence[Any]) -> list[str]:
        """A few texts that a sequence matches, its shortest first."""
        found = [""]
        for op, value in nodes:
            choices = self._choices(op, value)
            found = [f + c for c in choices for f in found][:_MOST_TEXTS] if choices else found
        return found

    def _choices(self, op: Any, value: Any) -> list[str]:
        if op is sre.LITERAL:
            return [chr(value)]
        if op in (sre.NOT_LITERAL, sre.ANY, sre.IN):
            return self._chars(op, value)
        if op is sre.BRANCH:
            return [t for part in value[1] for t in self.texts(list(part))[:2]][:_MOST_TEXTS]
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            least, _, part = value
            once = self.texts(list(part))
            return [t * min(least, 20) for t in once] if least else ["", *once[:2]]
        if op in (sre.SUBPATTERN, sre.ATOMIC_GROUP):
            return self.texts(list(_parts(op, value)[0]))
        return []

    def _chars(self, op: Any, value: Any) -> list[str]:
        probes = [*self._alphabet, "é", "가", "中", "_", "Z"]
        return [c for c in probes if _accepts(op, value, c)][:_MOST_CHARS]


def _accepts(op: Any, value: Any, char: str) -> bool:
    """Whether one character is what a node of a single character takes."""
    if op is sre.ANY:
        return char != "\n"
    if op is sre.NOT_LITERAL:
        return bool(ord(char) != value)
    is_negated = value[0][0] is sre.NEGATE
    return is_negated != any(_is_item(kind, item, char) for kind, item in value)


def _is_item(kind: Any, item: Any, char: str) -> bool:
    if kind is sre.LITERAL:
        return bool(ord(char) == item)
    if kind is sre.RANGE:
        return bool(item[0] <= ord(char) <= item[1])
    return kind is sre.CATEGORY and re.match(_CATEGORIES[item], char) is not None

"""Families of one news text as forty outlets print it, of real texts, with look-alikes beside them.

A base is the hand-made body of a labelled page. Its family are twelve printings at outlets of their
own: the same words, edits, datelines, other orders, cuts, frames, teasers, and a digest that holds
the next family's text too. Days tie within a family and nothing tells the base from its variants,
so that an edit, a cut or a frame leads as often as the original. Look-alikes are fillings of
formulae as agencies use them, and copies of some fillings.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from random import Random

from benchmarks.inputs import gold
from benchmarks.inputs.dedup_cases import Writer
from benchmarks.inputs.formulae import FORMULAE, fill
from benchmarks.inputs.labelled import Part, split
from benchmarks.inputs.places import CORPORA
from benchmarks.inputs.stored_formulae import stored_formulae

#: Printings of the whole text, which belong in one story;
COPIES = ("base", "exact", "unicode", "edit2", "edit10", "dateline", "reorder", "case")
#: what is cut from it or printed around it;
ATTACHED = ("front", "back", "frame", "teaser")
#: and what holds two families' texts.
DIGEST = "digest"
KINDS = (*COPIES, *ATTACHED, DIGEST)
OUTLETS = tuple(f"outlet-{no:02d}" for no in range(40))
LEAST_WORDS, MOST_WORDS = 120, 1200
FIRST_DAY = date(2026, 1, 5)
#: Over so many days families and fillings are spread.
DAYS = 200
_WORD = re.compile(r"\w+")
SETS = ("article-extraction-benchmark", "fundus", "wcxb")
ABOVE = (
    "Home News Business Sport Culture Weather",
    "Sign in or subscribe to the newsletter",
    "Share this article on Facebook, Twitter or by email",
    "Reading time: {} minutes",
    "Print this page",
)
BELOW = (
    "Copyright {} Harbour Media Group. All rights reserved.",
    "Terms of use Privacy policy Cookie settings",
    "Most read: {} things to know about the new tram line",
    "Sign up for our morning briefing and never miss a story",
    "Follow us on Facebook and Telegram",
    "Comments ({})",
)


@dataclass(frozen=True, slots=True)
class Printing:
    """One text at one outlet: its family (or formula and filling), what was done to it, the day;
    and whether an edited copy of a filling has all that stands in the slots.
    """

    family: str
    kind: str
    outlet: str
    day: date
    text: str
    keeps_slots: bool = True

    @property
    def is_lookalike(self) -> bool:
        return self.family.startswith("formula")


def real_texts(part: Part | None = None) -> list[str]:
    """Bodies of labelled articles, each once: of one part of the domains, or of all."""
    seen, out = set[str](), []
    for name in SETS:
        for page in gold.pages(name):
            text = (page.body or "").strip()
            words = text.split()
            is_whole = page.kind == "article" and LEAST_WORDS <= len(words) <= MOST_WORDS
            key = " ".join(words[10:40])
            if is_whole and key not in seen and (part is None or split(page.site) == part):
                seen.add(key)
                out.append(text)
    return out


def base_texts(count: int, seed: int, part: Part | None = None) -> list[str]:
    """So many different texts: real ones where the corpora are there, else invented ones."""
    rng = Random(f"{seed}:bases")
    if all((CORPORA / name).is_dir() for name in SETS):
        found = real_texts(part)
        return rng.sample(found, min(count, len(found)))
    writer = Writer(seed)
    return [writer.article(Random(f"{seed}:base:{no}")) for no in range(count)]


def families(bases: list[str], seed: int) -> list[Printing]:
    """The printings of every base, in random order; one of ten has no base itself."""
    out = []
    vocabulary = [word for text in bases for word in text.split()]
    for no, base in enumerate(bases):
        rng = Random(f"{seed}:family:{no}")
        outlets = rng.sample(OUTLETS, len(KINDS))
        first = FIRST_DAY + timedelta(rng.randrange(DAYS))
        for kind, outlet in zip(KINDS, outlets, strict=True):
            if kind == "base" and rng.random() < 0.1:
                continue
            other = bases[(no + 1) % len(bases)]
            text = f"{base}\n{other}" if kind == DIGEST else _VARIANTS[kind](base, vocabulary, rng)
            day = first + timedelta(rng.choice((0, 0, 1, 2)))
            out.append(Printing(f"text {no}", kind, outlet, day, text))
    Random(f"{seed}:order").shuffle(out)
    return out


def lookalikes(fillings: int, seed: int, *, days: int = DAYS) -> list[Printing]:
    """So many fillings of every formula, on one of so many days each; of one in four a copy and one
    behind a dateline elsewhere, and copies of which 2 % and 10 % of the words are edited.
    """
    formulae = [(formula, partial(fill, formula)) for formula in FORMULAE]
    return _fill_all(formulae, "formula", fillings, seed, days)


def stored_lookalikes(
    fillings: int, seed: int, part: Part | None = None, *, caseless: bool, days: int = DAYS
) -> list[Printing]:
    """The same of the formulae of one part, in scripts without capitals or in others."""
    found = stored_formulae(part, caseless=caseless)
    kind = "formula caseless" if caseless else "formula stored"
    return _fill_all([(f.text, f.fill) for f in found], kind, fillings, seed, days)


#: A formula, and what fills its slots.
_Formula = tuple[str, Callable[[Random], str]]


def _fill_all(
    formulae: Sequence[_Formula], kind: str, fillings: int, seed: int, days: int
) -> list[Printing]:
    out = []
    vocabulary = [word for _, formula in formulae for word in formula(Random(seed)).split()]
    for no, (slotted, formula) in enumerate(formulae):
        seen = set[str]()
        for turn in range(fillings):
            rng = Random(f"{seed}:{kind}:{no}:{turn}")
            name, text = f"{kind} {no}.{turn}", formula(rng)
            while text in seen:
                text = formula(rng)
            seen.add(text)
            home, *others = rng.sample(OUTLETS[:6], 3)
            day = FIRST_DAY + timedelta(rng.randrange(days))
            out.append(Printing(name, "filling", home, day, text))
            if rng.random() < 0.25:
                copies = (text, _dateline(text, [], rng))
                out += [
                    Printing(name, "filling", outlet, day, copy)
                    for outlet, copy in zip(others, copies, strict=True)
                ]
                for outlet, (change, edit) in zip(OUTLETS[6:8], EDITED.items(), strict=True):
                    edited = edit(text, vocabulary, rng)
                    is_kept = _keeps_slots(slotted, text, edited)
                    out.append(Printing(name, change, outlet, day, edited, is_kept))
    Random(f"{seed}:{kind}s").shuffle(out)
    return out


def _keeps_slots(slotted: str, filled: str, edited: str) -> bool:
    """Whether an edited filling has every word as often that is the filling's and not the
    formula's.
    """
    words, own, left = (Counter(_WORD.findall(text)) for text in (slotted, filled, edited))
    return not (own - words) - left


def _edited(share: float) -> Callable[[str, list[str], Random], str]:
    def edit(text: str, vocabulary: list[str], rng: Random) -> str:
        return "\n".join(" ".join(_edit(line, share, vocabulary, rng)) for line in text.split("\n"))

    return edit


#: Copies of a filling of which so much is edited.
EDITED = {"filling edited 2 %": _edited(0.02), "filling edited 10 %": _edited(0.10)}


def _edit(line: str, share: float, vocabulary: list[str], rng: Random) -> Iterator[str]:
    for word in line.split(" "):
        if rng.random() >= share:
            yield word
        elif (draw := rng.random()) < 0.7:
            yield rng.choice(vocabulary)
        elif draw < 0.85:
            yield f"{word} {rng.choice(vocabulary)}"


def _unicode(text: str, vocabulary: list[str], rng: Random) -> str:
    curled = text.replace('"', "”").replace("'", "’").replace(" - ", " — ").replace("fi", "ﬁ")
    return unicodedata.normalize("NFD", curled).replace(", ", ",\u00a0")


def _dateline(text: str, vocabulary: list[str], rng: Random) -> str:
    place, agency = rng.choice(("PARIS", "VIENNA", "ACCRA")), rng.choice(("AP", "AFP", "dpa"))
    return f"{place}, {rng.choice(('March', 'April'))} {rng.randint(1, 28)} ({agency}) -- {text}"


def _reorder(text: str, vocabulary: list[str], rng: Random) -> str:
    lines = [line for line in text.split("\n") if line.strip()]
    rng.shuffle(lines)
    return "\n".join(lines)


def _case(text: str, vocabulary: list[str], rng: Random) -> str:
    return text.upper().replace(" ", "  ").replace("\n", "\n\n \n")


def _front(text: str, vocabulary: list[str], rng: Random) -> str:
    words = text.split(" ")
    return f"{' '.join(words[: len(words) // 2])}…"


def _back(text: str, vocabulary: list[str], rng: Random) -> str:
    words = text.split(" ")
    return " ".join(words[len(words) // 2 :])


def _frame(text: str, vocabulary: list[str], rng: Random) -> str:
    above, below = (
        "\n".join(line.format(rng.randint(2, 2026)) for line in rng.sample(lines, 3))
        for lines in (ABOVE, BELOW)
    )
    return f"{above}\n{text}\n{below}"


def _teaser(text: str, vocabulary: list[str], rng: Random) -> str:
    return f"{' '.join(text.split())[: rng.randint(130, 220)]}…"


_VARIANTS: dict[str, Callable[[str, list[str], Random], str]] = {
    "base": lambda text, vocabulary, rng: text,
    "exact": lambda text, vocabulary, rng: text,
    "unicode": _unicode,
    "edit2": _edited(0.02),
    "edit10": _edited(0.10),
    "dateline": _dateline,
    "reorder": _reorder,
    "case": _case,
    "front": _front,
    "back": _back,
    "frame": _frame,
    "teaser": _teaser,
}

"""Formulae of many languages: notices of dividends, results, markets, weather, lotteries, matches,
credentials and greetings; in scripts without capitals names and plain words are what varies.

Each is of one part: what chose a rule is never what is reported. `stored_formulae.json` holds them,
and what may fill their slots, for every language and for a formula alone; a slot of figures says
from what to what.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from benchmarks.inputs.formulae import fill_slots
from benchmarks.inputs.labelled import Part

_STORED = Path(__file__).with_suffix(".json")
#: Languages whose scripts have no capitals.
CASELESS = ("zh", "ja", "ko", "th", "ar", "fa", "he", "hi")


@dataclass(frozen=True, slots=True)
class StoredFormula:
    """A text with slots in braces, and what each kind of slot may hold."""

    language: str
    text: str
    slots: dict[str, str]

    def fill(self, rng: Random) -> str:
        """The formula with every slot filled."""
        return fill_slots(self.text, lambda slot: _draw(self.slots[slot], rng))


def _draw(stated: str, rng: Random) -> str:
    if stated.startswith("#"):
        low, high = map(int, stated[1:].split("-"))
        return str(rng.randint(low, high))
    return rng.choice(stated.split("|"))


@cache
def stored_formulae(part: Part | None = None, *, caseless: bool) -> tuple[StoredFormula, ...]:
    """Those of one part, or all; of scripts without capitals or of others."""
    stored = json.loads(_STORED.read_text("utf-8"))
    return tuple(
        StoredFormula(
            found["language"],
            found["text"],
            stored["slots"][found["language"]] | found.get("slots", {}),
        )
        for found in stored["formulae"]
        if part in (None, found["part"]) and (found["language"] in CASELESS) is caseless
    )

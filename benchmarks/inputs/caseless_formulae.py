"""Formulae in scripts that have no capitals: names and plain words are what varies in them, hardly
a figure.

Each is of one part: what chose a rule is never what is reported. `caseless_formulae.json` holds
them, and for every language what may fill their slots.
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


@dataclass(frozen=True, slots=True)
class CaselessFormula:
    """A text with slots in braces, and what each kind of slot may hold."""

    language: str
    text: str
    slots: dict[str, tuple[str, ...]]

    def fill(self, rng: Random) -> str:
        """The formula with every slot filled."""
        return fill_slots(self.text, lambda slot: rng.choice(self.slots[slot]))


@cache
def caseless_formulae(part: Part | None = None) -> tuple[CaselessFormula, ...]:
    """Those of one part, or all."""
    stored = json.loads(_STORED.read_text("utf-8"))
    slots = {
        language: {slot: tuple(words.split("|")) for slot, words in kinds.items()}
        for language, kinds in stored["slots"].items()
    }
    return tuple(
        CaselessFormula(found["language"], found["text"], slots[found["language"]])
        for found in stored["formulae"]
        if part in (None, found["part"])
    )

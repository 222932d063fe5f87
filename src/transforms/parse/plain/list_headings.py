"""Headings of lists: which lines are some, and the outlet that they name."""

from __future__ import annotations

from functools import lru_cache

from transforms.parse.prose import is_bullet
from transforms.text.sentences import is_terminated
from transforms.words.headings import (
    GENERIC_NAMES,
    LIST_HEADING_SHAPE,
    LIST_HEADINGS,
    OUTLET_HEADING,
    SUBJECT_HEADING,
)


def classify_list_heading(text: str, low: str) -> str | None:
    """Which rule makes a line the heading of a list, if any: `More From The Daily` and `Related
    articles` are; `low` is the line as `fold_label` spells it.
    """
    if is_bullet(text) or (text.endswith((".", ",", ";", "?", "!")) and not text.endswith("...")):
        return None
    if low in LIST_HEADINGS or LIST_HEADING_SHAPE.fullmatch(low):
        return "heading:list"
    return "heading:named" if len(text.split()) <= 8 and OUTLET_HEADING.fullmatch(low) else None


@lru_cache(maxsize=4096)
def read_outlet(text: str) -> str | None:
    """The outlet a heading names, as printed: `More From Pyongyang Times` gives `Pyongyang Times`;
    `More from us` none.
    """
    line = " ".join(text.split()).strip(" :»›>▶→").replace("’", "'")
    found = OUTLET_HEADING.fullmatch(line)
    name = next((g for g in found.groups() if g), None) if found else None
    if (
        not name
        or SUBJECT_HEADING.match(line)
        or name.casefold().removeprefix("the ") in GENERIC_NAMES
    ):
        return None
    return (
        name
        if name[0] == name[0].upper() and len(name.split()) <= 6 and not is_terminated(name)
        else None
    )

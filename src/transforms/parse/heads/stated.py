"""Which lines of a text state fields of its article, and what they state.

    Title: Council closes the old pool
    Date: 5 March 2024
    URL: https://halvern.example/pool

    The council voted ...

The labels are the names that dumps give their fields (`transforms.text.records.names`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field, replace
from typing import Any

from transforms.parse.heads.exports import TEXTUAL, read_export
from transforms.parse.heads.front_matter import find_end, name_of, read_front_matter
from transforms.parse.plain.lines import Piece
from transforms.text.records.fields import Fields, find_field, read_fields
from transforms.urls import split_url
from transforms.values import frozen

#: Lines with labels at the head of a text are at most so many. judged
_MOST_LABELLED = 20
#: A label is a few words before a colon; the colon of an address or a time is none.
_LABELLED = re.compile(r"(?P<label>[^\W\d][\w .-]{0,30}?)[ \t]*[:：](?!//|\d\d\b)(?P<value>.*)")
#: Lines without fences are a head where they state so many fields, one of them one that every
#: article has. judged
_LEAST, _TELLING = 2, ("url", "title", "published")


@frozen
class Stated:
    """The lines (by number) of a text that are not its article's but state `fields` of it;
    `places` names the field that a line states. `behind` has what a line of the article says behind
    a label, `is_whole` says that all lines but `lines` are the article.
    """

    lines: frozenset[int]
    fields: Fields
    places: dict[int, str]
    behind: dict[int, str] = field(default_factory=dict)
    is_whole: bool = True


def read_stated(pieces: Sequence[Piece]) -> Stated | None:
    """What the lines of a text state, cut as they stand; None where they state nothing."""
    return _read_fenced(pieces) or _read_export(pieces) or _read_labelled(pieces)


def _read_fenced(pieces: Sequence[Piece]) -> Stated | None:
    end = find_end(pieces)
    if end is None:
        return None
    fields = read_fields(read_front_matter(pieces[1:end], pieces[0].text))
    if not any(getattr(fields, name) for name in _TELLING):
        return None
    named = ((i, find_field(name_of(pieces[i]))) for i in range(1, end))
    return Stated(frozenset(range(end + 1)), fields, {i: f for i, f in named if f})


def _read_labelled(pieces: Sequence[Piece]) -> Stated | None:
    """Lines with labels, up to the first blank line behind which none states a field of its own, or
    to the last that states one; the label of the text itself may close them.
    """
    record, places = dict[str, Any](), dict[int, str]()
    count, is_closed = 0, False
    for i, piece in enumerate(pieces[:_MOST_LABELLED]):
        found = _LABELLED.fullmatch(piece.text)
        if found is None:
            break
        name, value = find_field(found["label"]), found["value"].strip()
        if name in TEXTUAL:
            is_closed = not value and i == count
            break
        if i and piece.gap and (not name or name in places.values()):
            break
        count = i + 1
        if name and value and name not in places.values():
            record[found["label"]], places[i] = value, name
    if len(places) < _LEAST or set(_TELLING).isdisjoint(places.values()):
        return None
    is_apart = count >= len(pieces) or pieces[count].gap
    own = count + 1 if is_closed else count if is_apart else max(places) + 1
    lines = frozenset(range(own))
    return Stated(lines, read_fields(record), places, is_whole=False)


def _read_export(pieces: Sequence[Piece]) -> Stated | None:
    found = read_export(pieces)
    if found is None:
        return None
    fields = read_fields(dict(found.values))
    if split_url(fields.url).path in ("", "/"):
        fields = replace(fields, url=None)  # of the outlet's front page, as some databases have it
    return Stated(found.lines, fields, found.places, found.behind)

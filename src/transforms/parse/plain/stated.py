"""Fields that a text states in its first lines, before the text itself: front matter between two
fences, as extractors and note takers write it, or lines of a label and a value.

    ---                                        Title: Council closes the old pool
    title: Council closes the old pool         Date: 5 March 2024
    date: 2024-03-05                           URL: https://halvern.example/pool
    ---                                        (blank line)
    The council voted ...                      The council voted ...

The labels are the names that dumps give their fields (`transforms.text.records.names`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from transforms.parse.plain.lines import Piece
from transforms.text.records.fields import Fields, find_field, read_fields

#: A fence, and what may close it. Source: the front matter of Jekyll (YAML) and Hugo (TOML).
_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
#: Front matter is at most so many lines long, and so are lines with labels. judged
_MOST_FENCED, _MOST_LABELLED = 100, 20
#: A label is a few words before a colon; the colon of an address or a time is none.
_LABELLED = re.compile(r"(?P<label>[^\W\d][\w .-]{0,30}?)[ \t]*[:：](?!//|\d\d\b)(?P<value>.*)")
_BULLET = re.compile(r"-\s+(?P<value>.+)")
#: What stands behind a name of YAML that has its value in the lines below, or none.
_NO_VALUE = frozenset({"|", ">", "|-", ">-", "|+", ">+", "~", "null", "Null", "NULL"})
#: Lines without fences are a head where they state so many fields, one of them one that every
#: article has.
_LEAST, _TELLING = 2, ("url", "title", "published")
#: Labels behind which the text itself begins.
_TEXTUAL = frozenset({"text", "html"})


@dataclass(frozen=True, slots=True)
class Stated:
    """The first `count` pieces of a text are its head, which states `fields`; `places` names the
    field that a piece states. `is_fenced` says that fences part it from the text, so that all that
    follows is the text.
    """

    count: int
    fields: Fields
    places: dict[int, str]
    is_fenced: bool


def read_stated(pieces: Sequence[Piece]) -> Stated | None:
    """The head of a text that is cut into lines, as they stand; None where it has none."""
    first = pieces[0].text if pieces else ""
    return _read_fenced(pieces, first) if first in _FENCES else _read_labelled(pieces)


def _read_fenced(pieces: Sequence[Piece], fence: str) -> Stated | None:
    inside = range(1, min(len(pieces), _MOST_FENCED))
    end = next((i for i in inside if pieces[i].text in _FENCES[fence]), None)
    if end is None:
        return None
    lines = pieces[1:end]
    fields = read_fields(_read_toml(lines) if fence == "+++" else _read_yaml(lines))
    if not any(getattr(fields, name) for name in _TELLING):
        return None
    named = ((i, _field_at(pieces[i])) for i in range(1, end))
    return Stated(end + 1, fields, {i: f for i, f in named if f}, is_fenced=True)


def _field_at(line: Piece) -> str | None:
    """The field that a line of front matter states."""
    label = re.split("[:=]", line.text, maxsplit=1)[0]
    return None if line.indent else find_field(label.strip())


def _read_toml(lines: Sequence[Piece]) -> dict[str, Any]:
    try:
        record = tomllib.loads("\n".join(line.text for line in lines))
    except tomllib.TOMLDecodeError:
        return {}
    return {name: _as_json(value) for name, value in record.items()}


def _as_json(value: Any) -> Any:
    return value if isinstance(value, str | list | dict) else str(value)


def _read_yaml(lines: Sequence[Piece]) -> dict[str, Any]:
    """The names and values of front matter: in one line, as a list below the name or in brackets
    behind it, or as lines indented below it. Extractors write values as they are, quotation marks
    and colons too, so that the whole is often no YAML.
    """
    record, name = dict[str, Any](), ""
    for line in lines:
        found = _LABELLED.fullmatch(line.text)
        if found and not line.indent:
            name, value = found["label"], found["value"].strip()
            record[name] = "" if value in _NO_VALUE else _unquoted(value)
        elif item := _BULLET.fullmatch(line.text):
            held = record.get(name)
            record[name] = [*(held if isinstance(held, list) else ()), _unquoted(item["value"])]
        elif isinstance(held := record.get(name), str):
            record[name] = f"{held} {line.text}".strip()
    return record


def _unquoted(value: str) -> Any:
    """A value without the quotation marks around it; what stands in brackets as a list."""
    if value[:1] == "[" and value[-1:] == "]":
        return [_unquoted(part.strip()) for part in value[1:-1].split(",") if part.strip()]
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        inner = value[1:-1]
        return inner.replace('\\"', '"') if value[0] == '"' else inner.replace("''", "'")
    return value


def _read_labelled(pieces: Sequence[Piece]) -> Stated | None:
    """Lines with labels, up to the first blank line or to the last that states a field."""
    record, places = dict[str, Any](), dict[int, str]()
    count = 0
    for i, piece in enumerate(pieces[:_MOST_LABELLED]):
        found = _LABELLED.fullmatch(piece.text)
        if found is None or (i and piece.gap):
            break
        field, value = find_field(found["label"]), found["value"].strip()
        if field in _TEXTUAL:
            break
        count = i + 1
        if field and value and field not in places.values():
            record[found["label"]], places[i] = value, field
    is_head = len(places) >= _LEAST and not set(_TELLING).isdisjoint(places.values())
    if not is_head:
        return None
    is_apart = count >= len(pieces) or pieces[count].gap
    return Stated(
        count if is_apart else max(places) + 1, read_fields(record), places, is_fenced=False
    )

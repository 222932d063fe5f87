"""Fields between two fences at the head of a text, as extractors and note takers write them.

---
title: Council closes the old pool
date: 2024-03-05
---
The council voted ...
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import Any

from transforms.parse.plain.lines import Piece

#: A fence, and what may close it. Source: the front matter of Jekyll (YAML) and Hugo (TOML).
FENCES = {"---": ("---", "..."), "+++": ("+++",)}
#: Front matter is at most so many lines long. judged
MOST_LINES = 100
#: A name of YAML and its value.
_NAMED = re.compile(r"(?P<name>[^\W\d][\w .-]{0,30}?)[ \t]*:(?!//)(?P<value>.*)")
_BULLET = re.compile(r"-\s+(?P<value>.+)")
#: What stands behind a name of YAML that has its value in the lines below, or none.
_NO_VALUE = frozenset({"|", ">", "|-", ">-", "|+", ">+", "~", "null", "Null", "NULL"})


def find_end(pieces: Sequence[Piece]) -> int | None:
    """The number of the line that closes a text's front matter; None where it has none."""
    closing = FENCES.get(pieces[0].text) if pieces else None
    if not closing:
        return None
    inside = range(1, min(len(pieces), MOST_LINES))
    return next((i for i in inside if pieces[i].text in closing), None)


def read_front_matter(lines: Sequence[Piece], fence: str) -> dict[str, Any]:
    """The names and values in the lines between two fences."""
    return _read_toml(lines) if fence == "+++" else _read_yaml(lines)


def name_of(line: Piece) -> str:
    """The name that a line of front matter gives a value to; blank where it gives none."""
    return "" if line.indent else re.split("[:=]", line.text, maxsplit=1)[0].strip()


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
        found = _NAMED.fullmatch(line.text)
        if found and not line.indent:
            name, value = found["name"], found["value"].strip()
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

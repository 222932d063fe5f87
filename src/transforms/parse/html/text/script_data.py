"""The data that a page's scripts hold: JSON in an element of its own, assigned to a name, handed to
a function as a value or as a string, or parts of a stream that is put together again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

_SCRIPT, _SCRIPT_END = (
    re.compile(pattern, re.IGNORECASE) for pattern in (r"<script\b([^>]{0,2000})>", "</script")
)
_IS_JSON = re.compile(r"json\b|__NEXT_DATA__|__NUXT", re.IGNORECASE)
#: Where a value may begin within a program: `window.__STATE__ = {`, `JSON.parse("`, `.push([`.
_BEGINS = re.compile(r"=\s*+(?=[{\[\"])|\(\s*+(?=[{\[\"'])")
#: A string of a program, closed or not, so that no place is read twice.
_STRING = re.compile(r"\"((?:[^\"\\\n]++|\\.)*+)\"?|'((?:[^'\\\n]++|\\.)*+)'?")
#: What JSON does not know of a program's strings.
_HEX, _QUOTE = re.compile(r"\\x([0-9a-fA-F]{2})"), re.compile(r"\\([^\"\\/bfnrtu])")
#: A row of a stream of server components: `5:{…}`, `6:T4b2,<p>…`.
_ROW = re.compile(r"^[0-9a-f]{1,6}:(?:T[0-9a-f]{1,6},)?", re.MULTILINE)
#: So many values are tried in a script and so many strings; so deep do strings hold JSON. judged
_MOST_TRIES, _MOST_STRINGS, _MOST_NESTED = 60, 200, 3
#: A string that may hold a text is so long. judged
_LEAST_CHARS = 200
_DECODER = json.JSONDecoder()


def find_elements(
    opening: re.Pattern[str], closing: re.Pattern[str], text: str
) -> Iterator[tuple[str, str]]:
    """The attributes and the content of each element, up to the first end behind its beginning."""
    place = 0
    while (begins := opening.search(text, place)) and (ends := closing.search(text, begins.end())):
        yield begins[1], text[begins.end() : ends.start()]
        place = ends.end()


def read_script_data(text: str) -> Iterator[Any]:
    """The values that a page's scripts hold, page order; `text` is the whole page as decoded.

    `<script>a.b = {"c": 1}; d.push([1, "{\\"e\\": 2}"])</script>` gives {"c": 1} and {"e": 2}.
    """
    stream: list[str] = []
    for attributes, held in find_elements(_SCRIPT, _SCRIPT_END, text):
        if "ld+json" in attributes:
            continue
        if _IS_JSON.search(attributes) and (value := _decode(held.strip())) is not None:
            yield from _opened(value, stream)
            continue
        values = [v for found in _values(held) for v in _opened(found, stream)]
        yield from values or _strings(held)
    yield from _rows("".join(stream))


def _values(script: str) -> Iterator[Any]:
    """The values of JSON that stand in a program, each from where one may begin."""
    place = 0
    for _ in range(_MOST_TRIES):
        begins = _BEGINS.search(script, place)
        if begins is None:
            return
        place = begins.end()
        if script[place] == "'":
            literal = _STRING.match(script, place)
            if literal and (said := _literal(literal)) is not None:
                yield said
            continue
        try:
            value, place = _DECODER.raw_decode(script, place)
        except (ValueError, RecursionError):
            continue
        yield value


def _opened(value: Any, stream: list[str], depth: int = 0) -> Iterator[Any]:
    """A value; of a string the JSON in it. The strings of a short list, as a stream is handed over
    in parts, are kept in `stream` until all are there.
    """
    if isinstance(value, (dict, list)) and not _is_part(value):
        yield value
    elif isinstance(value, list):
        stream.append(value[1])
    elif isinstance(value, str) and depth < _MOST_NESTED and value.lstrip()[:1] in ("{", "["):
        inner = _decode(value.strip())
        if inner is not None:
            yield from _opened(inner, stream, depth + 1)


def _is_part(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and isinstance(value[0], int)
        and isinstance(value[1], str)
    )


def _rows(stream: str) -> Iterator[Any]:
    """The rows of a stream: `1:{"a": 2}` as their value, a row of text as it is."""
    starts = list(islice(_ROW.finditer(stream), 20_000))
    for no, begins in enumerate(starts):
        end = starts[no + 1].start() if no + 1 < len(starts) else len(stream)
        row = stream[begins.end() : end].strip()
        value = _decode(row) if row[:1] in ("{", "[") else row
        if value:
            yield value


def _strings(script: str) -> Iterator[str]:
    """The long strings of a program that holds no JSON."""
    long = (m for m in _STRING.finditer(script) if m.end() - m.start() >= _LEAST_CHARS)
    for literal in islice(long, _MOST_STRINGS):
        if (said := _literal(literal)) is not None:
            yield said


def _literal(found: re.Match[str]) -> str | None:
    """A program's string as what it says: its escapes are JSON's and a few more."""
    held = found[1] if found[1] is not None else found[2].replace('\\"', '"').replace('"', '\\"')
    held = _QUOTE.sub(r"\1", _HEX.sub(r"\\u00\1", held))
    said = _decode(f'"{held}"')
    return said if isinstance(said, str) else None


def _decode(text: str) -> Any:
    try:
        return _DECODER.raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None

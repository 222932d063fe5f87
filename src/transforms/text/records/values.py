"""The value of a record's field as text: of an object its own, of a list its parts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from math import isfinite
from typing import Any

from transforms.text.records.names import INNER
from transforms.text.sentences import is_terminated

#: Names of a byline, parts of a text, and levels of a nested value, that are read. judged
_MOST_NAMES = 50
_MOST_PARTS = 20_000
_DEEPEST = 7
#: Names under which the parts of a structured text stand, as editors keep it; a piece of a line is
#: of one of the types.
_PARTS = (
    "children",
    "content",
    "items",
    "blocks",
    "paragraphs",
    "nodes",
    "elements",
    "rows",
    "model",
)
_PIECES = frozenset({"text", "span", "link", "a", "strong", "em", "emphasis"})
#: Parts of a text that are no text but what is said below them.
_MEDIA = frozenset({"image", "video", "audio", "gallery", "oembed_response", "custom_embed"})
#: What programs print where there is no value; `\\N` is that of MySQL and PostgreSQL.
_NOTHING = frozenset({"null", "none", "nan", "n/a", "nil", "undefined", "<na>", "nat", r"\n"})
#: A longer string is no list of names. judged
_NAMES_CHARS = 4_000
#: Line ends, tabs and quotes that were escaped twice on their way into the dump.
_ESCAPE = re.compile(r"\\(?:r\\n|[nrt\"/]|u[0-9a-fA-F]{4})")
_PLAIN = {"\\r\\n": "\n", "\\n": "\n", "\\r": "\n", "\\t": "\t", '\\"': '"', "\\/": "/"}
#: Where an escaped line end is one, and no part of a path such as `C:\new`.
_LINE_END = re.compile(r"(?:[.!?…。\"”’)\]\s]|\\\")\\n|\\n(?:\\n|\\r|\s|[-*•“\"‘(])|\\r\\n")


def says_nothing(value: Any) -> bool:
    """Whether a value is null, blank, empty, or what a program prints for that: `"NaN"`, `"null"`,
    `"N/A"`, `"\\N"`.
    """
    if isinstance(value, str):
        return value.strip().lower() in _NOTHING or not value.strip()
    return value is None or value in ([], {})


def as_text(value: Any, depth: int = 0) -> str | None:
    """A field as text: numbers are printed, a list of paragraphs is joined, of an object its name
    or its value is taken.
    """
    if isinstance(value, str):
        return _sound(value) or None
    if isinstance(value, bool) or value is None or depth > _DEEPEST:
        return None
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict):
        if depth and value.get("type") in _MEDIA:
            return as_text(value.get("caption"), depth + 1)
        names = (*INNER, *_PARTS, "data") if "type" in value or "_type" in value else INNER
        inner = (as_text(value[k], depth + 1) for k in (*names, *_PARTS) if k in value)
        return next((text for text in inner if text), None)
    parts = [as_text(v, depth + 1) for v in value[:_MOST_PARTS]]
    is_line = all(_is_piece(v) for v in value[:_MOST_PARTS]) and not _are_paragraphs(parts)
    joint = "" if is_line else "\n" if any(isinstance(v, list) for v in value) else "\n\n"
    return joint.join(filter(None, parts)) or None


def _are_paragraphs(parts: list[str | None]) -> bool:
    """Whether each of several parts is whole sentences, and none begins or ends with the blank that
    would part it from its neighbour in a line.
    """
    said = [part for part in parts if part]
    return len(said) > 1 and all(part == part.strip() and is_terminated(part) for part in said)


def _is_piece(value: Any) -> bool:
    """Whether a part of a text is a piece of a line, as a word set in italics is."""
    return isinstance(value, dict) and (value.get("type") or value.get("_type")) in _PIECES


def as_names(value: Any) -> Iterator[str]:
    """Each person named: by a string, by `{"name": …}`, by first and last name, or by a list of
    these, which a table may hold as it was printed (`"['Ann Lee', 'Bo Ek']"`); a line with all of
    them goes before a list.
    """
    if isinstance(value, str):
        value = _printed_list(value) or value
    for person in value[:_MOST_NAMES] if isinstance(value, list) else [value]:
        if says_nothing(person):
            continue
        name = _full_name(person) if isinstance(person, dict) else None
        if name := (name or as_text(person) or "").strip():
            yield name
        elif isinstance(person, dict):
            for name in ("person", "by"):
                if isinstance(inner := person.get(name), list):
                    yield from as_names(inner)


def _printed_list(text: str) -> list[Any] | None:
    """The list that a program printed into a string; None for what is none."""
    said = text.strip()
    if len(said) > _NAMES_CHARS or not (said.startswith("[") and said.endswith("]")):
        return None
    try:
        value = ast.literal_eval(said)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return value if isinstance(value, list) else None


def _full_name(person: dict[str, Any]) -> str | None:
    folded = {k.lower().replace("_", ""): v for k, v in person.items() if isinstance(v, str)}
    parts = [
        folded.get(name) for name in ("firstname", "middlename", "lastname") if folded.get(name)
    ]
    return " ".join(filter(None, parts)) if len(parts) > 1 else None


def unescape_lines(text: str) -> str:
    r"""The text with line ends that were written as a backslash and an n: `'One.\\nTwo.'` has two
    lines. A text with line ends of its own is as it was, and so is one with a path such as
    `C:\new`.
    """
    if "\\" not in text or "\n" in text.strip() or not _LINE_END.search(text):
        return text
    return _ESCAPE.sub(_unescaped, text)


def _unescaped(found: re.Match[str]) -> str:
    written = found[0]
    return _PLAIN.get(written) or _sound(chr(int(written[2:], 16)))


def _sound(text: str) -> str:
    """The text as UTF-8 can hold it: surrogate halves that JSON escapes spell out are joined, lone
    ones replaced.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\x00", "")

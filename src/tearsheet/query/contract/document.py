"""What the data contract says of each table, view and macro, in its own words.

The document is data/README.md; a wheel has a copy of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path

_HEADING = re.compile(r"^### (?:(view|macro) )?`(\w+)`$", re.MULTILINE)
_ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| (.*) \|$", re.MULTILINE)
_CALL = re.compile(r"^Call: `([^`]+)`", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
#: A meaning that is another column's, of the same name unless that is named too.
_ELSEWHERE = re.compile(r"(?:as in )?`(\w+)(?:\.(\w+))?`")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type by DuckDB's name, and what it means."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What the contract says of one table, view or macro; `call` is how a macro is called."""

    name: str
    kind: str
    about: str
    columns: tuple[Column, ...]
    call: str


@cache
def entries() -> dict[str, Entry]:
    """Every entry of the contract by name, in its order."""
    text = _document()
    found = {entry.name: entry for entry in _parse(text)}
    return {
        name: replace(e, columns=tuple(_resolve(c, found) for c in e.columns))
        for name, e in found.items()
    }


def codes(heading: str) -> tuple[str, ...]:
    """The codes that the tables of a section explain, such as those of `quarantine reason`."""
    section = re.split(rf"^### {re.escape(heading)}$", _document(), flags=re.MULTILINE)[1]
    section = re.split(r"^##", section, maxsplit=1, flags=re.MULTILINE)[0]
    rows = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    return tuple(code for row in rows for code in re.findall(r"`(\w+)`", row))


def _document() -> str:
    """The contract: beside the code in a wheel, in the checkout else."""
    shipped = resources.files("tearsheet") / "contract.md"
    if shipped.is_file():
        return shipped.read_text("utf-8")
    return (Path(__file__).parents[4] / "data" / "README.md").read_text("utf-8")


def _parse(text: str) -> Iterator[Entry]:
    headings = list(_HEADING.finditer(text))
    for heading in headings:
        section = re.split(r"^##", text[heading.end() :], maxsplit=1, flags=re.MULTILINE)[0]
        call = _CALL.search(section)
        columns = tuple(Column(n, t.strip(), _plain(m)) for n, t, m in _ROW.findall(section))
        kind, name = heading[1] or "table", heading[2]
        yield Entry(name, kind, _about(section), columns, call[1] if call else "")


def _about(section: str) -> str:
    """The first sentence, without a full stop."""
    paragraph = next(p for p in section.strip().split("\n\n") if p and not p.startswith("Call:"))
    first = re.split(r"(?<=[.:])\s", " ".join(paragraph.split()))[0]
    return _plain(first).rstrip(".:").replace("`", "")


def _plain(text: str) -> str:
    """Markdown without links."""
    return _LINK.sub(r"\1", text)


def _resolve(column: Column, known: dict[str, Entry]) -> Column:
    """A column with the words of the one that its meaning points to."""
    there = _ELSEWHERE.fullmatch(column.meaning)
    if there is None or there[1] not in known:
        return replace(column, meaning=column.meaning.replace("`", ""))
    name = there[2] or column.name
    found = next((c for c in known[there[1]].columns if c.name == name), None)
    if found is None:
        return replace(column, meaning=column.meaning.replace("`", ""))
    return replace(column, meaning=_resolve(found, known).meaning)

"""Rows as text for a person: a table where it fits, else one line a value.

Nothing is broken within a word, so that an address stays whole; numbers stand under one another;
null is told from an empty text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len, split_graphemes

from tearsheet.plain_text import amount, show_line, show_text
from tearsheet.query.result import Result

#: A table on a terminal shows this much of a cell; everything else shows all of it.
CELL_CHARS = 100
#: One line a value shows this much of it where nobody asked for that form. judged
VALUE_CHARS = 1_000
NULL = "NULL"
_GAP = "  "
_WORD = re.compile(r"\S+\s*|\s+")
_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def as_table(result: Result, width: int | None = None) -> str:
    """A table. With the width of a terminal it is no wider, cells are cut, and rows that do not
    fit are printed one line a value.
    """
    columns = _columns(result, CELL_CHARS if width else None)
    widths = _widths(columns, width)
    if widths is None:
        return as_lines(result, width, most=VALUE_CHARS)
    lines = [
        _style(line.rstrip(), _BOLD, width)
        for line in _row([c[0] for c in columns], widths, result)
    ]
    for cells in zip(*(c[1:] for c in columns), strict=True):
        lines += (line.rstrip() for line in _row(cells, widths, result, width))
    return "\n".join([*lines, _count(result)]) + "\n"


def as_lines(result: Result, width: int | None = None, *, most: int | None = None) -> str:
    """Every value on a line of its own, behind the name of its column; of a text this much."""
    names = [show_line(n) for n in result.names]
    left = max(map(cell_len, names), default=0)
    lines = []
    for number, row in enumerate(result.rows, 1):
        lines.append(_style(f"row {number:,}", _BOLD, width))
        for name, value in zip(names, row, strict=True):
            text = _cut(NULL if value is None else show_text(_written(value)), most)
            head = f"  {_padded(name, left)}{_GAP}"
            room = max(width - cell_len(head), 20) if width else None
            pieces = [p for line in text.split("\n") for p in _wrapped(line, room)]
            if value is None:
                pieces = [_style(NULL, _DIM, width)]
            lines.append(head + pieces[0])
            lines += (" " * cell_len(head) + piece for piece in pieces[1:])
    return "\n".join([*map(str.rstrip, lines), _count(result)]) + "\n"


def _count(result: Result) -> str:
    return f"({amount(len(result.rows), 'row')})"


def _style(text: str, style: str, width: int | None) -> str:
    """Text in this style on a terminal, which has a width."""
    return f"{style}{text}{_PLAIN}" if width and text else text


def _columns(result: Result, most: int | None) -> list[list[str]]:
    """The cells of each column, its name first; fractions are aligned at the point."""
    columns = []
    for i, name in enumerate(result.names):
        cells = [_cell(row[i], most) for row in result.rows]
        if result.types[i] in ("DOUBLE", "FLOAT") or result.types[i].startswith("DECIMAL"):
            cells = _at_point(cells)
        columns.append([show_line(name), *cells])
    return columns


def _cell(value: object, most: int | None) -> str:
    return NULL if value is None else _cut(show_line(_written(value).replace("\n", " ")), most)


def _written(value: object) -> str:
    """A value in letters: lists and structs as JSON, bytes as hexadecimal digits."""
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=_written)
    return value.hex() if isinstance(value, bytes) else str(value)


def _cut(text: str, most: int | None) -> str:
    return text if most is None or len(text) <= most else text[: most - 1] + "…"


def _at_point(cells: Sequence[str]) -> list[str]:
    """Numbers with blanks behind them, so that their points stand under one another where they
    end together: `["0.25", "1.0"]` becomes `["0.25", "1.0 "]`.
    """
    behind = [len(c.partition(".")[2]) if "e" not in c else 0 for c in cells]
    most = max(behind, default=0)
    return [
        c + " " * (most - n) if "." in c and "e" not in c else c
        for c, n in zip(cells, behind, strict=True)
    ]


def _widths(columns: Sequence[Sequence[str]], width: int | None) -> list[int] | None:
    """The width of each column; null where they do not fit into so much, words being whole."""
    natural = [max(map(cell_len, cells)) for cells in columns]
    room = width - len(_GAP) * (len(columns) - 1) if width else None
    if room is None or sum(natural) <= room:
        return natural
    widths = [max(cell_len(p.rstrip()) for c in cells for p in _pieces(c)) for cells in columns]
    spare = room - sum(widths)
    if spare < 0:
        return None
    for _ in range(len(widths)):  # what is left goes to the columns that lack least, in turn
        lacking = sorted(
            (n - w, i) for i, (n, w) in enumerate(zip(natural, widths, strict=True)) if n > w
        )
        for turn, (lack, i) in enumerate(lacking):
            given = min(lack, spare // (len(lacking) - turn))
            widths[i] += given
            spare -= given
    return widths


def _row(
    cells: Sequence[str], widths: Sequence[int], result: Result, width: int | None = None
) -> Iterator[str]:
    """The lines of one row."""
    wrapped = [list(_wrapped(c, w)) for c, w in zip(cells, widths, strict=True)]
    for n in range(max(map(len, wrapped), default=0)):
        yield _GAP.join(
            _shown(lines[n] if n < len(lines) else "", w, width, is_number=result.is_number(i))
            for i, (lines, w) in enumerate(zip(wrapped, widths, strict=True))
        )


def _shown(text: str, column: int, width: int | None, *, is_number: bool) -> str:
    padded = _padded(text, column, right=is_number)
    return padded.replace(NULL, f"{_DIM}{NULL}{_PLAIN}") if text == NULL and width else padded


def _padded(text: str, width: int, *, right: bool = False) -> str:
    blanks = " " * (width - cell_len(text))
    return blanks + text if right else text + blanks


def _wrapped(text: str, width: int | None) -> Iterator[str]:
    """The text in lines of so many cells, broken at blanks and between wide characters."""
    if width is None or cell_len(text) <= width:
        yield text
        return
    line = ""
    for piece in _pieces(text):
        if line and cell_len(line) + cell_len(piece.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += piece
    yield line.rstrip()


def _pieces(text: str) -> list[str]:
    """What no line breaks: words with the blanks behind them, and the characters of words that have
    wide ones.
    """
    pieces: list[str] = []
    for word in _WORD.findall(text):
        if cell_len(word) == len(word):
            pieces.append(word)
        else:
            pieces += [word[start:end] for start, end, _ in split_graphemes(word)[0]]
    return pieces or [text]

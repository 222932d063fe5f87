"""Text as it may be shown: on a terminal, in a log, on a page of the server, in a spreadsheet, and
in SQL.

Captured text and names of files are other people's: a control character in them moves a terminal's
cursor, a bidi override shows words in another order, a leading `=` is a formula.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

#: Control characters (C0 but for line ends and tabs, DEL, C1), line and paragraph separators, marks
#: that change the direction of what follows, invisible tags, and halves of surrogate pairs.
#: source: Unicode Standard Annex 9 (bidi controls), ECMA-48 (controls)
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_ENDS = re.compile("[\t\n]")
_MARKDOWN = re.compile(r"([\\`\[\]()<>!|&])")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def show_text(text: str) -> str:
    """Text with what would steer a terminal spelled out; line ends and tabs stay: `'a\\x1b[2J'`
    becomes `'a\\\\x1b[2J'`.
    """
    return _UNSAFE.sub(_spell, text)


def show_line(text: str) -> str:
    """As `show_text`, in one line: a newline in a file's name becomes `'\\\\n'`."""
    return _ENDS.sub(_spell, show_text(text))


def show_markdown(text: str) -> str:
    """As `show_line`, for a cell or a line of Markdown: no link, no markup and no HTML comes of it;
    addresses are not made links of.
    """
    return _MARKDOWN.sub(r"\\\1", show_line(text)).replace("://", ":\\//")


def neutral_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: `'=1+1'` becomes `"'=1+1"`."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def sql_text(text: str) -> str:
    """Text as SQL writes it: `"it's"` becomes `'it''s'` in quotes."""
    return "'" + text.replace("'", "''") + "'"


def amount(number: int, one: str, more: str | None = None) -> str:
    """A number of things: `(1, 'copy', 'copies')` gives `'1 copy'`, `(1200, 'page')`
    `'1,200 pages'`.
    """
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def list_counts(counts: Mapping[str, int]) -> str:
    """Counts by name in one line, in their order: `{"image": 1200, "pdf": 1}` is
    `'1,200 image, 1 pdf'`.
    """
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _spell(found: re.Match[str]) -> str:
    code = ord(found.group())
    short = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(found.group())
    if short:
        return short
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )

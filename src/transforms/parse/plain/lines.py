"""A payload cut into pieces of text with exact byte ranges: lines, or paragraphs where the text was
wrapped by hand.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from transforms.page import Refused
from transforms.parse.dates.printed import DATE_LINE_CHARS, parse_printed_date
from transforms.parse.prose import is_bullet
from transforms.text.scripts import HANGUL, WIDE
from transforms.text.sentences import is_terminated

_LINE_END = re.compile(r"\r\n|\r|\n")
_BYTE_LINE_END = re.compile(rb"\r\n|\r|\n")
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\r\f\v\x1b") + b"\x7f"
#: What a table or a JSON line must not hold, or a reader not see: controls, and halves of surrogate
#: pairs.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff\u200b]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WIDE = re.compile(f"[{WIDE}]")
#: How files begin that are no text, whatever bytes follow: images, archives, documents, programs,
#: tables.
_MAGIC = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"%PDF-",
    b"\x1f\x8b",
    b"PK\x03\x04",
    b"\x28\xb5\x2f\xfd",
    b"7z\xbc\xaf",
    b"BZh9",
    b"\xfd7zXZ",
    b"\x7fELF",
    b"PAR1",
    b"RIFF",
    b"\xd0\xcf\x11\xe0",
    b"wOFF",
    b"wOF2",
)
_HANGUL = re.compile(f"[{HANGUL}]")
#: A word parted at a line's end: its head with the hyphen, its tail on the next line; soft hyphens
#: part nothing else.
_PARTED = re.compile(r"(?<![\w-])([^\W\d_]{2,})([-\u2010\u00ad])\Z")
_TAIL = re.compile(r"([^\W\d_]{2,})(?![\w-])")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
#: Cells of a table: tabs, or runs of blanks inside a line.
_CELLS = re.compile(r"\S(?:\t| {3,})\S")
#: Columns that people and programs wrap text to by hand.
WRAP_COLUMNS = range(40, 121)
#: So many full lines are no accident. judged
_SURELY = 4


@dataclass(slots=True)
class Piece:
    """A stretch of the capture that becomes one block; it ends where the next begins. `gap` tells a
    blank line before it.
    """

    text: str
    start: int | None = None
    end: int | None = None
    gap: bool = False
    indent: int = 0


def refuse_binary(payload: bytes, text: str, encoding: str, *, is_sure_text: bool) -> None:
    """Raises Refused("binary") where control characters are too many for any text."""
    if encoding.startswith(("utf-16", "utf-32")):
        size, controls = len(text), len(text) - len(_UNPRINTABLE.sub("", text))
    else:
        size, controls = len(payload), len(payload) - len(payload.translate(None, _CONTROLS))
    if payload.startswith(_MAGIC):
        raise Refused("binary", "the bytes begin as a binary file does")
    if controls * (10 if is_sure_text else 20) > size:
        raise Refused(
            "binary",
            f"{controls} control characters in {size} "
            f"{'characters' if size == len(text) else 'bytes'}",
        )


def cut_bytes(payload: bytes, text: str, encoding: str, bom_bytes: int) -> list[Piece]:
    """The non-blank lines with their byte ranges: gapless, from 0 to the payload's end.

    A line end and the blank lines after it belong to the line before, leading blank lines to the
    first line.
    """
    if b"\r" in payload or "\r" in text or encoding.startswith(("utf-16", "utf-32")):
        ends = [*_line_ends(payload, encoding, bom_bytes), len(payload)]
        lines = _LINE_END.split(text)
    else:
        sizes = (len(line) + 1 for line in payload[bom_bytes:].split(b"\n"))
        ends = [bom_bytes + end for end in accumulate(sizes)]
        ends[-1] = len(payload)
        lines = text.split("\n")
    if len(lines) != len(
        ends
    ):  # invalid bytes swallowed a line end: what holds is the bytes' lines
        lines = _decode_lines(payload, encoding, bom_bytes, ends)
    pieces = list(_pieces(zip(lines, ends, strict=True)))
    return pieces or [Piece("", 0, len(payload))]


def cut_plain(text: str) -> list[Piece]:
    """The non-blank lines of a text that has no bytes of its own."""
    return [
        Piece(p.text, gap=p.gap, indent=p.indent)
        for p in _pieces((line, 0) for line in _LINE_END.split(text))
    ]


def _line_ends(payload: bytes, encoding: str, bom_bytes: int) -> Iterator[int]:
    """The offset behind every line end but a last one's; wide encodings are searched on their
    unit's grid.
    """
    unit = 4 if encoding.startswith("utf-32") else 2 if encoding.startswith("utf-16") else 1
    pattern = (
        _BYTE_LINE_END
        if unit == 1
        else re.compile(b"|".join(re.escape(end.encode(encoding)) for end in ("\r\n", "\r", "\n")))
    )
    for found in pattern.finditer(payload, bom_bytes):
        if (found.start() - bom_bytes) % unit == 0:
            yield found.end()


def _decode_lines(payload: bytes, encoding: str, bom_bytes: int, ends: list[int]) -> list[str]:
    try:
        codecs.lookup(encoding)
    except LookupError:
        encoding = "utf-8"
    starts = [bom_bytes, *ends[:-1]]
    return [
        _LINE_END.sub(" ", payload[a:b].decode(encoding, "replace").rstrip("\r\n"))
        for a, b in zip(starts, ends, strict=True)
    ]


def _pieces(lines: Iterable[tuple[str, int]]) -> Iterator[Piece]:
    """One piece a non-blank line; blank lines lengthen the piece before them."""
    last: Piece | None = None
    start, gap = 0, False
    for raw, end in lines:
        text = raw.strip() if raw.isprintable() else _clean(raw)
        if not text:
            gap = True
            if last:
                last.end = end
            continue
        if last:
            yield last
            start = last.end or 0
        # as a rule nothing is taken off a line
        indent = len(raw) - len(raw.lstrip()) if raw is not text and raw[0].isspace() else 0
        last = Piece(text, start, end, gap, indent)
        gap = False
    if last:
        yield last


def _clean(raw: str) -> str:
    """The line as a reader sees it: no controls, no lone surrogates, no space around it."""
    return _SURROGATE.sub("\ufffd", _UNPRINTABLE.sub("", raw)).strip()


def unwrap(pieces: list[Piece]) -> list[Piece]:
    """Paragraphs wrapped by hand joined into one piece each; everything else as it came.

    A text is wrapped where its lines break because the next word would not fit: that is asked of
    the page as a whole, then of every line end. A blank line, an indented line and a line with room
    left begin or end a paragraph.
    """
    columns = _wrap_columns(pieces)
    if not columns:
        return pieces
    out: list[list[Piece]] = []
    for piece in pieces:
        if out and _continues(out[-1][-1], piece, columns):
            out[-1].append(piece)
        else:
            out.append([piece])
    words = frozenset(w.casefold() for p in pieces for w in _WORD.findall(p.text))
    is_cut_anywhere = _cuts_hangul(pieces, columns)
    return [_joined(run, words, is_cut_anywhere=is_cut_anywhere) for run in out]


def _wrap_columns(pieces: list[Piece]) -> int | None:
    """The width a text was wrapped to, or None where it was not."""
    # the items of a list end where they end
    pairs = [(a, b) for a, b in pairwise(pieces) if not b.gap and not is_bullet(b.text)]
    if len(pairs) < 2:
        return None
    lengths = sorted(len(a.text) for a, _ in pairs)
    if lengths[len(lengths) // 2] not in range(WRAP_COLUMNS.start // 2, WRAP_COLUMNS.stop):
        return None
    widths = sorted(_width(a) for a, _ in pairs)
    columns = widths[min(len(widths) - 1, int(len(widths) * 0.95))]
    if columns not in WRAP_COLUMNS:
        return None
    full = [(a, b) for a, b in pairs if _is_full(a, b, columns)]
    if not full or not _is_mid_sentence(full):
        return None
    # a day and the headline beside it end as they do whether or not the text is wrapped
    undated = [a for a, b in pairs if not _is_dated(a) and not _is_dated(b)]
    # and so does the last line of a paragraph
    inside = [a for a in undated if len(full) >= _SURELY and not is_terminated(a.text)]
    is_wrapped = len(full) * 2 >= min(len(pairs), len(undated), len(inside) or len(undated))
    return columns if is_wrapped else None


def _is_dated(line: Piece) -> bool:
    return len(line.text) <= DATE_LINE_CHARS and parse_printed_date(line.text) is not None


def _is_mid_sentence(full: list[tuple[Piece, Piece]]) -> bool:
    """Whether full lines break inside sentences: few end one, and the next begins in lower case
    where there is case.
    """
    letters = [b.text[0] for _, b in full if b.text[0].isalpha()]
    cased = [c for c in letters if c.lower() != c.upper()]
    if all(a.text.isupper() and b.text.isupper() for a, b in full):
        cased = []  # telex
    ended = sum(is_terminated(a.text) for a, _ in full)
    return (
        bool(letters)
        and ended * 2 <= len(full)
        and sum(c.islower() for c in cased) * 5 >= len(cased) * 2
    )


def _width(piece: Piece) -> int:
    wide = 0 if piece.text.isascii() else len(_WIDE.findall(piece.text[:200]))
    return len(piece.text) + wide + piece.indent


def _is_full(line: Piece, following: Piece, columns: int) -> bool:
    if is_bullet(following.text) or _CELLS.search(line.text) or _CELLS.search(following.text):
        return False
    if _PARTED.search(line.text) and following.text[0].islower():
        return columns // 2 < _width(line)
    word = following.text.split(None, 1)[0]
    need = (
        3
        if _WIDE.match(word) and not _HANGUL.match(word)
        else 1 + len(word) + len(_HANGUL.findall(word))
    )
    return (
        columns < _width(line) + need
        and parse_printed_date(line.text) is None
        and parse_printed_date(following.text) is None
    )


def _continues(line: Piece, following: Piece, columns: int) -> bool:
    return (
        not following.gap
        and following.indent <= line.indent + 1
        and _is_full(line, following, columns)
    )


def _cuts_hangul(pieces: list[Piece], columns: int) -> bool:
    """Whether Korean lines break wherever the line is full, inside words too: then every full line
    is as wide as the widest.
    """
    pairs = [(a, b) for a, b in pairwise(pieces) if not b.gap]
    widths = [_width(a) for a, b in pairs if _HANGUL.match(a.text[-1]) and _HANGUL.match(b.text)]
    return bool(widths) and sum(w >= columns - 1 for w in widths) * 10 >= len(widths) * 9


def _joined(run: list[Piece], words: frozenset[str], *, is_cut_anywhere: bool) -> Piece:
    first, last = run[0], run[-1]
    if len(run) == 1:
        return first
    text = first.text
    for piece in run[1:]:
        if (
            (head := _PARTED.search(text))
            and (tail := _TAIL.match(piece.text))
            and piece.text[0].islower()
        ):
            text = _whole_word(text, head, tail, words) + piece.text
            continue
        is_dense = _WIDE.match(text[-1]) and _WIDE.match(piece.text[0])
        is_spaced = not is_dense or (
            not is_cut_anywhere and (_HANGUL.match(text[-1]) or _HANGUL.match(piece.text[0]))
        )
        text += f" {piece.text}" if is_spaced or piece.indent > first.indent else piece.text
    return Piece(text, first.start, last.end, first.gap, first.indent)


def _whole_word(text: str, head: re.Match[str], tail: re.Match[str], words: frozenset[str]) -> str:
    """The line before without its hyphen where the page spells the word in one elsewhere, or where
    the hyphen is a soft one; else with it.

    `inter-` and `national` become `international` on a page that has the word, `well-` and `known`
    stay `well-known`.
    """
    joined, parted = f"{head[1]}{tail[1]}".casefold(), f"{head[1]}-{tail[1]}".casefold()
    is_whole = head[2] == "\u00ad" or (joined in words and parted not in words)
    return text[: head.start(2)] if is_whole else text

"""Spellings under which names, lines and texts are compared.

Each drops what does not count for its use (case, accents, blanks, …) and keeps the rest. Two more
stand with the tables whose keys they make: a word of a date (`words.dates`) and the slug of an
outlet (`outlets`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import polars as pl

_NO_LETTERS = re.compile(r"[\W_]+")
_NO_ASCII_LETTERS = bytes(n for n in range(128) if not chr(n).isalnum())
_PARTS_OF_FIELD = re.compile(r"[\s_\-]+")
_AROUND_LABEL = " :：.|»›>▶→…•-—–«[]【】■▲◆●()"
#: Characters of a text's beginning that are kept for comparison; longer teasers are compared by
#: this much. judged
BEGINNING_CHARS = 400
#: With what a text ends that goes on elsewhere.
_ELLIPSES = ("...", "…", "[…]", "(…)")
_STRAIGHT = (("‘", "'"), ("’", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"))
_INNER_SPACE = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r"(?<!\s)[^\S\n]*+\n\s*+")


def fold_name(text: str | None) -> str:
    """Letters and digits in lower case: `"The-Example.com"` is `"theexamplecom"`.

    For names of sites and headlines, which pages write with any punctuation.
    """
    if not text:
        return ""
    if text.isascii():
        return text.encode("ascii").translate(None, _NO_ASCII_LETTERS).decode("ascii").lower()
    # most of what goes is ASCII, and goes ten times as fast alone
    bare = text.encode("utf-8", "surrogatepass").translate(None, _NO_ASCII_LETTERS)
    said = bare.decode("utf-8", "surrogatepass")
    return (said if said.isalnum() else _NO_LETTERS.sub("", said)).lower()


@lru_cache(maxsize=8192)
def fold_field(name: str) -> str:
    """The name of a record's field without case, `_`, `-` and spaces: `"publishedAt"` and
    `"published_at"` are one.

    Other signs count: `@type` is not `type`.
    """
    return _PARTS_OF_FIELD.sub("", name).lower()


def fold_label(text: str) -> str:
    """A line as the word lists of furniture spell it: `"READ  MORE:"` is `"read more"`."""
    return _squeeze(text).strip(_AROUND_LABEL).casefold().replace("’", "'")


def _squeeze(line: str) -> str:
    """A line with single blanks inside; those around it may be left. Most lines have them, which is
    seen sooner than done.
    """
    return line if "  " not in line and line.isprintable() else " ".join(line.split())


def fold_line(text: str) -> str:
    """A line without case, width and spacing: `"SHARE  this"` and `"Share this"` are one line;
    figures and punctuation count.

    For lines that pages of one outlet repeat; their stored keys are hashes of it.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _squeeze(plain.casefold()).strip()


def fold_beginning(text: str | None) -> str:
    """The beginning of a text in one case, with single blanks, straight quotes and no ellipsis at
    its end: `'The  “Sea Lily”\\nsailed…'` is `'the "sea lily" sailed'`.

    For teasers, which are compared as beginnings of articles.
    """
    plain = (text or "")[: 2 * BEGINNING_CHARS]
    if not plain.isascii():
        for sign, straight in _STRAIGHT:  # a table of `translate` takes ten times as long
            plain = plain.replace(sign, straight)
        plain = unicodedata.normalize("NFKC", plain)
    line = " ".join(plain.casefold().split())
    while line.endswith(_ELLIPSES):
        line = line.removesuffix(next(filter(line.endswith, _ELLIPSES))).rstrip()
    return line[:BEGINNING_CHARS]


def fold_title(title: pl.Expr) -> pl.Expr:
    """A column of headlines in lower case, with one space for whatever parts its words:
    `"Rain -- at last!"` is `"rain at last"`.
    """
    return title.str.to_lowercase().str.replace_all(r"\W+", " ").str.strip_chars()


def squeeze_spaces(text: str) -> str:
    """Runs of blanks as one, lines kept apart: `" a  b \\n c"` becomes `"a b\\nc"`."""
    return _LINE_ENDS.sub("\n", _INNER_SPACE.sub(" ", text)).strip()

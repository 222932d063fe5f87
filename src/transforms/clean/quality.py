"""Measures of a cleaned text as column expressions: paragraphs are lines, and no line is empty.

The line and symbol shares follow the quality signals of Gopher (arXiv:2112.11446) and C4
(arXiv:1910.10683).
"""

from __future__ import annotations

import polars as pl

from transforms.text.sentences import TERMINAL_LINE
from transforms.text.word_counts import words_of_column

#: What is no letter, mark or figure: of a text there is less of it than of these.
_NO_WORD_CHAR = r"[^\p{L}\p{M}\p{N}]"
#: Symbols, and the punctuation that markup, tables and code are made of.
_SYMBOL = r"[\p{S}#*@_\\/|{}\[\]]"


def chars(text: pl.Expr) -> pl.Expr:
    """How many characters, line ends included."""
    return text.str.len_chars()


def paragraphs(text: pl.Expr) -> pl.Expr:
    """How many lines; an empty text has none."""
    return pl.when(text == "").then(0).otherwise(text.str.count_matches("\n", literal=True) + 1)


def mean_word_chars(text: pl.Expr) -> pl.Expr:
    """Letters and digits a word, of those counted in `words`, null without any: `'ab cdef'` has
    3.0.
    """
    return _share(chars(text) - text.str.count_matches(_NO_WORD_CHAR), pl.col("words"))


def terminal_line_share(text: pl.Expr) -> pl.Expr:
    """The share of lines that end a sentence: of `'News'` and `'It rained.'` half."""
    return _share(text.str.count_matches(TERMINAL_LINE), paragraphs(text))


def duplicate_line_share(text: pl.Expr) -> pl.Expr:
    r"""The share of lines that repeat an earlier one: of `"a\nb\na"` one third."""
    return _share(paragraphs(text) - text.str.split("\n").list.n_unique(), paragraphs(text))


def symbol_share(text: pl.Expr) -> pl.Expr:
    """The share of characters that are symbols or the marks of markup: of `'a|b '` a quarter."""
    return _share(text.str.count_matches(_SYMBOL), chars(text))


def digit_share(text: pl.Expr) -> pl.Expr:
    """The share of characters that are decimal digits: of `'in 26'` two fifths."""
    return _share(text.str.count_matches(r"\p{Nd}"), chars(text))


def _share(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then(part.cast(pl.Float64) / whole.cast(pl.Float64))


_TEXT = pl.col("text")
#: Every measured column over `text` but `words`, in which its words are counted.
_QUALITY: dict[str, pl.Expr] = {
    "chars": chars(_TEXT),
    "paragraphs": paragraphs(_TEXT),
    "mean_word_chars": mean_word_chars(_TEXT),
    "terminal_line_share": terminal_line_share(_TEXT),
    "duplicate_line_share": duplicate_line_share(_TEXT),
    "symbol_share": symbol_share(_TEXT),
    "digit_share": digit_share(_TEXT),
}


def measure(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every measured column of its `text`."""
    return frame.with_columns(words=words_of_column(_TEXT)).with_columns(**_QUALITY)

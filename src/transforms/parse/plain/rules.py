"""What rules tell of lines by themselves: items, credits, furniture, headings of lists, the end of
an article, what may be a day. For all lines of a shard at once: the engine of Polars asks hundreds
of lines in the time in which Python's asks a few, and what it finds is looked at once more where it
might read a line otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.parse.char_counts import Bools, Floats, Ints
from transforms.parse.dates.figures import DMY_SIGN
from transforms.parse.dates.printed import may_be_date
from transforms.parse.dates.relative import may_be_spans
from transforms.parse.plain import letters
from transforms.parse.plain.list_headings import classify_list_heading
from transforms.parse.prose import is_bullet, is_credit
from transforms.text.sentences import is_terminated
from transforms.words.furniture import (
    CHROME_LINES,
    CHROME_SENTENCE,
    CHROME_STEMS,
    END_OF_ARTICLE,
)
from transforms.words.headings import LIST_HEADING_SHAPE, LIST_HEADINGS, OUTLET_HEADING
from transforms.words.share_credit import CAPTION_HINTS

#: Longer lines are no credits, whatever they hold. judged
CREDIT_CHARS = 540
#: A line printed as a list's heading is no longer; one that ends the article is shorter. judged
_HEADING_CHARS, _END_CHARS = 80, 60
#: Lines that may be a date, in figures or in words; a day in figures has so many. judged
_DATE_CHARS, _SPAN_CHARS, _ORDER_CHARS, _DAY_FIGURES = 130, 24, 120, 4
#: Any stem of what sites say of themselves, and any word that a caption with its credit has, for
#: Polars, which keeps an expression that it has compiled.
_STEMS, _HINTS = (
    "|".join(map(re.escape, sorted(words))) for words in (CHROME_STEMS, CAPTION_HINTS)
)
_FLAGS = ((re.IGNORECASE, "i"), (re.DOTALL, "s"))


def read_rules(
    texts: list[str], folds: list[str], lengths: Ints, found: NDArray[np.uint8]
) -> dict[str, Any]:
    """What each line is, by itself, as columns of truth values. `folds` are the lines as
    `fold_label` spells them, `-` for what is too long for furniture, `found` the kinds of
    characters in each (`letters`).
    """
    return {
        "is_bullet": _each(is_bullet, texts),
        "is_terminated": _each(is_terminated, texts),
        "is_chrome": _find_chrome(folds),
        "is_credit": _find_credits(texts, found, lengths),
        "is_end": _among(lengths < _END_CHARS, folds, END_OF_ARTICLE),
    }


def find_list_headings(
    texts: list[str], folds: list[str], lengths: Ints
) -> tuple[list[str | None], Bools]:
    """The rule that makes each line the heading of a list, if any; and which lines have one."""
    is_short = lengths <= _HEADING_CHARS
    may_be = np.array([low in LIST_HEADINGS for low in folds], np.bool_) & is_short
    for shape in (LIST_HEADING_SHAPE, OUTLET_HEADING):
        may_be |= _among(is_short, folds, shape)
    rules: list[str | None] = [None] * len(texts)
    for i in may_be.nonzero()[0].tolist():
        rules[i] = classify_list_heading(texts[i], folds[i])
    return rules, np.array([rule is not None for rule in rules], np.bool_)


def find_dateable(
    texts: list[str], lengths: Ints, figures: Floats, found: NDArray[np.uint8]
) -> Bools:
    """Whether each line may be a date: short, with a figure where it is no shorter still, and
    without words that no date has; `figures` are how many it has.
    """
    in_han = pl.Series(texts, dtype=pl.String).str.contains("年", literal=True).to_numpy()
    is_short = (lengths <= _DATE_CHARS) & ((figures > 0) | (lengths < _SPAN_CHARS) | in_han)
    at = is_short.nonzero()[0]
    may_be_span = np.zeros(len(texts), np.bool_)
    may_be_span[at] = may_be_spans([texts[i] for i in at.tolist()])
    # a year may also be written in letters of other scripts
    is_figured = (figures > 0) | ((found & letters.BEYOND_ASCII) > 0)
    out = np.zeros(len(texts), np.bool_)
    for i in (is_short & (is_figured | may_be_span)).nonzero()[0].tolist():
        out[i] = may_be_date(texts[i], may_be_span=bool(may_be_span[i]))
    return out


def find_figured(texts: list[str], lengths: Ints, figures: Floats) -> Bools:
    """Whether each line is short and has figures as a day has that is written in figures alone."""
    out: Bools = (lengths <= _ORDER_CHARS) & (figures >= _DAY_FIGURES)
    at = out.nonzero()[0]
    some = pl.Series([texts[i] for i in at.tolist()], dtype=pl.String)
    out[at] = some.str.contains(DMY_SIGN).to_numpy()
    return out


def search_all(pattern: re.Pattern[str], lines: list[str], *, is_whole: bool = False) -> Bools:
    """For each line whether the pattern is found in it, or matches it as a whole, as `re` has it.
    Of plain characters the engine of Polars says the same; other lines are Python's. Raises what
    Polars raises where a pattern looks around itself.
    """
    source = rf"\A(?:{pattern.pattern})\z" if is_whole else pattern.pattern
    flags = "".join(letter for flag, letter in _FLAGS if pattern.flags & flag)
    named = f"(?{flags}){source}" if flags else source
    out: Bools = np.array(pl.Series(lines, dtype=pl.String).str.contains(named))
    ask = pattern.fullmatch if is_whole else pattern.search
    for i, line in enumerate(lines):
        if not (line.isascii() and line.isprintable()):
            out[i] = ask(line) is not None
    return out


def _among(is_asked: Bools, lines: list[str], pattern: re.Pattern[str]) -> Bools:
    """Whether each line is asked about and matches the pattern as a whole."""
    out = np.zeros(len(lines), np.bool_)
    at = is_asked.nonzero()[0]
    out[at] = search_all(pattern, [lines[i] for i in at.tolist()], is_whole=True)
    return out


def _each(ask: Callable[[str], bool], texts: Iterable[str]) -> Bools:
    return np.array([ask(text) for text in texts], np.bool_)


def _find_chrome(folds: list[str]) -> Bools:
    """`prose.is_chrome` of each line, by its fold; `-` stands for a line that is too long."""
    out = np.array([low in CHROME_LINES or not low for low in folds], np.bool_)
    stems = pl.Series(folds, dtype=pl.String).str.contains(_STEMS).to_numpy()
    at = (stems & ~out).nonzero()[0]
    out[at] = search_all(CHROME_SENTENCE, [folds[i] for i in at.tolist()])
    return out


def _find_credits(texts: list[str], found: NDArray[np.uint8], lengths: Ints) -> Bools:
    """`prose.is_credit` of each line, asked of those that have a sign and a word which credits
    have.
    """
    out = np.zeros(len(texts), np.bool_)
    at = (((found & letters.CREDIT_SIGN) > 0) & (lengths < CREDIT_CHARS)).nonzero()[0]
    some: Any = pl.Series([texts[i].lower() for i in at.tolist()], dtype=pl.String)
    for i in at[some.str.contains(_HINTS).to_numpy()].tolist():
        out[i] = is_credit(texts[i])
    return out

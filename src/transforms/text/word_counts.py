"""How many words a text has, whatever its script.

Three ways, for three uses: counted on pages, estimated for lines, measured for stored texts. The
words by which texts are matched are those of `dedup.match.tokens`.
"""

from __future__ import annotations

import re

import polars as pl

from transforms.text.scripts import CJK_PROPERTIES, DENSE, KANA_AND_HAN

_KANA_AND_HAN = re.compile(f"[{KANA_AND_HAN}]")
_DENSE = re.compile(f"[{DENSE}]")
#: How far into a line the share of dense letters is looked for.
_SAMPLE_CHARS = 400
_SPACED_CHAR = rf"[\p{{L}}\p{{M}}\p{{N}}--[{CJK_PROPERTIES}]]"
_WORD = rf"[{CJK_PROPERTIES}]|{_SPACED_CHAR}+(?:['’.,:/_-]{_SPACED_CHAR}+)*"


def count_words(text: str) -> int:
    """Words between spaces; two CJK characters count as one: `"春节 in Rome"` is 3 words.

    For the texts of web pages, where links and paragraphs are judged by their words.
    """
    ideographs = len(_KANA_AND_HAN.findall(text))
    return (
        len(_KANA_AND_HAN.sub(" ", text).split()) + (ideographs + 1) // 2
        if ideographs
        else len(text.split())
    )


def estimate_words(text: str) -> float:
    """About how many words a line has by its length: `"두 나라"` and `"two lands"` both come to
    about 2.

    For lines of plain text, where a long run without spaces must not pass for one word.
    """
    if text.isascii():
        return len(text) / 6
    sample = text[:_SAMPLE_CHARS]
    dense = len(_DENSE.findall(sample)) / (len(sample) or 1)
    return len(text) * (dense / 2 + (1 - dense) / 6)


def words_of_column(text: pl.Expr) -> pl.Expr:
    """Words of each text, a CJK character being one: `'Tide at 3.20 pm: 港の船'` has 7.

    Behind the column `words` of the contract.
    """
    return text.str.count_matches(_WORD)

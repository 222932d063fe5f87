"""How many words a text has, whatever its script.

Three ways, for three uses: counted on pages, estimated for lines, measured for stored texts. The
words by which texts are matched are those of `dedup.match.tokens`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate

import polars as pl

from transforms.text.scripts import BROKEN, CJK_PROPERTIES, DENSE, KANA_AND_HAN, TIBETAN
from transforms.text.unspaced import count_unspaced

_UNSPACED = f"{BROKEN}{TIBETAN}"
_KANA_AND_HAN = re.compile(f"[{KANA_AND_HAN}]")
_DENSE = re.compile(f"[{DENSE}]")
_BROKEN = re.compile(f"[{_UNSPACED}]")
#: With the signs between Tibetan syllables, which are no words.
_BROKEN_RUN = re.compile(f"[{_UNSPACED}\u0f01-\u0f1f]+")
_JOINTLESS = re.compile(f"[{KANA_AND_HAN}{_UNSPACED}]")
#: Those letters are U+0E00 to U+1FFF, U+3000 to U+9FFF and U+F000 on: the bytes of all others, and
#: those behind a first one.
_OTHER_BYTES = bytes((*range(0xE0), 0xE2))
#: How far into a line the share of dense letters is looked for. judged
_SAMPLE_CHARS = 400
#: Letters and marks a word, in other scripts, in dense ones, and in those that need a dictionary.
#: judged
_SPACED_CHARS, _DENSE_CHARS, _BROKEN_CHARS = 6, 2, 4
_SPACED_CHAR = rf"[\p{{L}}\p{{M}}\p{{N}}--[{CJK_PROPERTIES}{_UNSPACED}]]"
_WORD = rf"[{CJK_PROPERTIES}]|{_SPACED_CHAR}+(?:['’.,:/_-]{_SPACED_CHAR}+)*"


def has_words(texts: Iterable[str], least: int) -> bool:
    """Whether texts have so many words together (see `count_words`); texts behind those that do
    are not counted.
    """
    return any(words >= least for words in accumulate(map(count_words, texts)))


def count_words(text: str) -> int:
    """Words between spaces; two CJK characters count as one, and scripts without spaces are cut
    into their words: `"春节 in Rome"` is 3 words.

    For the texts of web pages, where links and paragraphs are judged by their words.
    """
    if text.isascii() or not _may_be_jointless(text) or not _JOINTLESS.search(text):
        return len(text.split())
    cut = count_unspaced(text)
    if cut:
        text = _BROKEN_RUN.sub(" ", text)
    ideographs = len(_KANA_AND_HAN.findall(text))
    return cut + len(_KANA_AND_HAN.sub(" ", text).split()) + (ideographs + 1) // 2


def _may_be_jointless(text: str) -> bool:
    """Whether a text may have letters that are written without blanks, by the first bytes of its
    characters in UTF-8.
    """
    return bool(text.encode("utf-8", "surrogatepass").translate(None, _OTHER_BYTES))


def estimate_words(text: str) -> float:
    """About how many words a line has by its length: `"두 나라"`, `"สองประเทศ"` and `"two lands"`
    all come to about 2.

    For lines of plain text, where a long run without spaces must not pass for one word.
    """
    if text.isascii():
        return len(text) / _SPACED_CHARS
    sample = text[:_SAMPLE_CHARS]
    size = len(sample) or 1
    broken = len(_BROKEN.findall(sample)) / size
    dense = max(len(_DENSE.findall(sample)) / size - broken, 0.0)
    spaced = max(1 - dense - broken, 0.0)
    return len(text) * (dense / _DENSE_CHARS + broken / _BROKEN_CHARS + spaced / _SPACED_CHARS)


def words_of_column(text: pl.Expr) -> pl.Expr:
    """Words of each text, a CJK character being one: `'Tide at 3.20 pm: 港の船'` has 7; scripts
    without spaces are cut into their words.

    Behind the column `words` of the contract.
    """
    cut = text.map_batches(_count_unspaced, return_dtype=pl.UInt32, is_elementwise=True)
    return text.str.count_matches(_WORD) + cut


def _count_unspaced(texts: pl.Series) -> pl.Series:
    """Words of scripts without spaces, for each text; those without such a letter are not read."""
    has = texts.str.contains(f"[{_UNSPACED}]")
    if not has.any():
        return pl.zeros(len(texts), pl.UInt32, eager=True).alias(texts.name)
    return pl.Series(
        texts.name,
        [count_unspaced(t) if h and t else 0 for h, t in zip(has, texts, strict=True)],
        dtype=pl.UInt32,
    )

"""Characters beyond ASCII -> the forms by which words are compared."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import polars as pl

from transforms.text.scripts import BROKEN
from transforms.text.unspaced import cut_unspaced

#: Stands before a letter that was a capital outside ASCII; a cleaned text never holds this control
#: character.
MARK = 1
#: Characters that the byte kernel can't fold by itself; Latin-1 signs and general punctuation it
#: takes for spaces.
_FOREIGN = r"[\u00c0-\u1fff\u2070-\U0010ffff]"
_COMBINING = r"[\u0300-\u036f\u3099\u309a]"
#: How many characters Unicode has places for. source: the Unicode standard
_CHARACTERS = 0x110000
#: The characters that are folded: not what the byte kernel takes for spaces, nor what is of no
#: letters. Below the first none is.
_FOLDED = (("\u00c0", "\u1fff"), ("\u2070", "\ud7ff"), ("\uf900", "\U0001ffff"))
#: The first of them. source: `_FOLDED`
_LEAST_FOLDED = 0xC0
_STOPS = "。｡"
#: So many texts are looked through for their characters at a time. judged
_TEXTS_LOOKED_AT = 256


def fold_foreign(texts: pl.Series) -> pl.Series:
    """The texts, none of them null, with what the byte kernel cannot fold by itself folded:
    `"Ürün – 3"` is `"\\x01ürün – 3"`, where `\\x01` says that a capital stood there.
    """
    foreign = texts.str.contains(_FOREIGN)
    if not foreign.any():
        return texts
    frame = pl.DataFrame({"text": texts, "row": pl.int_range(len(texts), eager=True)})
    folded = _cut(frame.filter(foreign)).with_columns(_compose(pl.col("text")))
    if folds := _folds_of(folded):
        folded = folded.with_columns(pl.col("text").str.replace_many(folds))
    return pl.concat([frame.filter(~foreign), folded]).sort("row")["text"]


def _folds_of(frame: pl.DataFrame) -> dict[str, str]:
    """What stands for those of the characters of the frame's texts that are not their own plain
    form: Polars makes an automaton of all that it is given, at each call, which takes longer than
    a hundred texts do.
    """
    stands = np.zeros(_CHARACTERS, np.bool_)
    for part in frame.iter_slices(_TEXTS_LOOKED_AT):
        characters = "".join(part["text"]).encode("utf-32-le")
        stands[np.frombuffer(characters, np.uint32)] = True
    stands[:_LEAST_FOLDED] = False
    folds = {c: _plain(c) for c in map(chr, np.flatnonzero(stands).tolist())}
    return {c: plain for c, plain in folds.items() if plain != c}


@cache
def _plain(character: str) -> str:
    """What stands for a character outside ASCII: compatibility forms are made plain, digits of
    every script ASCII, capitals small behind a mark, punctuation a space.

    >>> _plain("Ü"), _plain("ü"), _plain("９"), _plain("、"), _plain("。")
    ('\\x01ü', 'ü', '9', ' ', '.')
    """
    if character in _STOPS:
        return "."
    is_folded = any(first <= character <= last for first, last in _FOLDED)
    if not is_folded or unicodedata.category(character) == "Cn":
        return character
    return "".join(_fold(c) for c in unicodedata.normalize("NFKC", character))


def _fold(character: str) -> str:
    if character.isascii():
        return character
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.digit(character))
    small = character.lower()
    if unicodedata.category(character)[0] not in "LMN":
        return " "
    return small if small == character else chr(MARK) + small


def _cut(frame: pl.DataFrame) -> pl.DataFrame:
    """Texts with spaces between the words that only a dictionary tells apart, in any order."""
    is_broken = frame["text"].str.contains(f"[{BROKEN}]")
    if not is_broken.any():
        return frame
    cut = frame.filter(is_broken).with_columns(
        pl.col("text").map_elements(cut_unspaced, return_dtype=pl.String)
    )
    return pl.concat([frame.filter(~is_broken), cut])


def _compose(text: pl.Expr) -> pl.Expr:
    return pl.when(text.str.contains(_COMBINING)).then(text.str.normalize("NFC")).otherwise(text)

"""How much a line is prose: counted by script, told by how sentences end, so that no language's
words are needed.
"""

from __future__ import annotations

import re
from functools import lru_cache

from transforms.text.folds import fold_label
from transforms.text.sentences import is_terminated
from transforms.text.word_counts import estimate_words
from transforms.words.furniture import CHROME_LINES, CHROME_SENTENCE, CHROME_STEMS
from transforms.words.share_credit import CAPTION, CAPTION_HINTS

#: A credit has one of these signs, or ends with a bracket.
_CREDIT_SIGNS = re.compile(r"[:=/|©]|\)$")
_BULLET = re.compile(r"[•·‣▪◦●○■□*»›>–—−-]\s|\d{1,3}[.)]\s")


def is_bullet(text: str) -> bool:
    """Whether a line is an item of a list."""
    return _BULLET.match(text) is not None


def is_credit(text: str) -> bool:
    """Whether a line is a photo credit, or a caption that closes with one: `Photo: Jane
    Roe/Reuters`.
    """
    if not _CREDIT_SIGNS.search(text):
        return False
    low = text.lower()
    return any(hint in low for hint in CAPTION_HINTS) and CAPTION.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def is_chrome(text: str) -> bool:
    """Whether a line is a button, a label or a notice of the site."""
    if len(text) > 600:
        return False
    low = fold_label(text)
    if low in CHROME_LINES or not low:
        return True
    return is_chrome_sentence(low)


def is_chrome_sentence(low: str) -> bool:
    """Whether a folded line has a sentence that sites say of themselves."""
    return any(map(low.__contains__, CHROME_STEMS)) and CHROME_SENTENCE.search(low) is not None


def score_prose(text: str) -> float:
    """How much a line speaks for a body (positive) or against one, in words: the summand of the
    best run.

    A finished sentence counts what it is long beyond a caption's length; an unfinished line counts
    against.
    """
    size = estimate_words(text)
    if size < 90 and (is_chrome(text) or is_credit(text)):
        return -20.0
    bullet = is_bullet(text)
    if size >= 25 and sum(map(str.isalpha, text[:200])) < 0.4 * min(
        len(text), 200
    ):  # figures, rules, code
        return -8.0
    if is_terminated(text):
        return min(size, 70.0) - (11 if bullet else 7)
    if size >= 25:
        return min(size, 70.0) * 0.3
    return -5.0 if bullet else -8.0 + size / 10

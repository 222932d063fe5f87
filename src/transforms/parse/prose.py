"""How much a line is prose: counted by script, told by how sentences end, so that no language's
words are needed.
"""

from __future__ import annotations

import re
from functools import lru_cache

from transforms.words.furniture import CHROME_HINTS, CHROME_LINES, CHROME_SENTENCE
from transforms.words.share_credit import CAPTION, CAPTION_HINTS

#: Scripts without spaces between words, or with words of one or two letters: a letter there is
#: about half a word.
_DENSE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff]"
)
_SAMPLE_CHARS = 400
_CLOSERS = "\"'”’»«›„“」』】）)]*}\u200f\u200e"
TERMINALS = frozenset(".!?。！？．｡؟۔।॥։።…‽՞༎၊။៖។")
_BULLET = re.compile(r"[•·‣▪◦●○■□*»›>–—−-]\s|\d{1,3}[.)]\s")


def units(text: str) -> float:
    """About how many words a line has, whatever its script: `"두 나라"` and `"two lands"` both come to
    about 2.
    """
    if text.isascii():
        return len(text) / 6
    sample = text[:_SAMPLE_CHARS]
    dense = len(_DENSE.findall(sample)) / (len(sample) or 1)
    return len(text) * (dense / 2 + (1 - dense) / 6)


def is_terminated(text: str) -> bool:
    """Whether a line ends as sentences do, inside quotes and brackets or not: `"He left."` and
    `他走了。」` do.
    """
    core = text.rstrip(_CLOSERS) or text
    return core[-1:] in TERMINALS


def is_cut(text: str) -> bool:
    """Whether a teaser stops before its sentence does: without terminal punctuation, or with an
    ellipsis.
    """
    core = text.rstrip(_CLOSERS) or text
    return not is_terminated(text) or core.endswith(("…", ".."))


def is_bullet(text: str) -> bool:
    """Whether a line is an item of a list."""
    return _BULLET.match(text) is not None


def folded(text: str) -> str:
    """A line as the lexicon spells it: `"READ  MORE:"` is `"read more"`."""
    return (
        " ".join(text.split()).strip(" :：.|»›>▶→…•-—–«[]【】■▲◆●()").casefold().replace("’", "'")
    )


def is_credit(text: str) -> bool:
    """Whether a line is a photo credit, or a caption that closes with one: `Photo: Jane
    Roe/Reuters`.
    """
    low = text.lower()
    return any(hint in low for hint in CAPTION_HINTS) and CAPTION.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def is_chrome(text: str) -> bool:
    """Whether a line is a button, a label or a notice of the site."""
    if len(text) > 600:
        return False
    low = folded(text)
    if low in CHROME_LINES or not low:
        return True
    return any(hint in low for hint in CHROME_HINTS) and CHROME_SENTENCE.search(low) is not None


def prose_score(text: str) -> float:
    """How much a line speaks for a body (positive) or against one, in words: the summand of the
    best run.

    A finished sentence counts what it is long beyond a caption's length; an unfinished line counts
    against.
    """
    size = units(text)
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

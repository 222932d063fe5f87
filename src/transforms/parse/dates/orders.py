"""A language, or a text in one -> the order in which it writes the figures of a day."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from babel import Locale, UnknownLocaleError

from transforms.clean.language import detect_language
from transforms.parse.dates.value import Order

#: Languages in which figures are written month first in some country that prints newspapers, or
#: whose pages declare one language and are written for another country's readers. source: CLDR
_EITHER = frozenset({"en", "fil", "tl"})
#: Languages that write the year first in two figures too; Swedish and Lithuanian, which also put it
#: first, write it in four, and what they write in two has the day first.
_YEAR_FIRST = frozenset({"ja", "zh", "ko", "hu", "mn"})


@cache
def language_order(language: str) -> Order | None:
    """The one order in which a language (an ISO 639-1 code, or an empty text) writes dates in
    figures, by CLDR's short form: `de` has `dmy`, `ja` has `ymd`. None where it has several, as
    `en`, or is not known.
    """
    if not language or language in _EITHER:
        return None
    try:
        pattern = Locale.parse(language).date_formats["short"].pattern
    except (UnknownLocaleError, ValueError, KeyError):
        return None
    places = sorted((pattern.lower().find(part), part) for part in "dmy")
    if places[0][0] < 0:
        return None
    order = "".join(part for _, part in places)
    if order == "ymd":
        return "ymd" if language in _YEAR_FIRST else "dmy"
    return "dmy" if order == "dmy" else None


def text_order(texts: Iterable[str]) -> Order | None:
    """The one order in which the language of a text, given in lines, writes dates in figures."""
    language, _ = detect_language("\n".join(texts))
    return language_order(language or "")

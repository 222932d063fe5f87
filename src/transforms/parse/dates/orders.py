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
#: Countries of English that never write the month first. source: CLDR
_DAY_FIRST_COUNTRIES = frozenset(
    {"gb", "au", "nz", "ie", "in", "pk", "ng", "ke", "gh", "sg", "hk", "my", "mt", "jm", "bd", "lk"}
)
_DAY_FIRST_DOMAINS = _DAY_FIRST_COUNTRIES | {"uk"}


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


def country_order(tag: str | None, host: str | None) -> Order | None:
    """The order in which a country of English writes dates in figures, told by a language tag
    (`en-GB`, `en_au`) or the end of a host (`dalesman.co.uk`). None where neither tells: what calls
    itself American is often written elsewhere.
    """
    country = (tag or "").strip().lower().replace("_", "-").rpartition("-")[2]
    domain = (host or "").rpartition(".")[2].lower()
    is_day_first = country in _DAY_FIRST_COUNTRIES or domain in _DAY_FIRST_DOMAINS
    return "dmy" if is_day_first else None


def text_order(texts: Iterable[str]) -> Order | None:
    """The one order in which the language of a text, given in lines, writes dates in figures."""
    language, _ = detect_language("\n".join(texts))
    return language_order(language or "")

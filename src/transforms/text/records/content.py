"""Fields of unknown names, told by what stands in them: long prose, an address, a day, a headline.

Only what no known name gives is looked for, and where two fields could be it neither is, unless
their names or their lengths decide.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any

from transforms.text.records.values import as_text, unescape_lines
from transforms.text.timestamps import parse_stamp
from transforms.text.word_counts import estimate_words

#: Prose has so many words, and a sentence's end among its words.
_PROSE_WORDS = 25  # judged
_SENTENCE = re.compile(r"[^\W\d_][.!?…][\"”’)]?(?:\s|\Z)|[。！？।።؟။]|\n\s*\n")
#: Of two texts the longer is the article where the other is so much shorter.
_SHORTER = 0.8  # judged
_ADDRESS = re.compile(r"https?://[^\s<>\"]{4,1900}", re.IGNORECASE)
_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|mp[34]|m3u8|pdf|css|js|json|xml|rss)(?:$|\?)", re.IGNORECASE
)
_OTHER_ADDRESS = re.compile(r"imag|img|photo|thumb|logo|icon|video|audio|avatar|feed|api|author")
_ADDRESS_NAME = re.compile(r"url|link|href|address|web|page|loc")
_OTHER_DAY = re.compile(
    r"modif|updat|crawl|scrap|fetch|captur|download|collect|retriev|index|birth|expir|delet|import"
    r"|ingest|insert|load|access|process|version|id$"
)
_DAY_NAME = re.compile(r"publ|date|time|day|when|post|release|issue|print|dt|created")
_TITLE_NAME = re.compile(
    r"title|headline|heading|titel|titre|titulo|título|titolo|tytu|rubrik|schlagzeile|otsikko"
    r"|заголов|标题|標題|見出|제목"
)
_OTHER_TITLE = re.compile(r"sub|kicker|seo|social|site|section|job|alt|image|photo|user")
_NOT_TEXT = re.compile(r"comment|summar|abstract|descri|snippet|lead|excerpt|bio|legal|licen")
#: Characters of the longest value that is a title. judged
_TITLE_CHARS = 300
_MARKUP_PAGE = re.compile(r"\s*+<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
#: A day in figures alone may be a number of anything. judged
_DAY_CHARS = 80
_MOST_FIELDS = 500


def find_by_content(
    record: Mapping[str, Any], known: Container[str], lacking: Container[str]
) -> dict[str, str]:
    """Lacking field -> the name under which the record has it, as far as content tells.

    `record` has the values by folded names, `known` are folded names that mean something else.
    """
    left = {
        name: text
        for name, value in list(record.items())[:_MOST_FIELDS]
        if name not in known and (text := _leaf(value))
    }
    found: dict[str, str] = {}
    for field, find in _FINDERS.items():
        if field in lacking and (
            name := find({n: t for n, t in left.items() if n not in found.values()})
        ):
            found[field] = name
    return found


def _leaf(value: Any) -> str | None:
    if isinstance(value, str) or (isinstance(value, list | dict) and _is_one_text(value)):
        text = as_text(value)
        return text.strip() if text else None
    return None


def _is_one_text(value: Any) -> bool:
    """Whether a list or an object can be one text and not a list of other things."""
    if isinstance(value, dict):
        return not any(name in value for name in ("title", "headline", "name", "url"))
    return all(isinstance(v, str) or (isinstance(v, dict) and _is_one_text(v)) for v in value)


def _text(left: Mapping[str, str]) -> str | None:
    """The longest prose; a summary or a comment only where there is no other."""
    prose = {n: t for n, t in left.items() if is_prose(t) and not _MARKUP_PAGE.match(t)}
    own = {n: t for n, t in prose.items() if not _NOT_TEXT.search(n)}
    return _longest(own)


def _html(left: Mapping[str, str]) -> str | None:
    return _longest({n: t for n, t in left.items() if _MARKUP_PAGE.match(t)})


def _longest(texts: Mapping[str, str]) -> str | None:
    ordered = sorted(texts, key=lambda n: (-len(texts[n]), n))
    if len(ordered) > 1 and len(texts[ordered[1]]) > _SHORTER * len(texts[ordered[0]]):
        return None
    return ordered[0] if ordered else None


def is_prose(text: str) -> bool:
    """Whether a text is sentences, and several words of them."""
    return estimate_words(text) >= _PROSE_WORDS and bool(_SENTENCE.search(unescape_lines(text)))


def _url(left: Mapping[str, str]) -> str | None:
    pages = {
        n: t
        for n, t in left.items()
        if _ADDRESS.fullmatch(t) and not _NO_PAGE.search(t) and not _OTHER_ADDRESS.search(n)
    }
    return _only(pages, _ADDRESS_NAME)


def _day(left: Mapping[str, str]) -> str | None:
    days = {
        n: t
        for n, t in left.items()
        if not _OTHER_DAY.search(n) and len(t) <= _DAY_CHARS and not t.isdigit() and parse_stamp(t)
    }
    return _only(days, _DAY_NAME)


def _title(left: Mapping[str, str]) -> str | None:
    titles = {
        n: t
        for n, t in left.items()
        if _TITLE_NAME.search(n)
        and not _OTHER_TITLE.search(n)
        and len(t) <= _TITLE_CHARS
        and not _ADDRESS.match(t)
    }
    return _only(titles, _TITLE_NAME)


def _only(fields: Mapping[str, str], telling: re.Pattern[str]) -> str | None:
    """The one field, or the one whose name tells, or any of several that agree."""
    named = {n: t for n, t in fields.items() if telling.search(n)}
    for some in (fields, named):
        if some and len(set(some.values())) == 1:
            return min(some)
    return None


_FINDERS = {"html": _html, "text": _text, "url": _url, "published": _day, "title": _title}


def shown_names(record: Mapping[str, Any]) -> Iterator[str]:
    """The names of fields with text in them, the longest text first."""
    texts = {n: t for n, v in list(record.items())[:_MOST_FIELDS] if (t := _leaf(v))}
    yield from sorted(texts, key=lambda n: (-len(texts[n]), n))

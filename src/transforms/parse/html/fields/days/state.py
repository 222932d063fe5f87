"""The data that a page carries for its own scripts -> the day of publication they name."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator

import polars as pl

from transforms.page import DateCandidate
from transforms.parse.html.fields.days.candidates import read_candidate

#: How far such a day is to be trusted: names of fields alone say whose it is.
#: measured: benchmarks/quality/days.py
STATE_CONFIDENCE = 0.7
#: Fields of publication, and those of a record's creation, which count where the former are absent.
_NAMES = (
    r"(?:date_?published|(?:first_?|original_?)?publish(?:ed)?_?(?:at|on|date|time)"
    r"|(?:first_?)?publication_?date|date_?posted|posted_?(?:at|on)|pub_?date|upload_?date)",
    r"created_?(?:at|on)|date_?created|creation_?date",
)
_QUOTE = r"(?:\\?\"|&quot;|\\u0022)"
#: A program's own objects have names without quotes: `{title: "Rain", publishedAt: "2026-03-05"}`.
_FIELD = rf"(?i)(?:{_QUOTE}|[{{,]\s?)(?:%s)(?:{_QUOTE})?\s?:\s?{_QUOTE}?([\w:.+ /,-]{{8,40}})"
_FIELDS = tuple(re.compile(_FIELD % names) for names in _NAMES)
#: Both at once, for Polars, whose expressions read a page many times as fast as `re` does.
_ANY_FIELD = _FIELD % "|".join(_NAMES)
#: So many fields of one name are looked at. judged
_MOST = 200


def read_state(text: str) -> Iterator[DateCandidate]:
    """The one day that all fields of publication in a page's embedded data name; nothing where they
    name several, as lists of other articles do.
    """
    written: list[str] = pl.Series([text]).str.extract_all(_ANY_FIELD)[0].to_list()
    for fields in _FIELDS:
        found: dict[object, DateCandidate] = {}
        times: dict[object, int] = defaultdict(int)
        for no, match in enumerate(filter(None, map(fields.match, written))):
            if no >= _MOST:
                return
            said = html.unescape(match[1]).strip()
            for candidate in read_candidate("meta", said, confidence=STATE_CONFIDENCE):
                if candidate.value_on:
                    found.setdefault(candidate.value_on, candidate)
                    times[candidate.value_on] += 1
        if len(found) == 1:
            yield from found.values()
        if found:
            return

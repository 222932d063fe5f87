"""What a link calls an article, without the furniture around it: ranks, dates, notes to the
reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.parse.dates.printed import parse_printed_date
from transforms.text.folds import fold_label
from transforms.words.links import LINK_NOTE, READ_ON

_DIGIT = re.compile(r"\d")
#: Characters of the longest date, and of the longest teaser that is read. judged
_LONGEST_DATE, _LONGEST_NAME = 60, 400
_RANK = re.compile(r"(?:#|№|no\.\s?)?(\d{1,2})(?:[.):]\s+|\s+(?=\D))", re.IGNORECASE)
#: Ranks of a list go up by one; so many make one. judged
_LEAST_RANKS = 3
_TAIL = re.compile(
    r"^(.{12,}?)(?<!\s)\s++(?:[|·•–—-]\s++|\((?=[^()]+\)$))([^|·•–—]{4,60}?)\)?$", re.DOTALL
)
_HEAD = re.compile(r"^([^|·•–—:]{4,40}?)\s*[|·•–—:-]\s+(\S.{12,})$", re.DOTALL)


def join_parts(parts: Sequence[str]) -> str:
    """The text of a link from the texts of its tags, without parts at its ends that are nothing but
    a date or a button: `["March 5, 2026", "Rope eaten by otters"]` is `"Rope eaten by otters"`.
    """
    kept = [text for part in parts if (text := " ".join(part.split()))]
    while len(kept) > 1 and _is_date(kept[0]):
        kept = kept[1:]
    while len(kept) > 1 and (_is_date(kept[-1]) or fold_label(kept[-1]) in READ_ON):
        kept = kept[:-1]
    return " ".join(kept)


def clean_name(text: str) -> str:
    """A link's text without notes to the reader and without a date behind or before a stroke:
    `"Rope eaten (Opens in new window)"` is `"Rope eaten"`.
    """
    if len(text) > _LONGEST_NAME:
        return text
    while LINK_NOTE.may_find(text.lower()):
        shorter = LINK_NOTE.expression.sub("", text).strip()
        if not shorter or shorter == text:
            break
        text = shorter
    text = text.strip() or text
    if not (_DIGIT.search(text) if text.isascii() else any(map(str.isdigit, text))):
        return text
    if (tail := _TAIL.match(text)) and _is_date(tail[2]):
        text = tail[1].strip()
    if (head := _HEAD.match(text)) and _is_date(head[1]):
        text = head[2]
    return text


def without_ranks(names: Sequence[str]) -> list[str]:
    """The names without the numbers of a list that counts them: 1, 2, 3 and so on. Three numbers in
    a row make a list; any other number is a headline's own.
    """
    found = [_RANK.match(name) for name in names]
    numbers = [int(m[1]) if m else None for m in found]
    ranked: set[int] = set()
    for start in range(len(names)):
        end = start
        while end + 1 < len(names) and _follows(numbers[end], numbers[end + 1]):
            end += 1
        if end - start + 1 >= _LEAST_RANKS:
            ranked.update(range(start, end + 1))
    return [
        name[m.end() :] if m and no in ranked else name
        for no, (name, m) in enumerate(zip(names, found, strict=True))
    ]


def _follows(one: int | None, other: int | None) -> bool:
    return one is not None and other == one + 1


def _is_date(text: str) -> bool:
    """Whether a text is a day, a time or both, and no more."""
    if len(text) > _LONGEST_DATE or not any(map(str.isdigit, text)):
        return False
    if re.fullmatch(r"\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?", text, re.IGNORECASE):
        return True
    return parse_printed_date(text) is not None

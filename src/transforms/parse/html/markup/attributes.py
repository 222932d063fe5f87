"""The attributes of a tag as written -> their values, and the categories their words tell, as
bits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Generic, TypeVar

from transforms.text.entities import unescape
from transforms.words.html_classes import CATEGORIES, CLASS_BITS, bits_of

Said = TypeVar("Said")

_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"?|'([^']*)'?|([^\s\"'>]+)))?")
#: In attributes a reference counts only with its semicolon: `?a=1&copy=2` is an address.
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z]\w{1,31});")

#: The bit behind the categories: the element says that it is the article's body.
ARTICLE_BODY = 1 << len(CATEGORIES)
#: Of an element that is not drawn, and of many whose classes speak of hiding.
HIDDEN = bits_of("hidden")
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_RUN = re.compile(r"[A-Za-z]+")
#: Every ASCII character has its entry: those that a table lacks cost the most.
_NO_DIGITS = str.maketrans({chr(n): None if chr(n).isdigit() else chr(n) for n in range(128)})
_RUNS = str.maketrans({chr(n): chr(n) if chr(n).isalpha() else " " for n in range(128)})
_KNOWN = frozenset(CLASS_BITS)
#: Characters of a value that are read; attributes of a tag that are remembered where they are no
#: longer, so many tags for their classes and so many for their values. judged
_LONGEST_VALUE = 300
_LONGEST_KEPT, _MOST_BITS, _MOST_VALUES = 400, 50_000, 5_000
#: The first letter stands alone, so that the others are passed over quickly.
_NAMED = re.compile(
    r"([cirdCIRD](?<![^\s\"'/].)(?i:(?<=c)lass|(?<=i)d|(?<=r)ole|(?<=i)temprop|(?<=d)ata-component))"
    r"\s*=\s*(?:\"([^\"]*)\"?|'([^']*)'?|([^\s\"'>]+))"
)
_NAMES = frozenset(["class", "id", "role", "itemprop", "data-component"])
#: What stands before a value where names are written as most are.
_PLAIN_NAME = re.compile(r"[a-z][a-z\d_:-]*+=")
#: A class without references stands as it is meant.
_PLAIN_CLASS = re.compile(r" class=\"([^\"&]*)\"")
#: The commonest tag has nothing but a class.
_CLASS_ALONE = re.compile(r" class=\"([^\"]*)\"")
_UNSEEN = re.compile(
    r"(?<![^\s\"'/])(?:hidden(?![\w-])(?!\s*=\s*[\"']?until)|aria-hidden\s*=\s*[\"']?true|style\s*=\s*(?:\"[^\"]*|'[^']*)display:\s*none)",
    re.IGNORECASE,
)


def read_attributes(attributes: str) -> Mapping[str, str]:
    """A tag's attributes by lower-case name, references read; of two of one name the first
    counts.
    """
    return _VALUES[attributes]


def _read_attributes(attributes: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, a, b, c in _ATTRIBUTE.findall(attributes):
        value = a or b or c
        found.setdefault(
            name.lower(),
            _REFERENCE.sub(_character, value) if "&" in value else value,
        )
    return found


def _character(reference: re.Match[str]) -> str:
    return _unescape(reference[0])


@lru_cache(maxsize=2_000)
def _unescape(reference: str) -> str:
    return unescape(reference)


def written_class(attributes: str, *others: str) -> str | None:
    """A tag's class as it stands there, where it is written as most are and no attribute with one
    of these words stands beside it; null elsewhere.
    """
    if any(word in attributes for word in others):
        return None
    found = _PLAIN_CLASS.search(attributes)
    return found[1] if found else None


def classify_attributes(attributes: str) -> tuple[int, str]:
    """The categories whose words stand in a tag's class, id and role, as bits, and its class
    without figures.

    ` class="article-body n12"` has the bits of article and body, and is of the class `article-body
    n`.
    """
    return _BITS[attributes]


def _classify_attributes(attributes: str) -> tuple[int, str]:
    bits, kind = 0, ""
    for name, value in _named(attributes):
        if len(value) > _LONGEST_VALUE:
            bits |= ARTICLE_BODY if "articleBody" in value else 0
            continue
        bits |= _value_bits(value)
        if name in ("class", "CLASS") and not kind:
            kind = value.translate(_NO_DIGITS)
    if "hidden" in attributes or "display:" in attributes:
        bits |= HIDDEN if _UNSEEN.search(attributes) else 0
    return bits, kind


def _named(attributes: str) -> list[tuple[str, str]]:
    """A tag's class, id and role, and what else names an element: names as written, values without
    quotes.
    """
    if alone := _CLASS_ALONE.fullmatch(attributes):
        return [("class", alone[1])]
    parts = attributes.split('"')
    found = []
    for before, value in zip(parts[:-1:2], parts[1::2], strict=False):
        if before[:1] != " " or "=" in value or not _PLAIN_NAME.fullmatch(before, 1):
            break
        if (name := before[1:-1]) in _NAMES:
            found.append((name, value))
    else:
        if len(parts) & 1 and "=" not in parts[-1] and "'" not in attributes:
            return found
    return [(name, a or b or c) for name, a, b, c in _NAMED.findall(attributes)]


class _Remembered(dict[str, Said], Generic[Said]):
    """What a function says of attributes, remembered up to a bound: sites repeat theirs."""

    def __init__(self, read: Callable[[str], Said], most: int) -> None:
        super().__init__()
        self._read, self._most = read, most

    def __missing__(self, attributes: str) -> Said:
        found = self._read(attributes)
        if len(attributes) <= _LONGEST_KEPT:
            if len(self) >= self._most:
                self.clear()
            self[attributes] = found
        return found


@lru_cache(maxsize=65_536)
def _value_bits(value: str) -> int:
    bits = ARTICLE_BODY if "articleBody" in value else 0
    if value.islower() and value.isascii():
        words = value.translate(_RUNS).split()
    else:
        runs = _RUN.findall(value)
        words = [word.lower() for word in (*runs, *_PART.findall(value))]
    for word in _KNOWN.intersection(words):
        bits |= CLASS_BITS[word]
    return bits


_BITS = _Remembered(_classify_attributes, _MOST_BITS)
_VALUES = _Remembered(_read_attributes, _MOST_VALUES)

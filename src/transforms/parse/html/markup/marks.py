"""The attributes of all tags of a page (one text, a NUL between two tags) and the words of MARKS ->
for each word the tags in whose attributes it stands.

All words are looked for at once: the four bytes at every place of the text are looked up in a table
of four bytes of each word, by array arithmetic, and a word is compared only where it may stand.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from transforms.parse.char_counts import Ints
from transforms.words.html_classes import MARKS

Bytes = NDArray[np.uint8]
#: So many bytes of a word are looked up; the bytes of a shorter one are compared everywhere. judged
_LOOKED_UP = 4
#: What is looked up of the words that hold it, in place of their first bytes, which stand in most
#: tags: `content`, `post`, `public`, `open`.
_SELDOM = (b"ntri", b"t-by", b"d-by", b"shed", b"ndat", b"mitt", b"utho")
#: Multiplying by it spreads four bytes over the upper half of a number. source: Knuth, The Art of
#: Computer Programming 3, section 6.4
_SPREAD, _UPPER = np.uint32(2_654_435_761), np.uint32(16)


def find_marks(written: str) -> dict[str, list[int]]:
    """For each word of MARKS the numbers of the tags in whose attributes it stands, as written:
    `"\\0 class=date\\0"` has the tag 1 for `date`. Tag 0 is what stands before the first NUL.
    """
    found: dict[str, list[int]] = {word: [] for word in MARKS}
    page = written.encode("utf-8", "replace")
    raw = np.frombuffer(page, np.uint8)
    ends = np.flatnonzero(raw == 0)
    places = _places(page)
    for place, tag in zip(places.tolist(), np.searchsorted(ends, places).tolist(), strict=True):
        for said, at, of in _BY_GRAM.get(page[place : place + _LOOKED_UP], ()):
            if place >= at and page.startswith(said, place - at):
                found[of].append(tag)
    for word, starts in _short_places(raw):
        found[word] += np.searchsorted(ends, starts).tolist()
    return {word: list(dict.fromkeys(tags)) for word, tags in found.items()}


def find_odd_quotes(written: str) -> list[int]:
    """The numbers of the tags whose attributes have a single quote, or an odd number of double
    quotes: only in these a quote may be left open.
    """
    raw = np.frombuffer(written.encode("utf-8", "replace"), np.uint8)
    ends = np.append(np.flatnonzero(raw == 0), len(raw))
    until = np.searchsorted(np.flatnonzero(raw == ord('"')), ends)
    is_odd = (np.diff(until, prepend=0) & 1) > 0
    is_odd[np.searchsorted(ends, np.flatnonzero(raw == ord("'")))] = True
    odd: list[int] = np.flatnonzero(is_odd).tolist()
    return odd


def _places(page: bytes) -> Ints:
    """Where what is looked up of a long word may begin, in order."""
    found = []
    for shift in range(_LOOKED_UP):
        size = (len(page) - shift) // _LOOKED_UP
        if size > 0:
            hits = np.flatnonzero(_IS_GRAM.take(_spread(np.frombuffer(page, "<u4", size, shift))))
            found.append(hits * _LOOKED_UP + shift)
    return np.sort(np.concatenate(found)) if found else np.zeros(0, np.int64)


def _short_places(raw: Bytes) -> Iterator[tuple[str, Ints]]:
    """Each short word and where it stands."""
    for word in _SHORT:
        starts = np.flatnonzero(raw[: len(raw) - len(word) + 1] == word[0])
        for at in range(1, len(word)):
            starts = starts[raw[starts + at] == word[at]]
        yield word.decode(), starts


def _spread(grams: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Four bytes each -> a number of 16 bits, of which unlike bytes have seldom the same."""
    return np.asarray((grams * _SPREAD) >> _UPPER, np.uint32)


def _looked_up(word: bytes) -> int:
    """Where in a word the bytes begin that are looked up."""
    return next((at for gram in _SELDOM if (at := word.find(gram)) >= 0), 0)


_LONG = [word.encode() for word in MARKS if len(word) >= _LOOKED_UP]
_SHORT = [word.encode() for word in MARKS if len(word) < _LOOKED_UP]
#: What is looked up -> the words that hold it, and where.
_BY_GRAM: dict[bytes, list[tuple[bytes, int, str]]] = {}
for _word in _LONG:
    _at = _looked_up(_word)
    _BY_GRAM.setdefault(_word[_at : _at + _LOOKED_UP], []).append((_word, _at, _word.decode()))
_IS_GRAM = np.zeros(1 << 16, np.bool_)
_IS_GRAM[_spread(np.frombuffer(b"".join(_BY_GRAM), "<u4"))] = True

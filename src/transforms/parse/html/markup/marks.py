"""The attributes of all tags of a page (one text, a NUL between two tags) and the words of MARKS ->
for each word the tags in whose attributes it stands.

All words are looked for at once: the four bytes at every place of the text are looked up in a table
of the first four bytes of words, by array arithmetic, and a word is compared only where one may
begin.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from transforms.parse.char_counts import Ints
from transforms.words.html_classes import MARKS

Bytes = NDArray[np.uint8]
#: So many bytes of a word are looked up; a shorter word is looked for by its first two. judged
_LOOKED_UP = 4
_LONG = [word.encode() for word in MARKS if len(word) >= _LOOKED_UP]
_SHORT = [word.encode() for word in MARKS if len(word) < _LOOKED_UP]
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
    for places, size in ((_places(page), _LOOKED_UP), (_short_places(raw), 2)):
        for start, tag in zip(places.tolist(), np.searchsorted(ends, places).tolist(), strict=True):
            for said, of in _BY_START.get(page[start : start + size], ()):
                if page.startswith(said, start):
                    found[of].append(tag)
    return {word: list(dict.fromkeys(tags)) for word, tags in found.items()}


def find_odd_quotes(written: str) -> list[int]:
    """The numbers of the tags whose attributes have a single quote, or an odd number of double
    quotes: only in these a quote may be left open.
    """
    raw = np.frombuffer(written.encode("utf-8", "replace"), np.uint8)
    ends = np.flatnonzero(raw == 0)
    double = np.bincount(np.searchsorted(ends, np.flatnonzero(raw == ord('"'))))
    single = np.searchsorted(ends, np.flatnonzero(raw == ord("'")))
    odd: list[int] = np.union1d(np.flatnonzero(double & 1), single).tolist()
    return odd


def _places(page: bytes) -> Ints:
    """Where a long word may begin, in order."""
    found = []
    for shift in range(_LOOKED_UP):
        size = (len(page) - shift) // _LOOKED_UP
        if size > 0:
            hits = np.flatnonzero(_BEGINS.take(_spread(np.frombuffer(page, "<u4", size, shift))))
            found.append(hits * _LOOKED_UP + shift)
    return np.sort(np.concatenate(found)) if found else np.zeros(0, np.int64)


def _short_places(raw: Bytes) -> Ints:
    """Where a short word may begin, in order."""
    places = np.flatnonzero(raw[:-1] == _FIRST)
    return places[np.isin(raw[places + 1], _SECOND)]


def _spread(grams: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Four bytes each -> a number of 16 bits, of which unlike bytes have seldom the same."""
    return np.asarray((grams * _SPREAD) >> _UPPER, np.uint32)


#: Which of these numbers are those of words, and the words by what of them is looked up.
_BEGINS = np.zeros(1 << 16, np.bool_)
_BEGINS[_spread(np.frombuffer(b"".join(word[:_LOOKED_UP] for word in _LONG), "<u4"))] = True
(_FIRST,) = {word[0] for word in _SHORT}
_SECOND = np.array(sorted({word[1] for word in _SHORT}), np.uint8)
_BY_START: dict[bytes, list[tuple[bytes, str]]] = {}
for _words, _size in ((_LONG, _LOOKED_UP), (_SHORT, 2)):
    for _word in _words:
        _BY_START.setdefault(_word[:_size], []).append((_word, _word.decode()))

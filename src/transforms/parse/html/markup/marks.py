"""The attributes of all tags of a page (one text, a NUL between two tags) and the words of MARKS ->
for each word the tags in whose attributes it stands.

All words are looked for at once: the four bytes at every place of the text are looked up in a table
of four bytes of each word, by array arithmetic, and a word is compared only where it may stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transforms.parse.char_counts import Ints
from transforms.words.html_classes import MARKS

Bytes = NDArray[np.uint8]
#: So many bytes of a word are looked up; the bytes of a shorter one are compared everywhere. judged
_LOOKED_UP: Final = 4
#: What is looked up of the words that hold it, in place of their first bytes, which stand in most
#: tags: `content`, `post`, `public`, `open`.
_SELDOM = (b"ntri", b"t-by", b"d-by", b"shed", b"ndat", b"mitt", b"utho")
#: Multiplying by it spreads four bytes over the upper half of a number. source: Knuth, The Art of
#: Computer Programming 3, section 6.4
_SPREAD, _UPPER = np.uint32(2_654_435_761), np.uint32(16)


class Words:
    """Words that are looked for in a text at once; of those that hold it, `seldom` says which four
    bytes are looked up in place of the first ones.
    """

    def __init__(self, words: Sequence[str], seldom: Sequence[bytes] = ()) -> None:
        self.short = [word for word in words if len(word.encode()) < _LOOKED_UP]
        #: What is looked up -> the words that hold it, and where.
        self._by_gram: dict[bytes, list[tuple[bytes, int, str]]] = {}
        for word in words:
            said = word.encode()
            at = next((at for gram in seldom if (at := said.find(gram)) >= 0), 0)
            if len(said) >= _LOOKED_UP:
                gram = said[at : at + _LOOKED_UP]
                self._by_gram.setdefault(gram, []).append((said, at, word))
        self._is_gram = np.zeros(1 << 16, np.bool_)
        self._is_gram[_spread(np.frombuffer(b"".join(self._by_gram), "<u4"))] = True

    def find_long(self, page: bytes) -> Iterator[tuple[str, int]]:
        """The words of four bytes and more that stand in a text, each with a place inside it, in
        the order of these places.
        """
        for place in self._places(page).tolist():
            for said, at, word in self._by_gram.get(page[place : place + _LOOKED_UP], ()):
                if place >= at and page.startswith(said, place - at):
                    yield word, place

    def count(self, text: str) -> Counter[str]:
        """How often each word stands in a text."""
        found = Counter([word for word, _ in self.find_long(text.encode("utf-8", "replace"))])
        found.update({word: text.count(word) for word in self.short})
        return found

    def _places(self, page: bytes) -> Ints:
        """Where what is looked up may begin, in order."""
        found = [np.zeros(0, np.int64)]
        for shift in range(min(_LOOKED_UP, len(page) - _LOOKED_UP + 1)):
            size = (len(page) - shift) // _LOOKED_UP
            grams = np.frombuffer(page, "<u4", size, shift)
            hits = self._is_gram.take(_spread(grams)).nonzero()[0]
            found.append(hits * _LOOKED_UP + shift)
        return np.sort(np.concatenate(found))


def find_marks(written: str) -> dict[str, list[int]]:
    """For each word of MARKS the numbers of the tags in whose attributes it stands, as written:
    `"\\0 class=date\\0"` has the tag 1 for `date`. Tag 0 is what stands before the first NUL.
    """
    found: dict[str, list[int]] = {word: [] for word in MARKS}
    page = written.encode("utf-8", "replace")
    raw = np.frombuffer(page, np.uint8)
    ends = (raw == 0).nonzero()[0]
    words = list(_WORDS.find_long(page))
    tags = ends.searchsorted([place for _, place in words]).tolist()
    for (word, _), tag in zip(words, tags, strict=True):
        found[word].append(tag)
    for word in _WORDS.short:
        found[word] += ends.searchsorted(_short_places(raw, word.encode())).tolist()
    return {word: list(dict.fromkeys(tags)) for word, tags in found.items()}


def find_odd_quotes(written: str) -> list[int]:
    """The numbers of the tags whose attributes have a single quote, or an odd number of double
    quotes: only in these a quote may be left open.
    """
    raw = np.frombuffer(written.encode("utf-8", "replace"), np.uint8)
    ends = np.append((raw == 0).nonzero()[0], len(raw))
    until = (raw == ord('"')).nonzero()[0].searchsorted(ends)
    is_odd = (np.diff(until, prepend=0) & 1) > 0
    is_odd[ends.searchsorted((raw == ord("'")).nonzero()[0])] = True
    odd: list[int] = is_odd.nonzero()[0].tolist()
    return odd


def _short_places(raw: Bytes, word: bytes) -> Ints:
    """Where a short word stands."""
    starts: Ints = (raw[: len(raw) - len(word) + 1] == word[0]).nonzero()[0]
    for at in range(1, len(word)):
        starts = starts[raw[starts + at] == word[at]]
    return starts


def _spread(grams: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Four bytes each -> a number of 16 bits, of which unlike bytes have seldom the same."""
    return np.asarray((grams * _SPREAD) >> _UPPER, np.uint32)


_WORDS = Words(MARKS, _SELDOM)

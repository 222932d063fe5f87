"""Words of texts -> rows of a model: a word's own, and those of the groups of letters in it.

source: fastText 0.9.2, `Dictionary::getLine`, `computeSubwords`, `hash`
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from transforms.clean.detector.model_file import NO_ROW, Ints, Model

#: What ends every line, and what a label begins with, which is no word.
_END, _LABEL = b"</s>", b"__label__"
_SPLIT = b" " + _END + b" "
#: FNV-1a of 32 bits, whose bytes fastText takes with their sign.
_BASIS, _PRIME = 2166136261, np.uint32(16777619)
#: So many words are known by their rows before all are forgotten: some two megabytes. judged
_MOST_WORDS = 1 << 14


class Tokens:
    """Texts -> rows of a model; what a word's rows are is remembered, up to a number of words."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._forget()

    def _forget(self) -> None:
        self._known: dict[bytes, int] = {}
        self._rows = np.zeros(0, np.int64)
        self._counts = np.zeros(0, np.int64)

    def rows_of(self, texts: Sequence[str]) -> tuple[Ints, Ints]:
        """The numbers of the rows of every text's words, text behind text, and how many each text
        has. Every text ends in the word `</s>`.
        """
        words = [*_SPLIT.join(map(_as_line, texts)).split(), _END]
        known = list(map(self._known.get, words))
        if None in known:
            new = set(words) - self._known.keys()
            if len(self._known) + len(new) > _MOST_WORDS:
                self._forget()
                new = set(words)
            self._learn(sorted(new))
            known = list(map(self._known.get, words))
        found = np.array(known, np.int64)
        counts = self._counts[found]
        within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        start = np.cumsum(self._counts) - self._counts
        rows = self._rows[np.repeat(start[found], counts) + within]
        ends = np.cumsum(counts)[found == self._known[_END]]
        return rows, np.diff(ends, prepend=0)

    def _learn(self, words: list[bytes]) -> None:
        if not words:
            return
        rows, counts = read_rows(self._model, words)
        self._known |= {word: len(self._counts) + no for no, word in enumerate(words)}
        self._rows = np.concatenate([self._rows, rows])
        self._counts = np.concatenate([self._counts, counts])


def _as_line(text: str) -> bytes:
    """A text as the bytes that fastText reads of it: where a word of it is `</s>`, those before."""
    line = text.encode().replace(b"\0", b" ")
    if _END in line and _END in (words := line.split()):
        return b" ".join(words[: words.index(_END)])
    return line


def read_rows(model: Model, words: Sequence[bytes]) -> tuple[Ints, Ints]:
    """The numbers of the rows of these words, word behind word, and how many each word has: its own
    row, where the model knows the word, then those of its groups of letters.
    """
    marked = [b"<" + word + b">" for word in words]
    sizes = np.fromiter(map(len, marked), np.int64, len(marked))
    places, found = _groups(model, b"".join(marked), sizes)
    word = np.repeat(np.arange(len(words)), sizes)[places]
    is_plain = np.array([w != _END and not w.startswith(_LABEL) for w in words])
    word, found = word[is_plain[word]], found[is_plain[word]]
    own = np.array([model.words.get(w, -1) for w in words], np.int64)
    named = np.flatnonzero(own >= 0)
    order = np.argsort(np.concatenate([named, word]), kind="stable")
    rows = np.concatenate([own[named], found])[order]
    return rows, np.bincount(np.concatenate([named, word]), minlength=len(words))


def _groups(model: Model, joined: bytes, sizes: Ints) -> tuple[Ints, Ints]:
    """The groups of letters that the model has a row for, in words that stand one behind the other
    (`sizes` are their bytes): the byte at which each begins, and its row. Groups come by their
    beginnings, of one beginning the shorter first.
    """
    data = np.frombuffer(joined, np.uint8)
    letters = np.flatnonzero((data & 0xC0) != 0x80)
    widths = np.diff(letters, append=len(data))
    last = np.searchsorted(letters, np.cumsum(sizes))  # the letter behind each word
    left = np.repeat(last, np.diff(last, prepend=0)) - np.arange(len(letters))
    signed = data.astype(np.int8).astype(np.uint32)
    hashes = np.full(len(letters), _BASIS, np.uint32)
    found = np.full((len(letters), model.most - model.least + 1), NO_ROW, np.uint16)
    for size in range(1, model.most + 1):
        letter = np.minimum(np.arange(len(letters)) + size - 1, len(letters) - 1)
        hashes = _hash_letter(hashes, signed, letters[letter], widths[letter])
        if size >= model.least:
            bucket = hashes % np.uint32(len(model.places))
            found[:, size - model.least] = np.where(left >= size, model.places[bucket], NO_ROW)
    at = np.flatnonzero(found != NO_ROW)
    return letters[at // found.shape[1]], found.ravel()[at].astype(np.int64)


def _hash_letter(
    hashes: NDArray[np.uint32], signed: NDArray[np.uint32], at: Ints, widths: Ints
) -> NDArray[np.uint32]:
    """The hashes of groups of letters -> those with one letter more; the letter of each begins at
    byte `at` and is `widths` bytes long.
    """
    hashes = (hashes ^ signed[at]) * _PRIME
    for k in range(1, int(widths.max(initial=1))):
        longer = np.flatnonzero(widths > k)
        hashes[longer] = (hashes[longer] ^ signed[at[longer] + k]) * _PRIME
    return hashes

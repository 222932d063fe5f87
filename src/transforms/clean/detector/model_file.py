"""A quantised fastText model with a hierarchical softmax, as its file holds it -> arrays.

source: fastText 0.9.2, `FastText::loadModel`, `Dictionary::load`, `QuantMatrix::load`,
`HierarchicalSoftmaxLoss::buildTree`
"""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

from transforms.values import frozen

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

#: source: fastText's file format
_MAGIC, _VERSION = 793712314, 12
#: The loss function of the file's number: a hierarchical softmax. source: fastText's file format
_HIERARCHICAL = 1
#: The place of a group of letters for which the model has no row. source: fastText's file format
NO_ROW = 0xFFFF
#: A product quantiser has so many centroids. source: fastText's file format
_CENTROIDS = 256
_WORD = 0


@frozen
class Tree:
    """A Huffman tree whose leaves are the labels, from 0 in the order of `Model.labels`; the inner
    nodes have the numbers behind them, the root the last.

    `children` (inner nodes x 2) are the numbers of the left and the right child. `nodes` and
    `is_right` (labels x depth) are the way from the root to each label: the inner nodes on it,
    counted from 0, and whether it goes right there. Behind the end of a shorter way `nodes` is -1.
    """

    children: Ints
    nodes: Ints
    is_right: NDArray[np.bool_]


@frozen
class Model:
    """A model as arrays.

    `rows` has a row of numbers for each word and each group of letters: `words` says which row is a
    word's; that of a group of `least` to `most` letters stands in `places` at its hash modulo
    `len(places)`, where NO_ROW means none. `inner` has a row of as many numbers for each inner node
    of `tree`. `labels` are the names of what the model tells apart.
    """

    labels: list[str]
    words: dict[bytes, int]
    places: NDArray[np.uint16]
    least: int
    most: int
    rows: Floats
    inner: Floats
    tree: Tree


class _Reader:
    """A file's bytes, read from the front."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from(f"<{form}", self.data, self.at)
        self.at += struct.calcsize(f"<{form}")
        return found

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found

    def word(self) -> bytes:
        end = self.data.index(b"\0", self.at)
        found, self.at = self.data[self.at : end], end + 1
        return found


def read_model(data: bytes) -> Model:
    """The model in the bytes of its file. Raises ValueError for one of another make: not quantised,
    without a hierarchical softmax, or of word pairs.
    """
    file = _Reader(data)
    magic, version = file.take("2i")
    settings = file.take("12i")
    file.take("d")
    dim, word_groups, loss, buckets, least, most = (settings[i] for i in (0, 5, 6, 8, 9, 10))
    if (magic, version, word_groups, loss) != (_MAGIC, _VERSION, 1, _HIERARCHICAL):
        raise ValueError("the model is not one of single words with a hierarchical softmax")
    size, word_count, _, _, kept = file.take("3i2q")
    entries = [(file.word(), file.take("qb")) for _ in range(size)]
    words = [word for word, (_, kind) in entries if kind == _WORD]
    labels = [(word, count) for word, (count, kind) in entries if kind != _WORD]
    places = np.full(buckets, NO_ROW, np.uint16)
    held = file.array("<i4", 2 * kept).reshape(-1, 2)
    places[held[:, 0]] = held[:, 1] + word_count
    rows = _read_rows(file, dim)
    if len(rows) >= NO_ROW or file.take("?")[0]:
        raise ValueError("the model has too many rows, or quantised labels")
    inner = file.array("<f4", int(np.prod(file.take("2q")))).reshape(-1, dim)
    return Model(
        [word.decode() for word, _ in labels],
        {word: no for no, word in enumerate(words)},
        places,
        least,
        most,
        rows,
        inner.astype(np.float32),
        build_tree([count for _, count in labels]),
    )


def _read_rows(file: _Reader, dim: int) -> Floats:
    """The rows of words and groups of letters (rows x `dim`): each is put together of the centroids
    of its parts, and multiplied by its length.
    """
    is_quantised, has_lengths = file.take("??")
    if not (is_quantised and has_lengths):
        raise ValueError("the model is not quantised with lengths")
    count, _, codes_size = file.take("2qi")
    codes = file.array("u1", codes_size).reshape(count, -1)
    centroids = _read_centroids(file)
    parts = [own[codes[:, no]] for no, own in enumerate(centroids)]
    length_codes = file.array("u1", count)
    (lengths,) = _read_centroids(file)
    rows: Floats = np.concatenate(parts, axis=1) * lengths[length_codes]
    if rows.shape[1] != dim:
        raise ValueError("the model's rows are of another length than it says")
    return rows


def _read_centroids(file: _Reader) -> list[Floats]:
    """For each part of a row its centroids (centroids x numbers of the part); all parts are of one
    length.
    """
    dim, parts, size, last = file.take("4i")
    if size != last:
        raise ValueError("the model's rows have a shorter last part")
    found = file.array("<f4", dim * _CENTROIDS).reshape(parts, _CENTROIDS, size)
    return [own.astype(np.float32) for own in found]


def build_tree(counts: list[int]) -> Tree:
    """The Huffman tree of labels, by how often each occurs in what the model learned from; `counts`
    falls, as fastText sorts them.
    """
    size = len(counts)
    total = [*counts, *[1 << 60] * (size - 1)]
    children = np.zeros((size - 1, 2), np.int64)
    parent, is_right = [-1] * len(total), [False] * len(total)
    leaf, node = size - 1, size
    for made in range(size, len(total)):
        for side in range(2):
            if leaf >= 0 and total[leaf] < total[node]:
                chosen, leaf = leaf, leaf - 1
            else:
                chosen, node = node, node + 1
            children[made - size, side] = chosen
            parent[chosen], is_right[chosen] = made, side == 1
        total[made] = sum(total[child] for child in children[made - size])
    paths = []
    for label in range(size):
        path, at = [], label
        while parent[at] >= 0:
            path.append((parent[at] - size, is_right[at]))
            at = parent[at]
        paths.append(path[::-1])
    depth = max(map(len, paths))
    padded = [path + [(-1, False)] * (depth - len(path)) for path in paths]
    turns = np.array(padded, np.int64).reshape(size, depth, 2)
    return Tree(children, turns[:, :, 0], turns[:, :, 1] > 0)

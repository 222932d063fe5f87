"""Words that differ where two texts otherwise agree: in the slots of a template, and not around a
copy.

Two sites frame one report with figures and names of their own (dates, menus, other headlines),
between phrases that all sites have. So only passages count that the texts share but for a few
words: stretches of shared runs of two words, of which two are one passage where what lies between
them is less than either.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from transforms.dedup.match.arrays import I64, U64, Marks, expand_ranges
from transforms.dedup.match.compare import (
    FIGURE,
    KIND_BITS,
    KINDS,
    LOW,
    NAME,
    SIDE_AND_KIND,
    WORD_PAIR,
    Texts,
    count_by_kind,
    cut_blocks,
    merge_sorted,
    number_values,
)
from transforms.dedup.match.tokens import HASH_BITS, hash_grams

#: A word of a stretch weighs so much, one between stretches so much;
_SHARED, _BETWEEN = 2, 3
#: a passage that weighs less, what lies between taken off, is a phrase that any two pages may
#: share. measured: benchmarks/quality/curves.py _LEAST, the weights judged
_LEAST = 16
#: A slot has at most so many words. measured: benchmarks/quality/curves.py _SLOT_WORDS
_SLOT_WORDS = 4
#: A figure may be all that a text begins or ends with, which a name (an agency, a writer) is too in
#: copies. judged
_EDGE_WORDS = 4
#: Between two texts. judged
_APART = 1 << 40


def count_facts(texts: Texts, left: I64, right: I64) -> tuple[I64, I64]:
    """For each pair and side, by kind: the distinct figures and names of passages that both texts
    have; the distinct words in slots that the other text lacks. Each (pairs, 2, KINDS).

    Two fillings of one template: either has a figure in a slot that the other lacks, and both have
    the names Sumatra and Monday in passages on which they agree:

    >>> report = "In the night a quake of {} degrees shook the coast off Sumatra on Monday"
    >>> texts = Texts(pl.Series([report.format(5), report.format(6)]))
    >>> shared, lacking = count_facts(texts, np.array([0]), np.array([1]))
    >>> lacking[0, :, FIGURE].tolist(), shared[0, :, NAME].tolist()
    ([1, 1], [2, 2])
    """
    held = np.unique(np.concatenate([left, right]))
    runs = _index_runs(texts, held)
    sizes = np.diff(texts.sequence.starts)
    parts = [
        _count_block(texts, runs, left[low:high], right[low:high])
        for low, high in cut_blocks(sizes[left] + sizes[right])
    ]
    shared, lacking = (
        [np.zeros((0, 2, KINDS), np.int64), *(part[no] for part in parts)] for no in range(2)
    )
    return np.concatenate(shared), np.concatenate(lacking)


def _index_runs(texts: Texts, held: I64) -> NDArray[np.int32]:
    """For every word of these texts the place, among its text's distinct runs, of the run that
    begins there; 0 for a last word.
    """
    out = np.zeros(len(texts.sequence.values), np.int32)
    sizes = np.diff(texts.sequence.starts)
    for low, high in cut_blocks(sizes[held]):
        some = held[low:high]
        words, counts = texts.sequence.take(some)
        distinct, carried = texts.runs.take(some)
        place = np.searchsorted(
            number_values(distinct, carried), number_values(hash_grams(words, 2) >> LOW, counts)
        )
        place -= np.repeat(np.cumsum(carried) - carried, counts)
        place[np.cumsum(counts)[counts > 0] - 1] = 0
        out[expand_ranges(texts.sequence.starts[some], counts)] = place
    return out


def _count_block(texts: Texts, runs: NDArray[np.int32], left: I64, right: I64) -> tuple[I64, I64]:
    both = texts.merge_words(left, right)
    is_alone = _mark_alone(both, SIDE_AND_KIND)
    is_right = (both >> KIND_BITS & np.uint64(1)).astype(np.bool_)
    shared: list[I64] = []
    lacking: list[I64] = []
    for side, (own, shared_runs) in enumerate(
        zip((left, right), _mark_shared_runs(texts, left, right), strict=True)
    ):
        agreeing, slots = _find_facts(texts, runs, own, shared_runs)
        is_own = is_right if side else ~is_right
        for (pair, place), out, words in (
            (agreeing, shared, both[is_own & ~is_alone]),
            (slots, lacking, both[is_own & is_alone]),
        ):
            wanted = (
                pair.astype(np.uint64) << WORD_PAIR
                | texts.sequence.values[place] >> LOW << SIDE_AND_KIND
            )
            out.append(
                count_by_kind(
                    words[_find_rows(words, wanted | np.uint64(side) << KIND_BITS)], len(left)
                )
            )
    return np.stack(shared, axis=1), np.stack(lacking, axis=1)


def _find_rows(ordered: U64, wanted: U64) -> I64:
    """The rows of an ascending array, each once, that hold one of the words that are wanted."""
    place = np.searchsorted(ordered, wanted)
    inside = place < len(ordered)
    place, wanted = place[inside], wanted[inside]
    is_hit = np.zeros(len(ordered), np.bool_)
    is_hit[place[ordered[place] >> SIDE_AND_KIND == wanted >> SIDE_AND_KIND]] = True
    return np.flatnonzero(is_hit)


def _mark_shared_runs(texts: Texts, left: I64, right: I64) -> list[Marks]:
    """For either side, of the distinct runs of its texts end to end, which the other text of the
    pair has.
    """
    sides = []
    for side, own in enumerate((left, right)):
        values, sizes = texts.runs.take(own)
        sides.append(number_values(values << np.uint64(1) | np.uint64(side), sizes, HASH_BITS + 1))
    both = merge_sorted(sides)
    is_shared, is_right = ~_mark_alone(both, np.uint64(1)), (both & np.uint64(1)).astype(np.bool_)
    return [is_shared[~is_right], is_shared[is_right]]


def _mark_alone(both: U64, bits: np.uint64) -> Marks:
    """What of a merge only one text of its pair has; the lowest bits, of which the highest says the
    side, aside.
    """
    differs = np.ones(len(both) + 1, np.bool_)
    np.not_equal(both[1:] >> bits, both[:-1] >> bits, out=differs[1:-1])
    return differs[1:] & differs[:-1]


def _find_facts(
    texts: Texts, runs: NDArray[np.int32], own: I64, is_shared: Marks
) -> list[tuple[I64, I64]]:
    """Of passages the figures and names in their stretches, and the words in their slots: the pair
    of each, and its place among all.

    No text is without words: the texts of a pair share some.
    """
    starts, carried = texts.sequence.starts, np.diff(texts.runs.starts)[own]
    counts = starts[own + 1] - starts[own]
    ends = np.cumsum(counts)
    place = expand_ranges(starts[own], counts)
    begins_run = is_shared[runs[place] + np.repeat(np.cumsum(carried) - carried, counts)]
    begins_run[ends - 1] = False
    covered = begins_run.copy()
    covered[1:] |= begins_run[:-1]
    # a stretch ends with its text
    is_first = np.zeros(len(covered), np.bool_)
    is_first[ends - counts] = True
    opens, closes = covered.copy(), covered.copy()
    opens[1:] &= ~covered[:-1] | is_first[1:]
    closes[:-1] &= ~covered[1:] | is_first[1:]
    first, end = _join_stretches(np.flatnonzero(opens), np.flatnonzero(closes) + 1, ends)
    inside = expand_ranges(first, end - first)
    is_covered, kinds = covered[inside], texts.kinds[place[inside]]
    facts = inside[is_covered & ((kinds == FIGURE) | (kinds == NAME))]
    # a slot is short: what is long was put in or written anew
    other = inside[~is_covered]
    opens = np.flatnonzero(np.diff(other, prepend=-2) > 1)
    sizes = np.diff(opens, append=len(other))
    slots = other[np.repeat(sizes <= _SLOT_WORDS, sizes)]
    edges = _find_edges(first, end, ends - counts, ends)
    slots = np.concatenate([slots, edges[texts.kinds[place[edges]] == FIGURE]])
    return [(np.searchsorted(ends, some, side="right"), place[some]) for some in (facts, slots)]


def _find_edges(first: I64, end: I64, begins: I64, ends: I64) -> I64:
    """The few words with which a text begins before its first passage, or ends behind its last one;
    more of them are a frame.
    """
    pair = np.searchsorted(ends, first, side="right")
    is_first, is_last = np.diff(pair, prepend=-1) > 0, np.diff(pair, append=len(ends)) > 0
    low = np.concatenate([begins[pair[is_first]], end[is_last]])
    sizes = np.concatenate([first[is_first], ends[pair[is_last]]]) - low
    is_short = sizes <= _EDGE_WORDS
    return expand_ranges(low[is_short], sizes[is_short])


def _join_stretches(first: I64, end: I64, ends: I64) -> tuple[I64, I64]:
    """Stretches brought together: where each passage that weighs enough begins, and where it ends;
    `ends` are those of the texts.

    In turn what lies between two stretches and weighs less than either joins them, and a phrase
    that weighs no more than what lies before it, and no more than what lies behind it, becomes a
    part of that.
    """
    pair = np.searchsorted(ends, first, side="right")
    weight = _SHARED * (end - first)
    between = np.where(pair[1:] == pair[:-1], _BETWEEN * (first[1:] - end[:-1]), _APART)
    while True:
        joined = between < np.minimum(weight[:-1], weight[1:])
        before, behind = np.concatenate([[_APART], between]), np.concatenate([between, [_APART]])
        taken = (weight < _LEAST) & (weight <= np.minimum(before, behind))
        if not joined.any() and not taken.any():
            return first, end
        # a stretch is joined or taken, never both: what lies beside it weighs less than it or not
        if taken.any():
            kept = np.flatnonzero(~taken)
            passed = np.concatenate([[0], np.cumsum(behind - np.where(taken, weight, 0))])
            first, end, weight = first[kept], end[kept], weight[kept]
            between = np.minimum(passed[kept[1:]] - passed[kept[:-1]], _APART)
        else:
            leads = np.concatenate([[True], ~joined])
            groups = np.flatnonzero(leads)
            weight = np.add.reduceat(
                weight - np.concatenate([[0], np.where(joined, between, 0)]), groups
            )
            first, end = first[groups], end[np.append(groups[1:], len(end)) - 1]
            between = between[~joined]

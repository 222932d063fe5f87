"""Fillings of a template in scripts without capitals, where nothing tells a name from another word.

A template is learned from its fillings. All of them have its words, and each has words of its own
in the slots; of a text's copies each has words of its own too, but in other places, where the
others have those that it lacks. So a pair are two fillings where, beside texts that are like
either, both lack hardly anything that most have, and have much that most lack.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import polars as pl

from transforms.dedup.match.compare import Runs
from transforms.dedup.match.judge import NO_CAPITALS, OPEN_RUNS

#: A pair is compared with so many texts that are like either, each unlike the others;
LEAST_TEXTS, MOST_TEXTS = 3, 8
#: they are sought among so many with the smallest keys. judged
SOUGHT = 32
#: Of the word pairs that most have fillings lack at most this share of the number of those that
#: they have of their own; edited copies lack .2 and more.
#: measured: python benchmarks/quality/dedup_flow.py --part choose
LACKING = 0.15
#: A text that lacks this share is edited besides. judged
EDITED = 0.3
#: Two fillings differ in this share of what either has of its own: an edit of a filling has what
#: that has. judged
DIFFERING = 0.3
#: Ends the evidence of a pair that its template tells apart.
FILLED = ": they fill the slots of a template"
_RUN = 2


class Templates:
    """Tells two fillings of a template from two copies. `pairs` are texts like one another (`a`,
    `b`) that differ in words which may be names, `texts` has all of them (`text_key`, `text`).
    """

    def __init__(self, pairs: pl.DataFrame, texts: pl.DataFrame) -> None:
        self._place = {key: place for place, key in enumerate(texts["text_key"])}
        self._runs = Runs(texts["text"], _RUN)
        self._near = defaultdict[int, set[int]](set)
        for one, other in pairs.select("a", "b").iter_rows():
            self._near[one].add(other)
            self._near[other].add(one)

    def name_fillings(self, relations: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
        """`left_id` and `right_id` of those of these relations that are of two fillings."""
        ends = name_ends(relations, standing)
        is_filling = [self._are_fillings(a, b) for a, b in ends.select("a", "b").iter_rows()]
        return ends.filter(pl.Series(is_filling, dtype=pl.Boolean)).select("left_id", "right_id")

    def mark_edges(self, edges: pl.DataFrame) -> pl.DataFrame:
        """Likenesses of texts (EDGES) of which copies that are two fillings are siblings."""
        is_filling = [
            relation == "reprint" and self._are_fillings(a, b)
            for a, b, relation in edges.select("a", "b", "relation").iter_rows()
        ]
        relation = pl.when(pl.Series(is_filling, dtype=pl.Boolean)).then(pl.lit("sibling"))
        return edges.with_columns(relation.otherwise("relation").alias("relation"))

    def _are_fillings(self, one: int, other: int) -> bool:
        if not self._near.keys() >= {one, other}:
            return False
        ends = self._take(one), self._take(other)
        texts = self._choose_unlike(ends, self._list_around(one, other))
        if len(texts) < LEAST_TEXTS + 2:
            return False
        counts = Counter(run for text in texts for run in text)
        common = {run for run, count in counts.items() if 2 * count > len(texts)}
        own = sum(len(text - common) for text in texts)
        lacking = sum(len(common - text) for text in texts)
        return lacking <= LACKING * own and all(
            len(text - common - other) >= max(OPEN_RUNS, DIFFERING * len(text - common))
            and len(common - text) <= EDITED * len(text - common)
            for text, other in (ends, ends[::-1])
        )

    def _list_around(self, one: int, other: int) -> list[int]:
        """The texts that are like either, then those that are like these."""
        ends = {one, other}
        near = (self._near[one] | self._near[other]) - ends
        behind = set[int]().union(*(self._near[key] for key in sorted(near)[:SOUGHT])) - near - ends
        return [*sorted(near), *sorted(behind)][:SOUGHT]

    def _choose_unlike(
        self, ends: tuple[frozenset[int], frozenset[int]], around: list[int]
    ) -> list[frozenset[int]]:
        """The two, and texts around them of which none is a copy of another by what they differ
        in.
        """
        one, other = ends
        least = min(len(one - other), len(other - one)) / 2
        texts = [one, other]
        for key in around:
            text = self._take(key)
            if all(len(text - t) >= least and len(t - text) >= least for t in texts):
                texts.append(text)
            if len(texts) == MOST_TEXTS + 2:
                break
        return texts

    def _take(self, key: int) -> frozenset[int]:
        return self._runs.take(self._place[key])


def may_be_fillings() -> pl.Expr:
    """Whether a relation is of copies that differ in words which may be names, be it that their
    template has told them apart.
    """
    is_open = (pl.col("relation") == "reprint") & pl.col("evidence").str.contains(
        NO_CAPITALS, literal=True
    )
    return is_open | is_filled()


def is_filled() -> pl.Expr:
    """Whether the template of a pair has told it apart."""
    return (pl.col("relation") == "sibling") & pl.col("evidence").str.ends_with(FILLED)


def name_ends(relations: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """`left_id` and `right_id` of relations with the text keys (`a`, `b`) that their versions stand
    for (`standing`, with `revision_id` and `text_key`).
    """
    ends = relations.select("left_id", "right_id")
    for side, name in (("left_id", "a"), ("right_id", "b")):
        keys = standing.select(pl.col("revision_id").alias(side), pl.col("text_key").alias(name))
        ends = ends.join(keys, on=side)
    return ends


def mark_fillings(relations: pl.DataFrame, fillings: pl.DataFrame) -> pl.DataFrame:
    """Relations of pairs that may be fillings (`may_be_fillings`), told anew: those that are
    (`left_id`, `right_id`) are siblings, the others reprints.
    """
    known = fillings.with_columns(pl.lit(value=True).alias("is_filling"))
    evidence = pl.col("evidence").str.strip_suffix(FILLED)
    told = relations.join(known, on=["left_id", "right_id"], how="left").with_columns(
        pl.when("is_filling")
        .then(pl.lit("sibling"))
        .otherwise(pl.lit("reprint"))
        .alias("relation"),
        pl.when("is_filling").then(evidence + FILLED).otherwise(evidence).alias("evidence"),
    )
    return told.select(relations.columns)

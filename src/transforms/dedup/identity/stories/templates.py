"""Fillings of a template whose slots hold more than figures and names: in scripts without capitals,
where nothing tells a name from another word, and in short notices.

A template is learned from its fillings. All of them have its words, and each has words of its own
in the slots; of a text's copies each has words of its own too, but in other places, where the
others have those that it lacks. So a pair are two fillings where, beside texts that are like
either, both lack hardly anything that most have, and have much that most lack.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import polars as pl

from transforms.dedup.match.compare import Runs
from transforms.dedup.match.judge import MAY_FILL, OPEN_RUNS

#: A pair is compared with so many texts that are like either, each unlike the others;
LEAST_TEXTS, MOST_TEXTS = 3, 8
#: they are sought among so many with the smallest keys. judged
SOUGHT = 32
#: Of the word pairs that most have fillings lack at most this share of the number of those that
#: they have of their own; edited copies lack .2 and more.
#: measured: python benchmarks/quality/dedup_flow.py --part choose
LACKING = 0.2
#: A text that lacks this share is edited besides. judged
EDITED = 0.3
#: Two fillings differ in this share of what either has of its own: an edit of a filling has what
#: that has. judged
DIFFERING = 0.3
#: A pair that is far from that with the fewest texts is looked at no further. judged
HOPELESS = 0.4
#: Ends the evidence of a pair that its template tells apart, in place of MAY_FILL.
FILLED = "; the rest fills a template"
_RUN = 2


class Templates:
    """Tells two fillings of a template from two copies. `pairs` are texts like one another (`a`,
    `b`), copies that may be fillings and siblings, `texts` has all of them (`text_key`, `text`).
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
        texts = list(ends)
        for key in self._list_around(one, other):
            if _is_unlike(text := self._take(key), texts):
                texts.append(text)
                is_least = len(texts) == LEAST_TEXTS + 2
                if is_least and _measure_lack(texts, _find_common(texts)) > HOPELESS:
                    return False
            if len(texts) == MOST_TEXTS + 2:
                break
        if len(texts) < LEAST_TEXTS + 2:
            return False
        common = _find_common(texts)
        return _measure_lack(texts, common) <= LACKING and all(
            len(text - common - other) >= max(OPEN_RUNS, DIFFERING * len(text - common))
            and _measure_lack([text], common) <= EDITED
            for text, other in (ends, ends[::-1])
        )

    def _list_around(self, one: int, other: int) -> list[int]:
        """The texts that are like either, then those that are like these."""
        ends = {one, other}
        near = (self._near[one] | self._near[other]) - ends
        behind = set[int]().union(*(self._near[key] for key in sorted(near)[:SOUGHT])) - near - ends
        return [*sorted(near), *sorted(behind)][:SOUGHT]

    def _take(self, key: int) -> frozenset[int]:
        return self._runs.take(self._place[key])


def _is_unlike(text: frozenset[int], texts: list[frozenset[int]]) -> bool:
    """Whether a text differs from each of these by half of what the first two differ in, at least:
    a copy of one of them does not.
    """
    one, other = texts[:2]
    least = min(len(one - other), len(other - one)) / 2
    return all(len(text - t) >= least and len(t - text) >= least for t in texts)


def _find_common(texts: list[frozenset[int]]) -> set[int]:
    """What most of them have."""
    counts = Counter(run for text in texts for run in text)
    return {run for run, count in counts.items() if 2 * count > len(texts)}


def _measure_lack(texts: list[frozenset[int]], common: set[int]) -> float:
    """What these lack of what most have, as a share of what they have of their own."""
    own = sum(len(text - common) for text in texts)
    return sum(len(common - text) for text in texts) / max(own, 1)


def may_be_fillings() -> pl.Expr:
    """Whether a relation is of copies that may fill in a template, be it that they are known to."""
    is_open = (pl.col("relation") == "reprint") & pl.col("evidence").str.ends_with(MAY_FILL)
    return is_open | is_filled()


def is_filled() -> pl.Expr:
    """Whether the template of a pair has told it apart."""
    return (pl.col("relation") == "sibling") & pl.col("evidence").str.ends_with(FILLED)


def choose_near(pairs: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """Of pairs of texts (`a`, `b`) those that a template is learned from: of every text of the
    pairs that are `asked` for, and the so many others with the smallest keys.
    """
    turned = pairs.select(pl.col("b").alias("a"), pl.col("a").alias("b"))
    both = pl.concat([pairs.select("a", "b"), turned]).unique()
    texts = pl.concat([asked["a"], asked["b"]]).unique().implode()
    rank = pl.col("b").rank("ordinal").over("a")
    return both.filter(pl.col("a").is_in(texts), rank <= SOUGHT).sort("a", "b")


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
    shared = pl.col("evidence").str.strip_suffix(FILLED).str.strip_suffix(MAY_FILL)
    told = relations.join(known, on=["left_id", "right_id"], how="left").with_columns(
        pl.when("is_filling")
        .then(pl.lit("sibling"))
        .otherwise(pl.lit("reprint"))
        .alias("relation"),
        (shared + pl.when("is_filling").then(pl.lit(FILLED)).otherwise(pl.lit(MAY_FILL))).alias(
            "evidence"
        ),
    )
    return told.select(relations.columns)

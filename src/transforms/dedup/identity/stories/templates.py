"""Relations of texts that look like copies -> which of them are two fillings of a template.

The judge tells fillings from copies where they differ in figures and names. Slots that hold other
words are told here: in scripts without capitals, where nothing tells a name from another word, and
in short notices. The template of a text is learned (`fillings`) from the text, those that
relations of the archive say it is like, and those that these are like; of each text so many
neighbours with the smallest ids, so that the choice does not depend on the order of arrival.
"""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from transforms.dedup.identity.stories.fillings import Template, split_words
from transforms.dedup.identity.stories.likenesses import name_ends
from transforms.dedup.match.judge import MAY_FILL

#: A template is learned from at most so many texts: one, those like it, and those like these. So
#: many neighbours of each count, those with the smallest ids. judged
SOUGHT = 32
#: How the evidence of a pair ends that its template has told to be two fillings; that of one which
#: may be ends in MAY_FILL.
FILLED = "; the rest fills a template"


class Templates:
    """Tells two fillings of a template from two copies.

    `near` has a row for each text (`a`) and each text that it is like (`b`), in the order in which
    these are to be taken. Templates are learned of the texts of `asked` (text keys) alone: every
    pair in question has one of them at least. `texts` has all texts (`text_key`, `text`).
    """

    def __init__(self, near: pl.DataFrame, asked: pl.Series, texts: pl.DataFrame) -> None:
        self._words = dict(zip(texts["text_key"], split_words(texts["text"]), strict=True))
        self._near, self._asked = defaultdict[int, list[int]](list), set(asked)
        for one, other in near.select("a", "b").iter_rows():
            self._near[one].append(other)
        self._learned = dict[tuple[int, ...], Template | None]()

    def name_fillings(self, relations: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
        """Relations -> `left_id` and `right_id` of those that are between two fillings. `standing`
        has the text key of each version (`revision_id`, `text_key`).
        """
        ends = name_ends(relations.lazy(), standing.lazy()).collect()
        is_filling = [self._are_fillings(a, b) for a, b in ends.select("a", "b").iter_rows()]
        return ends.filter(pl.Series(is_filling, dtype=pl.Boolean)).select("left_id", "right_id")

    def mark_edges(self, edges: pl.DataFrame) -> pl.DataFrame:
        """The same likenesses of texts (EDGES), in which reprints between two fillings are siblings
        instead.
        """
        is_filling = [
            relation == "reprint" and self._are_fillings(a, b)
            for a, b, relation in edges.select("a", "b", "relation").iter_rows()
        ]
        relation = pl.when(pl.Series(is_filling, dtype=pl.Boolean)).then(pl.lit("sibling"))
        return edges.with_columns(relation.otherwise("relation").alias("relation"))

    def _are_fillings(self, one: int, other: int) -> bool:
        """Whether the template of either text says that they are two fillings."""
        if not self._words.keys() >= {one, other}:
            return False
        ends = self._words[one], self._words[other]
        found = (self._learn(text) for text in (one, other) if text in self._asked)
        return any(template is not None and template.are_fillings(*ends) for template in found)

    def _learn(self, text: int) -> Template | None:
        """The template of a text and those around it; None where they fill none."""
        near = self._near[text]
        around = dict.fromkeys([text, *near, *(key for one in near for key in self._near[one])])
        keys = tuple(sorted(list(around)[:SOUGHT]))
        if keys not in self._learned:
            self._learned[keys] = Template.learn([self._words[key] for key in keys])
        return self._learned[keys]


def may_be_fillings() -> pl.Expr:
    """Whether a relation is a reprint that may be two fillings, or a sibling that was one before
    its template was learned: the relations that `mark_fillings` decides.
    """
    is_open = (pl.col("relation") == "reprint") & pl.col("evidence").str.ends_with(MAY_FILL)
    return is_open | is_filled()


def is_filled() -> pl.Expr:
    """Whether a relation is a sibling because a learned template says so."""
    return (pl.col("relation") == "sibling") & pl.col("evidence").str.ends_with(FILLED)


def is_teaching() -> pl.Expr:
    """Whether templates are learned from a relation: its texts are like one another, and not known
    to be copies.
    """
    return pl.col("relation").is_in(["sibling", "near"]) | may_be_fillings()


def choose_near(relations: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    """The neighbours of versions: for each of `ids` those of the other ends of its relations that
    have the smallest ids, SOUGHT at most. Columns `revision_id` and `near_id`, sorted by both.
    """
    ends = [
        relations.select(revision_id=one, near_id=other)
        for one, other in (("left_id", "right_id"), ("right_id", "left_id"))
    ]
    rank = pl.col("near_id").rank("ordinal").over("revision_id")
    near = pl.concat(ends).filter(pl.col("revision_id").is_in(ids.implode())).unique()
    return near.filter(rank <= SOUGHT).sort("revision_id", "near_id")


def mark_fillings(relations: pl.DataFrame, fillings: pl.DataFrame) -> pl.DataFrame:
    """Decide relations that may be fillings (`may_be_fillings`): those of `fillings` (`left_id`,
    `right_id`) are siblings, all others reprints, and their evidence says which.
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

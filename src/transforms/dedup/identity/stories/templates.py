"""Relations of texts that look like copies -> which of them are two fillings of a template.

The judge tells fillings from copies where they differ in figures and names. Slots that hold other
words are told here: in scripts without capitals, where nothing tells a name from another word, and
in short notices. The template of a text is learned (`fillings`) from the text, those that
relations of the archive say it is like, and those that these are like; of each text so many
neighbours with the smallest ids, so that the choice does not depend on the order of arrival.

Below so many fillings nothing in the words tells a template from a text. Then days do: what is
printed again is so within days, and what comes back later with other words is another notice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set

import polars as pl

from transforms.dedup.identity.stories.fillings import Template, Words, split_words
from transforms.dedup.identity.stories.likenesses import name_ends
from transforms.dedup.identity.stories.sharing import SHARING, is_sharing
from transforms.dedup.match.judge import MAY_FILL, NOTICE_WORDS

#: A template is learned from at most so many texts: one, those like it, and those like these. So
#: many neighbours of each count, those with the smallest ids. judged
SOUGHT = 32
#: Of a version's neighbours in a file twice as many are indexed: some of them may go. judged
INDEXED = 2 * SOUGHT
#: Texts that are told together have so many words: a hundred bytes each. judged
WORDS_AT_ONCE = 1_000_000
#: How the evidence of a pair ends that its template has told to be two fillings; that of one which
#: no template tells, and whose days are far apart; that of one which may be ends in MAY_FILL.
FILLED = "; the rest fills a template"
DISTANT = "; the rest may fill a template, on distant days"
#: A notice that is printed again is so within so many days. judged
NEAR_DAYS = 2
#: On distant days a copy is told by facts alone: by figures that all agree, where there are so
#: many; or by some that agree, and so large a share of so many figures and names. Of 93 copies of
#: short articles in which 2 to 10 % of the words were edited 55 agree so, of 137 pairs of fillings
#: that look like copies none. judged
FIGURES = 3
LEAST_FACTS, AGREEING = 5, 0.8
#: What a pair is, and how its evidence ends.
_ENDINGS = {"sibling": FILLED, "near": DISTANT, "reprint": MAY_FILL}


class Templates:
    """Tells two fillings of a template from two copies.

    `near` has a row for each text (`a`) and each text that it is like (`b`), in the order in which
    these are to be taken. Templates are learned of the texts of `asked` (text keys) alone, those
    of relations that may be fillings: every pair in question has one of them at least. `lengths`
    has how many words each text has (`text_key`, `tokens`), `printed` the versions that print those
    of pairs in question (`text_key`, `published_on`), and `read` gives of text keys the texts
    (`text_key`, `text`): those of a portion of the pairs at a time.
    """

    def __init__(
        self,
        near: pl.DataFrame,
        asked: pl.Series,
        lengths: pl.DataFrame,
        printed: pl.DataFrame,
        read: Callable[[pl.Series], pl.DataFrame],
    ) -> None:
        self._near, self._asked = defaultdict[int, list[int]](list), set(asked)
        for one, other in near.select("a", "b").iter_rows():
            self._near[one].append(other)
        self._lengths = dict(lengths.select("text_key", "tokens").drop_nulls().iter_rows())
        days = pl.col("published_on").to_physical().cast(pl.Int64)
        dated = printed.select("text_key", days).drop_nulls().unique()
        self._days = defaultdict[int, set[int]](set)
        for text, day in dated.iter_rows():
            self._days[text].add(day)
        self._known = {*self._asked, *near["a"], *near["b"]}
        self._read = read
        self._words = dict[int, Words]()
        self._learned = dict[tuple[int, ...], Template | None]()

    def tell(self, relations: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
        """Relations that may be fillings (`may_be_fillings`) -> the same, each as `sibling` between
        two fillings, as `near` where the texts are of distant days and nothing tells, as `reprint`
        otherwise; their evidence says which. `standing` has the text key of each version
        (`revision_id`, `text_key`).
        """
        ends = name_ends(relations.lazy(), standing.lazy()).collect()
        told = self._tell_all([(a, b, True) for a, b in ends.select("a", "b").iter_rows()])
        known = ends.select("left_id", "right_id", pl.Series("told", told, dtype=pl.String))
        shared = pl.col("evidence")
        for ending in _ENDINGS.values():
            shared = shared.str.strip_suffix(ending)
        return (
            relations.join(known, on=["left_id", "right_id"], how="left")
            .with_columns(pl.col("told").fill_null("reprint").alias("relation"))
            .with_columns((shared + pl.col("relation").replace_strict(_ENDINGS)).alias("evidence"))
            .select(relations.columns)
        )

    def mark_edges(self, edges: pl.DataFrame) -> pl.DataFrame:
        """The same likenesses of texts (EDGES and `is_open`, whether the texts may be fillings), in
        which reprints that are none are siblings, or near, instead.
        """
        reprints = edges.filter(pl.col("relation") == "reprint").select("a", "b", "is_open")
        told = self._tell_all(list(reprints.iter_rows()))
        marked = reprints.with_columns(pl.Series("told", told, dtype=pl.String))
        relation = pl.coalesce("told", "relation").alias("relation")
        found = edges.join(marked, on=["a", "b", "is_open"], how="left", maintain_order="left")
        return found.with_columns(relation).select(edges.columns)

    def _tell_all(self, pairs: Sequence[tuple[int, int, bool]]) -> list[str]:
        """What each pair of texts is, by `_tell`; those of one template are told together."""
        out, needed = ["reprint"] * len(pairs), dict[int, set[int]]()
        for no, (one, other, _) in enumerate(pairs):
            if self._known >= {one, other}:
                around = (self._list_around(t) for t in (one, other) if t in self._asked)
                needed[no] = {one, other}.union(*around)
        ordered = sorted(needed, key=lambda no: min(needed[no]))
        for portion in self._cut(ordered, needed):
            keys = sorted(set().union(*(needed[no] for no in portion)))
            texts = self._read(pl.Series(keys, dtype=pl.UInt64))
            self._words = dict(zip(texts["text_key"], split_words(texts["text"]), strict=True))
            for no in portion:
                one, other, is_open = pairs[no]
                out[no] = self._tell(one, other, is_open=is_open)
            self._words, self._learned = {}, {}
        return out

    def _cut(
        self, ordered: Sequence[int], needed: Mapping[int, Set[int]]
    ) -> Iterator[Sequence[int]]:
        """The pairs in portions whose texts have WORDS_AT_ONCE words, or are those of one pair."""
        portion, texts, words = list[int](), set[int](), 0
        for no in ordered:
            more = self._count_words(needed[no] - texts)
            if portion and words + more > WORDS_AT_ONCE:
                yield portion
                portion, texts, words = [], set(), 0
                more = self._count_words(needed[no])
            portion.append(no)
            texts |= needed[no]
            words += more
        if portion:
            yield portion

    def _count_words(self, texts: Set[int]) -> int:
        return sum(self._lengths.get(text, 0) for text in texts)

    def _tell(self, one: int, other: int, *, is_open: bool) -> str:
        """What two texts that look like copies are: the template of either text says whether they
        are fillings; else of notices which may be their days and figures say whether they are
        copies.
        """
        ends = self._words[one], self._words[other]
        templates = [self._learn(text) for text in (one, other) if text in self._asked]
        found = [template.find_difference(*ends) for template in templates if template is not None]
        if any(difference is not None and difference.is_filling for difference in found):
            return "sibling"
        is_open = is_open and {one, other} <= self._asked
        is_notice = is_open and min(text.length for text in ends) < NOTICE_WORDS
        if is_notice and self._are_far(one, other) and not have_agreeing_facts(*ends):
            return "near"
        return "reprint"

    def _are_far(self, one: int, other: int) -> bool:
        """Whether all printings of either text are days away from all of the other."""
        few, many = sorted((self._days[one], self._days[other]), key=len)
        around = range(-NEAR_DAYS, NEAR_DAYS + 1)
        return bool(few) and not any(day + step in many for day in few for step in around)

    def _list_around(self, text: int) -> list[int]:
        """A text and those around it that its template is learned from, in the order of keys."""
        near = self._near[text]
        around = dict.fromkeys([text, *near, *(key for one in near for key in self._near[one])])
        return sorted(list(around)[:SOUGHT])

    def _learn(self, text: int) -> Template | None:
        """The template of a text and those around it; None where they fill none."""
        keys = tuple(self._list_around(text))
        if keys not in self._learned:
            self._learned[keys] = Template.learn([self._words[key] for key in keys])
        return self._learned[keys]


def may_be_fillings() -> pl.Expr:
    """Whether a relation is a reprint that may be two fillings, or was one before it was told to be
    none: the relations that `Templates.tell` decides.
    """
    is_open = (pl.col("relation") == "reprint") & pl.col("evidence").str.ends_with(MAY_FILL)
    return is_open | is_parted() | (is_sharing() & _was_open())


def _was_open() -> pl.Expr:
    return pl.col("evidence").str.ends_with(MAY_FILL + SHARING)


def is_parted() -> pl.Expr:
    """Whether a relation is no reprint because a learned template says so, or the days do."""
    return pl.any_horizontal(
        (pl.col("relation") == relation) & pl.col("evidence").str.ends_with(_ENDINGS[relation])
        for relation in ("sibling", "near")
    )


def is_teaching() -> pl.Expr:
    """Whether templates are learned from a relation: its texts are like one another, and not known
    to be copies.
    """
    is_like = pl.col("relation").is_in(["sibling", "near"]) | may_be_fillings()
    return is_like & ~(is_sharing() & ~_was_open())


def choose_near(relations: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    """The neighbours of versions: for each of `ids` those of the other ends of its relations that
    have the smallest ids, SOUGHT at most. Columns `revision_id` and `near_id`, sorted by both.
    """
    near = pl.concat(
        relations.lazy()
        .filter(pl.col(one).is_in(ids.implode()))
        .select(revision_id=one, near_id=other)
        for one, other in (("left_id", "right_id"), ("right_id", "left_id"))
    )
    smallest = pl.col("near_id").unique().bottom_k(SOUGHT)
    chosen = near.group_by("revision_id").agg(smallest).explode("near_id")
    return chosen.sort("revision_id", "near_id").collect()


def has_near_end(one: str, other: str) -> pl.Expr:
    """Whether a relation of a file teaches, and its end `other` is among the INDEXED smallest
    neighbours of its end `one`.
    """
    place = pl.col(other).rank("dense").over(one, is_teaching())
    return is_teaching() & (place <= INDEXED)


def with_enough_near(relations: pl.DataFrame, by: Sequence[str], other: str) -> pl.DataFrame:
    """What of these columns (`by`) has SOUGHT different neighbours (`other`)."""
    counts = relations.group_by(by).agg(pl.col(other).n_unique())
    return counts.filter(pl.col(other) >= SOUGHT).select(by)


def have_agreeing_facts(one: Words, other: Words) -> bool:
    """Whether two texts have the same figures, and enough figures, or figures and names, in common
    for the same report.
    """
    if one.figures != other.figures or not one.figures:
        return False
    more = max(len(one.facts), len(other.facts))
    is_most = len(one.facts & other.facts) >= AGREEING * more
    return len(one.figures) >= FIGURES or (more >= LEAST_FACTS and is_most)

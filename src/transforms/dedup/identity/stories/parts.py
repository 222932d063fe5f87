"""Cuts, teasers and frames, which join the story of what they are cut from or printed around; and
texts that hold or fit two that have nothing to do with one another, which join none.

A text that stands in another is a tie between their groups of copies. The lighter group of a tie
joins the heavier one, so that what decides is who has copies: a report has them, its cuts and
frames have not. A group with ties to two strangers bridges nothing: a digest is a story of its own,
as is a teaser that two reports begin with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import polars as pl

from transforms.dedup.identity.stories.groups import (
    SHORT_WORDS,
    SUPPORT,
    Groups,
    choose_central,
    measure_cover,
    measure_support,
    name_groups,
)
from transforms.dedup.identity.stories.likenesses import Likenesses
from transforms.values import frozen

#: Why a group joins no story: it holds several strangers, or it fits in several.
HOLDS_SEVERAL, FITS_SEVERAL = "holds_several", "fits_several"
#: A group may be what another is a part or a frame of unless it is less than this share as heavy:
#: cuts that have nothing in common are of one report only where that has more copies. judged
COMPARABLE = 0.5
#: What is so much of a text is what that is printed around: two such texts are frames of it. judged
FRAMED = 0.5
#: What fits two, of which one has so many times the copies, is of that one. judged
CLEARLY = 3
#: Of more neighbours than this none is compared: what stands in so many texts is a formula. judged
MOST_NEIGHBOURS = 256


@frozen
class Tie:
    """A tie of a group to another one (`other`), which holds it (`is_whole`) or is held by it. Of
    the part: its number of `words`, and the share of the whole that it is (`cover`, 0 to 1).
    """

    other: int
    is_whole: bool
    words: int
    cover: float


#: The ties of each group, by the other group.
Ties = dict[int, dict[int, Tie]]


def join_parts(
    groups: Groups, likenesses: Likenesses, alike: pl.DataFrame
) -> tuple[Groups, dict[int, str]]:
    """Groups of copies -> (the same joined with what is cut from them or printed around them; for
    each group that has ties and joins none, why).

    `alike` are pairs of copies (`a`, `b`, `jaccard`), which say what text stands for a group.
    """
    pairs = _pair_groups(groups, likenesses.known)
    if pairs.is_empty():
        return groups, {}
    which = pl.concat([pairs["group_a"], pairs["group_b"]]).unique().sort()
    central = choose_central(groups, alike, which)
    ties = _keep_supported(pairs, central, likenesses)
    judged = _Strangers(groups, ties, central, likenesses)
    rejected, alone = judged.reject()
    kept = [(g, o) for g, ends in ties.items() for o in ends if g < o and (g, o) not in rejected]
    joined = {g for pair in kept for g in pair}
    return groups.merge(kept), {g: why for g, why in alone.items() if g not in joined}


def _pair_groups(groups: Groups, edges: pl.DataFrame) -> pl.DataFrame:
    """The ties between groups (`group_a` holds a text of `group_b`): their `support`, the words of
    the longest part, and how much of the whole it is (`cover`).
    """
    texts = groups.count_texts()
    excerpts = name_groups(edges.filter(pl.col("relation") == "excerpt"), texts)
    parts = texts.select(pl.col("text_key").alias("b"), "tokens")
    pairs = (
        excerpts.join(parts, on="b")
        .group_by("group_a", "group_b")
        .agg(pl.col("tokens").max(), measure_cover().max().alias("cover"))
    )
    return pairs.join(measure_support(excerpts, texts), on=["group_a", "group_b"]).sort(
        "group_a", "group_b"
    )


def _keep_supported(pairs: pl.DataFrame, central: dict[int, int], likenesses: Likenesses) -> Ties:
    """Those of these pairs that are ties: most articles of both groups print a text that is cut
    from one of the other, or the texts that stand for the groups are whole and part.
    """
    doubtful = pairs.filter(pl.col("support") < SUPPORT).select("group_a", "group_b")
    joining = likenesses.find_joining((central[a], central[b]) for a, b in doubtful.iter_rows())
    ties: Ties = defaultdict(dict)
    columns = ("group_a", "group_b", "support", "tokens", "cover")
    for whole, part, support, words, cover in pairs.select(columns).iter_rows():
        if support >= SUPPORT or (central[whole], central[part]) in joining:
            ties[whole].setdefault(part, Tie(part, is_whole=False, words=words, cover=cover))
            ties[part].setdefault(whole, Tie(whole, is_whole=True, words=words, cover=cover))
    return ties


class _Strangers:
    """Finds, among the neighbours of a group, those that have nothing to do with the heaviest."""

    def __init__(
        self, groups: Groups, ties: Ties, central: dict[int, int], likenesses: Likenesses
    ) -> None:
        self._weight, self._ties, self._central = groups.weigh(), ties, central
        self._near = {group: near for group, near in self._list_near() if len(near) > 1}
        asked = [
            (central[near[0].other], central[tie.other])
            for near in self._near.values()
            if len(near) <= MOST_NEIGHBOURS
            for tie in near[1:]
            if tie.other not in ties[near[0].other]
        ]
        self._joining = likenesses.find_joining(asked)

    def _list_near(self) -> Iterator[tuple[int, list[Tie]]]:
        """Of every group the neighbours that it may belong to, heaviest first; with one that it may
        be printed around, all that stand in it.
        """
        for group, ties in self._ties.items():
            homes = [t for t in ties.values() if self._is_home(group, t.other)]
            if any(not t.is_whole for t in homes):
                homes = [t for t in ties.values() if not t.is_whole or t in homes]
            yield group, sorted(homes, key=self._rank)

    def _is_home(self, group: int, other: int) -> bool:
        return bool(self._weight[other] >= COMPARABLE * self._weight[group])

    def _rank(self, tie: Tie) -> tuple[float, float, int]:
        # what is a line only says less than anything longer
        is_line = tie.words < SHORT_WORDS and not tie.is_whole
        return (
            float("inf") if is_line else -float(self._weight[tie.other]),
            -tie.cover,
            self._central[tie.other],
        )

    def reject(self) -> tuple[set[tuple[int, int]], dict[int, str]]:
        """(ties that join nothing, as pairs in both orders; why groups join nothing).

        What holds several is told first: it is no second home for what stands in it.
        """
        rejected, alone = set[tuple[int, int]](), dict[int, str]()
        for why in (HOLDS_SEVERAL, FITS_SEVERAL):
            for group, ends in self._near.items():
                near = [t for t in ends if (group, t.other) not in rejected]
                strangers = [t for t in near[1:] if not self._are_related(near[0], t)]
                if not strangers or group in alone:
                    continue
                said = self._explain(near, strangers)
                if said == why:
                    alone[group] = why
                if said == why or (said is None and why == FITS_SEVERAL):
                    for tie in near if said else strangers:
                        rejected |= {(group, tie.other), (tie.other, group)}
        return rejected, alone

    def _are_related(self, one: Tie, other: Tie) -> bool:
        pair = self._central[one.other], self._central[other.other]
        are_frames = one.is_whole and other.is_whole and min(one.cover, other.cover) >= FRAMED
        return are_frames or other.other in self._ties[one.other] or pair in self._joining

    def _explain(self, near: list[Tie], strangers: list[Tie]) -> str | None:
        """Why a group with these strangers belongs to none; null where it is of the heaviest."""
        held = [t for t in near if not t.is_whole and t.words >= SHORT_WORDS]
        if len(held) > 1 and any(t in held for t in strangers):
            return HOLDS_SEVERAL
        heaviest = max(int(self._weight[t.other]) for t in strangers)
        is_clear = self._weight[near[0].other] >= CLEARLY * heaviest
        is_line_only = all(t.words < SHORT_WORDS and not t.is_whole for t in strangers)
        return None if is_clear or is_line_only else FITS_SEVERAL

"""What a verified pair is: the same article again (`copy`), a part of another (`excerpt`), a
template filled in twice (`sibling`), something of one another (`near`), or nothing; and what
decided it.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.dedup.match.arrays import I64
from transforms.dedup.match.compare import CASELESS_WORD, CHARACTER, Measures

VERDICTS = ("none", "near", "excerpt", "copy", "sibling")
_NONE, _NEAR, _EXCERPT, _COPY, _SIBLING = range(5)

#: The smaller text shares this much of its word pairs with a copy: a tenth of the words may differ,
#: in runs or one by one. measured: benchmarks/quality/curves.py COPY_CONTAINMENT
COPY_CONTAINMENT = 0.6
#: A copy is about as long: what is shorter than `SIZE` of the other is a part of it, and so is what
#: a digest of two articles holds of either; of what is longer by fewer than `ADDED` word pairs, a
#: line and no second article, it may be so much less. A part is held almost entirely.
#: measured: python benchmarks/quality/dedup_flow.py --part choose
EXCERPT_CONTAINMENT = 0.7
SIZE = 0.9
LINE_SIZE = 0.8
ADDED = 40
#: A text of fewer words than this is easily like another by chance: it must be contained almost
#: whole (measured: benchmarks/quality/curves.py SHORT_CONTAINMENT),
SHORT_WORDS = 40
SHORT_CONTAINMENT = 0.85
#: or so much of it where it has figures, so many at least, of which none differs, and this share of
#: its figures and names agrees;
#: measured: python benchmarks/quality/dedup_flow.py --part choose --fillings 24
AGREED_CONTAINMENT = 0.7
LEAST_FIGURES, ALL_BUT_EDITED = 2, 0.8
#: and one with hardly any words names nothing. judged
LEAST_WORDS = 6
#: Two fillings of one template share this much of their word pairs; nothing hangs on a sibling, so
#: that less will do. measured: benchmarks/quality/curves.py SIBLING_CONTAINMENT
SIBLING_CONTAINMENT = 0.3
#: In a short text three such pairs are a turn of phrase and no template. judged
SHORT_SIBLING_CONTAINMENT = 0.5
#: Of the words that differ this share are figures and names on either side
#: (measured: benchmarks/quality/curves.py FACT_SHARE),
FACT_SHARE = 0.6
#: with so many of them, or of those that the text has so large a share,
FACTS = 3
CHANGED = 0.34
#: or of the figures (or the names) alone, and two at least, so large a share. judged
REPLACED = 0.5


#: A pair that shares less than this of all word pairs, and less than this of the smaller text's,
SAFE_JACCARD = 0.7
SAFE_CONTAINMENT = 0.85
#: needs figures and names that agree, where the smaller text has so many of them: this share.
#: measured: benchmarks/quality/curves.py SAFE_JACCARD AGREEING, the other two judged
LEAST_FACTS = 3
AGREEING = 0.6


#: Copies that differ in so many word pairs may fill in a template where nothing tells a name from
#: another word, in a script without capitals; or where small words may vary, in a notice of fewer
#: words than that. Other texts tell (`identity.stories.templates`). judged
OPEN_RUNS = 2
CASELESS = 0.5
NOTICE_WORDS = 150
#: Such texts that are no copies teach a template where they are about as long and share so much of
#: the smaller one's word pairs. judged
TEACHING = 0.4
MAY_FILL = "; the rest may fill a template"

#: A verdict on a pair, and in words what decided it; `agreeing` is the share of the smaller text's
#: figures and names that the other has, null where it has too few; `is_teaching` whether a template
#: may be learned of two that are near.
JUDGEMENT = {
    "verdict": pl.String(),
    "jaccard": pl.Float64(),
    "containment": pl.Float64(),
    "evidence": pl.String(),
    "agreeing": pl.Float64(),
    "is_teaching": pl.Boolean(),
}


def judge(found: Measures) -> pl.DataFrame:
    """The verdict on each pair of texts, as JUDGEMENT.

    >>> from transforms.dedup.match.compare import Texts
    >>> texts = Texts(pl.Series(["The harbour board lit the new light on 5 March.",
    ...                          "The Harbour Board lit the new light on 5 March, at dusk.",
    ...                          "The board of Orrin lit the new light on 6 March."]))
    >>> found = texts.measure(np.array([0, 0]), np.array([1, 2]), least=SIBLING_CONTAINMENT)
    >>> for verdict, evidence in judge(found).select("verdict", "evidence").rows():
    ...     print(verdict, evidence)
    copy 9 of 9 word pairs shared
    near 4 of 9 word pairs shared
    """
    said = pl.format("{} of {} word pairs shared", "shared", "fewer")
    counted = pl.DataFrame(
        {
            "verdict": np.array(VERDICTS)[_choose_verdicts(found)],
            "jaccard": found.jaccard,
            "containment": found.containment,
            "agreeing": pl.Series(share_of_facts(found)).fill_nan(None),
            "shared": found.shared,
            "fewer": found.fewer,
            "more": found.more,
            "is_open": may_fill(found),
            "is_teaching": _may_teach(found),
            **{f"{kind}_{what}": table.min(axis=1) for kind, what, table in _list_facts(found)},
        }
    )
    evidence = (
        pl.when(pl.col("verdict") == "sibling")
        .then(pl.concat_str([_describe_difference(), said], separator="; "))
        .when(pl.col("verdict") == "excerpt")
        .then(pl.format("{}, of {} in the whole", said, "more"))
        .when(pl.col("verdict") == "copy", "is_open")
        .then(said + MAY_FILL)
        .otherwise(said)
    )
    return counted.with_columns(evidence.alias("evidence")).select(list(JUDGEMENT)).cast(JUDGEMENT)  # type: ignore[arg-type]


def _choose_verdicts(found: Measures) -> I64:
    """The place of each pair's verdict in VERDICTS."""
    containment, words = found.containment, found.words
    small = np.where(found.is_left_smaller, words[:, 0], words[:, 1])
    short = np.where(_have_agreeing_facts(found), AGREED_CONTAINMENT, SHORT_CONTAINMENT)
    needed = np.where(small < SHORT_WORDS, short, COPY_CONTAINMENT)
    verdict = np.full(len(found), _NEAR)
    verdict[containment >= np.maximum(needed, EXCERPT_CONTAINMENT)] = _EXCERPT
    verdict[(containment >= needed) & _is_as_long(found)] = _COPY
    verdict[(containment < needed) | (small < LEAST_WORDS)] = _NEAR
    is_template = (small >= SHORT_WORDS) | (containment >= SHORT_SIBLING_CONTAINMENT)
    other = has_other_facts(found)
    verdict[other] = _NEAR
    verdict[other & is_template] = _SIBLING
    verdict[containment < SIBLING_CONTAINMENT] = _NONE
    return verdict


def _is_as_long(found: Measures) -> NDArray[np.bool_]:
    is_line: NDArray[np.bool_] = found.more - found.fewer < ADDED
    return np.where(is_line, LINE_SIZE, SIZE) * found.more <= found.fewer


def _may_teach(found: Measures) -> NDArray[np.bool_]:
    """Whether a template may be learned from two texts that are near: such as may fill one, that
    are about as long and have enough in common.
    """
    is_long: NDArray[np.bool_] = LINE_SIZE * found.more <= found.fewer
    return may_fill(found) & is_long & (found.containment >= TEACHING)


def may_fill(found: Measures) -> NDArray[np.bool_]:
    """Whether copies differ in so much that they may fill in a template."""
    is_notice = found.words.min(axis=1) < NOTICE_WORDS
    is_open: NDArray[np.bool_] = is_notice | lack_capitals(found)
    return is_open & (found.fewer > found.shared) & (found.more - found.shared >= OPEN_RUNS)


def lack_capitals(found: Measures) -> NDArray[np.bool_]:
    """Whether both texts differ in enough of a script without capitals."""
    caseless = found.have[:, :, CASELESS_WORD] + found.have[:, :, CHARACTER]
    is_most = (caseless >= CASELESS * found.have.sum(axis=2)).all(axis=1)
    lacking: NDArray[np.bool_] = is_most & (found.fewer - found.shared >= OPEN_RUNS)
    return lacking


def _list_facts(found: Measures) -> list[tuple[str, str, NDArray[np.int64]]]:
    return [
        ("figures", "odd", found.odd_figures),
        ("figures", "all", found.figures),
        ("names", "odd", found.odd_names),
        ("names", "all", found.names),
    ]


def _describe_difference() -> pl.Expr:
    """What differs in words: `figures differ (4 of 5) and names differ (2 of 9)`."""
    said = [
        pl.when(pl.col(f"{kind}_odd") > 0).then(
            pl.format("{} differ ({} of {})", pl.lit(kind), f"{kind}_odd", f"{kind}_all")
        )
        for kind in ("figures", "names")
    ]
    return pl.concat_str(said, separator=" and ", ignore_nulls=True)


def share_of_facts(found: Measures) -> NDArray[np.float64]:
    """The share of the smaller text's figures and names that the other has; NaN for fewer than
    `LEAST_FACTS` of them.
    """
    side = np.where(found.is_left_smaller, 0, 1)
    rows = np.arange(len(found))
    facts = (found.figures + found.names)[rows, side]
    lacking = (found.odd_figures + found.odd_names)[rows, side]
    share: NDArray[np.float64] = np.where(
        facts >= LEAST_FACTS, 1 - lacking / np.maximum(facts, 1), np.nan
    )
    return share


def _have_agreeing_facts(found: Measures) -> NDArray[np.bool_]:
    """Whether both texts have figures, of which none differs, and most figures and names agree."""
    is_one_set: NDArray[np.bool_] = found.odd_figures.min(axis=1) == 0
    has_figures: NDArray[np.bool_] = found.figures.min(axis=1) >= LEAST_FIGURES
    is_agreeing: NDArray[np.bool_] = share_of_facts(found) >= ALL_BUT_EDITED
    return is_one_set & has_figures & is_agreeing


def has_other_facts(found: Measures) -> NDArray[np.bool_]:
    """Whether the pair is a template filled in twice: both texts have figures or names that the
    other lacks, and enough of them.

    Where a script has no capitals any word may be a name, so that it is figures that decide.
    """
    figures, names = found.odd_figures.min(axis=1), found.odd_names.min(axis=1)
    share = (
        (found.odd_figures + found.odd_names + found.odd_caseless) / np.maximum(found.odd_words, 1)
    ).min(axis=1)
    enough = ((found.words.min(axis=1) < SHORT_WORDS) & (share >= FACT_SHARE / 2)) | (
        (figures + names >= FACTS) & (share >= FACT_SHARE)
    )
    for count, total in ((figures, found.figures.min(axis=1)), (names, found.names.min(axis=1))):
        enough |= (count >= 2) & (count >= REPLACED * total)
        enough |= (count > 0) & (count >= CHANGED * total) & (share >= FACT_SHARE)
    is_safe = (found.jaccard >= SAFE_JACCARD) | (found.containment >= SAFE_CONTAINMENT)
    enough |= ~is_safe & (share_of_facts(found) < AGREEING)
    is_other: NDArray[np.bool_] = enough & (figures + names > 0)
    return is_other

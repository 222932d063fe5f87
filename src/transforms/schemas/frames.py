"""The frames that one transform makes and another takes."""

from __future__ import annotations

import polars as pl

from transforms.schemas.tables import BLOCKS, REVISIONS
from transforms.schemas.types import UTC, Columns

_S, _L, _F = pl.String, pl.Int64, pl.Float64

#: An alias before its snapshot is known.
NEW_ALIASES: Columns = dict(old_id=_S, new_id=_S, kind=_S)
#: What changed between a version and the one before it.
CHANGES: Columns = dict(
    revision_id=_S,
    **{c: REVISIONS.schema[c] for c in ("change_kind", "chars_added", "chars_removed")},
)
#: A block as the lines that an outlet repeats are counted by.
LINES: Columns = {
    c: BLOCKS.schema[c] for c in ("outlet", "capture_id", "block_no", "kind", "rule", "line_key")
}
#: What is told of an article that comes, goes or changes.
ARTICLE_CHANGES: Columns = dict.fromkeys(
    ("fate", "article_id", "outlet", "fact", "kind", "before", "after"), _S
)
#: A line that an outlet repeats: on how many captures and pages, beside bodies and in them.
LINE_COUNTS: Columns = dict(
    outlet=_S, line_key=pl.UInt64, captures=_L, pages=_L, outside=_L, inside=_L
)
#: A version as stories know it, with the number of its words (`tokens`). `text_key` is null where
#: its text has none.
MEMBERS: Columns = dict(
    article_id=_S,
    revision_id=_S,
    version=pl.Int32,
    outlet=_S,
    month=_S,
    text_key=pl.UInt64,
    tokens=pl.Int32,
    published_on=pl.Date,
    first_captured_at=UTC,
    thin_because=_S,
)
#: Two texts of different words, by text key, left < right, and what they are to one another; `part`
#: is the key of the smaller.
JUDGED_PAIRS: Columns = dict(
    left=pl.UInt64,
    right=pl.UInt64,
    part=pl.UInt64,
    verdict=_S,
    jaccard=_F,
    containment=_F,
    evidence=_S,
    agreeing=_F,
)
#: Verified likeness of two texts: `a`, `b` are text keys, of an excerpt `a` that of the whole, else
#: in either order; `relation` is reprint or excerpt.
EDGES: Columns = dict(a=pl.UInt64, b=pl.UInt64, relation=_S, similarity=_F, jaccard=_F)
#: A block.
BLOCK_PLACES: Columns = {c: BLOCKS.schema[c] for c in ("capture_id", "block_no")}

"""The frames that one transform makes and another takes."""

from __future__ import annotations

import polars as pl

from transforms.schemas.tables import BLOCKS, REVISIONS, Columns

_S, _L = pl.String, pl.Int64

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
#: A line that an outlet repeats: on how many captures and pages, beside bodies and in them.
LINE_COUNTS: Columns = dict(
    outlet=_S, line_key=pl.UInt64, captures=_L, pages=_L, outside=_L, inside=_L
)
#: A block.
BLOCK_PLACES: Columns = {c: BLOCKS.schema[c] for c in ("capture_id", "block_no")}

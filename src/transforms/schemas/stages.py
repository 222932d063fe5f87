"""The frames that the stages of a run hand on to one another as staged files."""

from __future__ import annotations

import polars as pl

from transforms.schemas.tables import (
    ANCHORS,
    BLOCKS,
    CAPTURES,
    DATES,
    FACTS,
    HEADLINES,
    LISTINGS,
    MEASURES,
    QUARANTINE,
    RELATIONS,
    REVISIONS,
    SIGNATURES,
)
from transforms.schemas.types import UTC, Columns, polars_types

_S, _I, _L = pl.String, pl.Int32, pl.Int64

#: One record of a landed container, before its bytes are parsed. It is what a shard
#: of work lists.
RECORDS: Columns = dict(
    capture_id=_S,
    raw_sha256=_S,
    raw_bytes=_L,
    media_type=_S,
    http_status=_I,
    declared_charset=_S,
    record_kind=_S,
    declared_url=_S,
    declared_outlet=_S,
    captured_at=UTC,
    captured_at_source=_S,
    field_map=_S,
    raw_object=_S,
    raw_offset=_L,
    raw_length=_L,
    raw_coding=_S,
    digest_status=_S,
    landed_from=_S,
)
#: One article found on one capture, before identity is settled (a sighting with its
#: text). `declared_language` is what the page says, so that a text of which lines are taken off is
#: told its language as if it had come so.
FOUND: Columns = dict(
    capture_id=_S,
    article_no=_I,
    text=_S,
    text_sha256=_S,
    captured_at=UTC,
    **polars_types(FACTS),
    declared_language=_S,
    **polars_types(MEASURES),
    outlet=_S,
    month=_S,
)

#: What the parse stage and the clean stage stage for each shard, with the schema of each.
STAGED: dict[str, Columns] = {
    "captures": CAPTURES.schema,
    "blocks": BLOCKS.schema,
    "found": FOUND,
    "headlines": HEADLINES.schema,
    "anchors": ANCHORS.schema,
    "dates": DATES.schema,
    "listings": LISTINGS.schema,
    "quarantine": QUARANTINE.schema,
}
#: Ids of captures.
CAPTURE_IDS: Columns = dict(capture_id=_S)
#: Ids of refusals.
QUARANTINE_IDS: Columns = dict(quarantine_id=_S)
#: What a page that was read again shows.
ARTICLE_TEXTS: Columns = {c: FOUND[c] for c in ("capture_id", "article_no", "text")}
#: A text, and what is measured on it alone: the columns of a version that its hash settles.
TEXT_COLUMNS: tuple[str, ...] = ("text", *MEASURES)
#: A version of an article without its text.
VERSIONS: Columns = {c: t for c, t in REVISIONS.schema.items() if c not in TEXT_COLUMNS}
#: A version that holds a text which the batch may have touched: before it (`was`), after it
#: (`now`).
HOLDERS: Columns = dict(
    revision_id=_S, text_key=pl.UInt64, tokens=_I, was=pl.Boolean, now=pl.Boolean
)
#: A version that represented a text of which pairs are judged anew; all of its pairs, or those with
#: another such text.
REJUDGED_VERSIONS: Columns = dict(revision_id=_S, of_all=pl.Boolean)
#: What the deduplicate stage stages beside tables: without their texts every version that a batch
#: can have changed, after it and before it; the signatures of versions that had none, translations
#: that pages state, and captures that must be read again.
DERIVED_FRAMES: dict[str, Columns] = {
    "versions": VERSIONS,
    "versions_before": VERSIONS,
    "new_signatures": SIGNATURES.schema,
    "translations": RELATIONS.schema,
    "unread_captures": RECORDS,
}

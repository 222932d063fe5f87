"""The tables of the contract: the schema, the key and the partitions of each."""

from __future__ import annotations

from transforms.schemas.beside import INPUTS, RUNS
from transforms.schemas.table import Table, Types
from transforms.schemas.table import make_table as _table

#: Grows by one with every additive change of the contract; written into every manifest and
#: snapshot. judged
SCHEMA_VERSION = 4

#: Types by the names that DuckDB and the contract have for them.
_S, _I, _L, _F, _B, _D = "VARCHAR", "INTEGER", "BIGINT", "DOUBLE", "BOOLEAN", "DATE"
_T, _U, _SS, _US = "TIMESTAMPTZ", "UBIGINT", "VARCHAR[]", "UBIGINT[]"

#: The `media_type` of a capture that is a revisit record, until its payload is found.
REVISIT = "application/warc-revisit"

CAPTURES = _table(
    "captures",
    "capture_id",
    dict(
        capture_id=_S,
        raw_sha256=_S,
        raw_bytes=_L,
        media_type=_S,
        http_status=_I,
        encoding=_S,
        encoding_source=_S,
        url=_S,
        outlet=_S,
        outlet_source=_S,
        captured_at=_T,
        captured_at_source=_S,
        captured_after=_D,
        page_kind=_S,
        page_kind_confidence=_F,
        page_kind_rule=_S,
        language=_S,
        outlet_heading=_S,
        site_name=_S,
        alternates=_SS,
        record_kind=_S,
        declared_charset=_S,
        declared_url=_S,
        declared_outlet=_S,
        record_outlet=_S,
        field_map=_S,
        fields_by_content=_S,
        raw_object=_S,
        raw_offset=_L,
        raw_length=_L,
        raw_coding=_S,
        digest_status=_S,
        landed_from=_S,
        run_id=_S,
        derived_by=_S,
    ),
    bookkeeping="raw_object raw_offset raw_length raw_coding digest_status landed_from run_id "
    "derived_by",
)
BLOCKS = _table(
    "blocks",
    "capture_id block_no",
    dict(
        capture_id=_S,
        block_no=_I,
        article_no=_I,
        kind=_S,
        text=_S,
        byte_start=_L,
        byte_end=_L,
        rule=_S,
        line_key=_U,
        language=_S,
        language_score=_F,
    ),
)
#: What a page states of its article.
FACTS: Types = dict(
    url=_S,
    title=_S,
    byline=_S,
    section=_S,
    agency=_S,
    photo_credit=_S,
    licence=_S,
    page_kind_confidence=_F,
    language=_S,
    language_score=_F,
    published_on=_D,
    published_at=_T,
    published_source=_S,
    published_precision=_S,
    published_confidence=_F,
    modified_at=_T,
)
#: What is measured on a text alone.
MEASURES: Types = dict(
    words=_I,
    chars=_I,
    paragraphs=_I,
    mean_word_chars=_F,
    terminal_line_share=_F,
    duplicate_line_share=_F,
    symbol_share=_F,
    digit_share=_F,
)
SIGHTINGS = _table(
    "sightings",
    "capture_id article_no",
    dict(
        capture_id=_S,
        article_no=_I,
        article_id=_S,
        revision_id=_S,
        text_sha256=_S,
        captured_at=_T,
        **FACTS,
        parsed_title=_S,
        url_key=_S,
        headline_key=_U,
        name_keys=_US,
    ),
)
REVISIONS = _table(
    "revisions",
    "article_id revision_id",
    dict(
        article_id=_S,
        revision_id=_S,
        version=_I,
        **FACTS,
        text=_S,
        text_sha256=_S,
        **MEASURES,
        first_captured_at=_T,
        last_captured_at=_T,
        sightings=_I,
        thin_because=_S,
        order_known=_B,
        change_kind=_S,
        chars_added=_I,
        chars_removed=_I,
    ),
)
HEADLINES = _table(
    "headlines",
    "capture_id headline_no",
    dict(
        capture_id=_S,
        headline_no=_I,
        article_no=_I,
        article_id=_S,
        source=_S,
        text=_S,
        is_chosen=_B,
        evidence=_S,
    ),
)
#: Links of articles' bodies, as each capture has them.
ANCHORS = _table(
    "anchors",
    "capture_id anchor_no",
    dict(
        capture_id=_S,
        anchor_no=_I,
        article_no=_I,
        article_id=_S,
        revision_id=_S,
        block_no=_I,
        source=_S,
        url=_S,
        url_key=_S,
        text=_S,
    ),
)
DATES = _table(
    "dates",
    "capture_id date_no",
    dict(
        capture_id=_S,
        date_no=_I,
        article_no=_I,
        article_id=_S,
        listing_no=_I,
        value_on=_D,
        value_at=_T,
        not_before=_D,
        not_after=_D,
        precision=_S,
        source=_S,
        confidence=_F,
        is_chosen=_B,
        evidence=_S,
        reason=_S,
    ),
)
LISTINGS = _table(
    "listings",
    "capture_id listing_no",
    dict(
        capture_id=_S,
        listing_no=_I,
        source=_S,
        url=_S,
        url_key=_S,
        text=_S,
        is_cut=_B,
        listed_on=_D,
        block_no=_I,
        name_key=_U,
        status=_S,
        article_id=_S,
        match_rule=_S,
    ),
)
RELATIONS = _table(
    "relations",
    "left_id right_id relation",
    dict(left_id=_S, right_id=_S, relation=_S, jaccard=_F, containment=_F, evidence=_S),
)
STORIES = _table(
    "stories",
    "story_id article_id",
    dict(
        story_id=_S,
        article_id=_S,
        relation=_S,
        similarity=_F,
        is_lead=_B,
        lead_certain=_B,
        alone_because=_S,
    ),
)
#: The latest version of each article with its story: what every question asks, written once.
ARTICLES = _table(
    "articles",
    "article_id",
    dict(
        article_id=_S,
        revision_id=_S,
        outlet=_S,
        **FACTS,
        text=_S,
        text_sha256=_S,
        words=_I,
        chars=_I,
        paragraphs=_I,
        thin_because=_S,
        versions=_I,
        sightings=_I,
        first_captured_at=_T,
        last_captured_at=_T,
        story_id=_S,
        is_lead=_B,
        lead_certain=_B,
        relation=_S,
        similarity=_F,
        alone_because=_S,
        story_size=_I,
    ),
)
SIGNATURES = _table(
    "signatures",
    "revision_id scheme",
    dict(
        revision_id=_S,
        scheme=_S,
        text_key=_U,
        tokens=_I,
        sketch=_US,
        prefix_keys=_US,
    ),
)
PROFILES = _table(
    "profiles",
    "outlet kind hash",
    dict(
        outlet=_S,
        kind=_S,
        hash=_S,
        captures=_L,
        status=_S,
        text=_S,
        pages=_L,
        outside=_L,
        inside=_L,
    ),
)
OUTLETS = _table("outlets", "slug", dict(slug=_S, names=_SS, hosts=_SS), shared=True)
QUARANTINE = _table(
    "quarantine",
    "quarantine_id",
    dict(
        quarantine_id=_S,
        ref=_S,
        stage=_S,
        reason=_S,
        detail=_S,
        capture_id=_S,
        raw_sha256=_S,
        raw_bytes=_L,
        record=_S,
        record_count=_L,
        first_records=_SS,
        first_seen=_T,
        raw_object=_S,
        raw_offset=_L,
        raw_length=_L,
        raw_coding=_S,
        run_id=_S,
    ),
    shared=True,
    bookkeeping="ref record_count first_records first_seen raw_object raw_offset raw_length "
    "raw_coding run_id",
)
ALIASES = _table(
    "aliases", "old_id kind", dict(old_id=_S, new_id=_S, kind=_S, since=_T), shared=True
)

#: Every table of the contract, by name.
TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        CAPTURES,
        BLOCKS,
        SIGHTINGS,
        REVISIONS,
        HEADLINES,
        ANCHORS,
        DATES,
        LISTINGS,
        RELATIONS,
        STORIES,
        ARTICLES,
        SIGNATURES,
        PROFILES,
        OUTLETS,
        QUARANTINE,
        ALIASES,
        RUNS,
        INPUTS,
    )
}
#: Tables that are kept as objects beside the snapshots, not in them.
BESIDE = ("runs", "inputs")
#: The tables of a snapshot whose content is a function of the captures: the logical export.
LOGICAL: tuple[str, ...] = tuple(n for n in TABLES if n not in ("aliases", *BESIDE))

"""Parsed pages as the frames of the parse stage.

Pages are Python values, made one at a time from bytes: here, at the edge, their rows are collected
as dicts and become one frame a table for a whole shard. A frame a page would cost more than the
parsing of a short one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

import polars as pl

from transforms.outlets import NO_REGISTRY, Registry, resolve_outlet
from transforms.page import TEXT_KINDS, Article, DateCandidate, Listing, Page, PageKind
from transforms.parse.block_rows import BlockRows
from transforms.parse.dates.choose import (
    bound_phrase,
    check_candidate,
    choose_date,
    find_modified_at,
    find_time,
    rate_confidence,
)
from transforms.parse.link_addresses import find_printed_links
from transforms.partitions import month_text
from transforms.schemas import (
    ANCHORS,
    BLOCKS,
    CAPTURES,
    DATES,
    FOUND,
    HEADLINES,
    LISTINGS,
    conform,
)
from transforms.text.repair import clean_line
from transforms.urls import url_key

Row = dict[str, Any]
Frames = dict[str, pl.DataFrame]
#: Columns of a capture.
_CAPTURED = frozenset(CAPTURES.schema)
#: Statuses that are an answer about the address and not the page itself.
_STATUS_KIND: dict[int, PageKind] = {404: "not_found", 410: "not_found"}
#: Kinds that follow from a capture's format.
_FORMAT_KINDS = ("feed", "sitemap")
#: A page of more links in its text is a directory: each is a row. judged
MOST_ANCHORS = 5_000


_TABLES = ("captures", "blocks", "found", "headlines", "anchors", "dates", "listings")


@dataclass
class PageRows:
    """Rows of the parse stage, a list a table; blocks are columns."""

    captures: list[Row] = field(default_factory=list)
    blocks: BlockRows = field(default_factory=BlockRows)
    found: list[Row] = field(default_factory=list)
    headlines: list[Row] = field(default_factory=list)
    anchors: list[Row] = field(default_factory=list)
    dates: list[Row] = field(default_factory=list)
    listings: list[Row] = field(default_factory=list)

    def frames(self) -> Frames:
        """The stage's tables, each conforming to its schema and sorted by key."""
        specs = {
            "captures": (CAPTURES.schema, CAPTURES.key),
            "blocks": (BLOCKS.schema, BLOCKS.key),
            "headlines": (HEADLINES.schema, HEADLINES.key),
            "anchors": (ANCHORS.schema, ANCHORS.key),
            "dates": (DATES.schema, DATES.key),
            "listings": (LISTINGS.schema, LISTINGS.key),
            "found": (FOUND, ("capture_id", "article_no")),
        }
        return {
            name: conform(_frame(getattr(self, name), schema), schema, key=key)
            for name, (schema, key) in specs.items()
        }


def merge_pages(pages: Iterable[PageRows]) -> PageRows:
    """The rows of all pages together."""
    merged = PageRows()
    for page in pages:
        for table in _TABLES:
            getattr(merged, table).extend(getattr(page, table))
    return merged


def _frame(rows: list[Row] | BlockRows, schema: Mapping[str, Any]) -> pl.DataFrame:
    if isinstance(rows, BlockRows):
        return rows.frame()
    return pl.DataFrame(rows, schema=dict(schema)) if rows else pl.DataFrame(schema=dict(schema))


def add_page(
    into: PageRows,
    record: Mapping[str, Any],
    page: Page,
    *,
    record_outlet: str | None,
    bookkeeping: Mapping[str, Any],
    registry: Registry = NO_REGISTRY,
) -> None:
    """Add one parsed page: `record` is its row of the records stage, `bookkeeping` the run's own
    columns.
    """
    captured_at = page.saved_at or record["captured_at"]
    url = page.saved_url or record["declared_url"] or page.canonical_url
    heading = clean_line(page.outlet_heading or "") or clean_line(page.site_name or "")
    outlet, source = resolve_outlet(
        declared=record["declared_outlet"],
        record=record_outlet,
        url=url,
        heading=heading,
        registry=registry,
    )
    kind = grade_kind(page, record["http_status"])
    place = {"capture_id": record["capture_id"], "outlet": outlet, "month": month_text(captured_at)}
    outlet_columns = {"outlet_source": source, "record_outlet": record_outlet}
    into.captures.append(
        {**_capture_row(record, page), **place, **bookkeeping, **outlet_columns, **kind}
    )
    is_article = kind["page_kind"] == "article"
    is_keyed = is_article and len(page.articles) == 1
    into.blocks.add(page.blocks, place, is_article=is_article, is_keyed=is_keyed)
    into.listings += [_listing_row(no, listing, place) for no, listing in enumerate(page.listings)]
    into.headlines += _headline_rows(page, place, is_article=is_article)
    if is_article:
        into.anchors += _anchor_rows(page, place)
        _collect_articles(into, page, place, captured_at, url)


def _capture_row(record: Mapping[str, Any], page: Page) -> Row:
    """What the record and the page say of a capture, but its outlet and kind."""
    return {
        **{column: value for column, value in record.items() if column in _CAPTURED},
        "url": page.saved_url or record["declared_url"] or page.canonical_url,
        **({"captured_at": page.saved_at, "captured_at_source": "page"} if page.saved_at else {}),
        "encoding": page.encoding,
        "encoding_source": page.encoding_source,
        "captured_after": page.captured_after,
        "language": page.language,
        "outlet_heading": page.outlet_heading,
        "site_name": page.site_name,
        "alternates": page.alternates or None,
        "fields_by_content": ", ".join(f"{f}={name}" for f, name in page.by_content) or None,
    }


def _listing_row(no: int, listing: Listing, place: Row) -> Row:
    return {
        **place,
        "listing_no": no,
        "source": listing.source,
        "url": listing.url,
        "text": listing.text,
        "is_cut": listing.is_cut,
        "listed_on": listing.listed_on,
        "block_no": listing.block_no,
    }


def _headline_rows(page: Page, place: Row, *, is_article: bool) -> Iterator[Row]:
    """The page's headlines; they are an article's only where the page is one."""
    for no, headline in enumerate(page.headlines):
        yield {
            **place,
            "headline_no": no,
            "article_no": headline.article_no if is_article else None,
            "source": headline.source,
            "text": headline.text,
            "is_chosen": headline.is_chosen,
            "evidence": headline.evidence,
        }


def _anchor_rows(page: Page, place: Row) -> Iterator[Row]:
    """The links of the page's articles' paragraphs, and the addresses printed there that are none
    of them.
    """
    found = (
        (no, block.article_no, source, anchor)
        for no, block in enumerate(page.blocks)
        if block.article_no is not None and block.kind in TEXT_KINDS
        for source, anchors in (("link", block.anchors), ("printed", find_printed_links(block)))
        for anchor in anchors
    )
    for number, (no, article_no, source, anchor) in enumerate(islice(found, MOST_ANCHORS)):
        yield {
            **place,
            "anchor_no": number,
            "article_no": article_no,
            "block_no": no,
            "source": source,
            "url": anchor.url,
            "url_key": url_key(anchor.url),
            "text": clean_line(anchor.text),
        }


def _collect_articles(
    into: PageRows, page: Page, place: Row, captured_at: datetime | None, url: str | None
) -> None:
    by_article: dict[int | None, list[DateCandidate]] = defaultdict(list)
    candidates = [check_candidate(c, captured_at=captured_at) for c in page.dates]
    for candidate in candidates:
        by_article[candidate.article_no].append(candidate)
    chosen: dict[int | None, DateCandidate | None] = {}
    for article in page.articles:
        own = by_article[article.article_no]
        best = choose_date(own, captured_at=captured_at)
        chosen[article.article_no] = best
        into.found.append(_found_row(page, article, own, best, place, captured_at, url))
    for no, candidate in enumerate(candidates):
        best = chosen.get(candidate.article_no) if candidate.article_no is not None else None
        wins = best is candidate
        if candidate.source == "phrase":
            candidate = bound_phrase(candidate, best, captured_at=captured_at)
        into.dates.append(_date_row(no, candidate, place, is_chosen=wins))


def _date_row(no: int, candidate: DateCandidate, place: Row, *, is_chosen: bool) -> Row:
    return {
        **place,
        "date_no": no,
        "article_no": candidate.article_no,
        "value_on": candidate.value_on,
        "value_at": candidate.value_at,
        "not_before": candidate.not_before,
        "not_after": candidate.not_after,
        "precision": candidate.precision,
        "source": candidate.source,
        "confidence": candidate.confidence,
        "is_chosen": is_chosen,
        "evidence": candidate.evidence,
        "reason": candidate.reason,
    }


def _found_row(
    page: Page,
    article: Article,
    candidates: list[DateCandidate],
    chosen: DateCandidate | None,
    place: Row,
    captured_at: datetime | None,
    url: str | None,
) -> Row:
    text = "\n".join(
        b.text for b in page.blocks if b.article_no == article.article_no and b.kind in TEXT_KINDS
    )
    on: date | None = chosen.value_on if chosen else None
    return {
        **place,
        "article_no": article.article_no,
        "text": text,
        "captured_at": captured_at,
        "url": article.url or (url if len(page.articles) == 1 else None),
        "title": article.title,
        "byline": article.byline,
        "section": article.section,
        "agency": article.agency,
        "photo_credit": article.photo_credit,
        "licence": article.licence,
        "page_kind_confidence": page.page_kind_confidence,
        "language": article.language or page.language,
        "declared_language": article.language or page.language,
        "published_on": on,
        "published_at": find_time(chosen, candidates) if chosen else None,
        "published_source": chosen.source if chosen else None,
        "published_precision": chosen.precision if chosen else None,
        "published_confidence": rate_confidence(chosen, candidates) if chosen else None,
        "modified_at": find_modified_at(candidates),
    }


def grade_kind(page: Page, http_status: int | None) -> Row:
    """The page's kind, how sure it is, and the rule that says so; a server's error status outranks
    what the body looks like. Of text captures, whose lines are labelled one by one, kinds have no
    grade.
    """
    kind, sure, rule = page.page_kind, page.page_kind_confidence, page.page_kind_rule
    if http_status is not None and http_status >= 400:
        kind, sure, rule = _STATUS_KIND.get(http_status, "error"), 1.0, "http_status"
    elif kind == "article" and not any(
        b.kind in TEXT_KINDS and re.search(r"\w", b.text) for b in page.blocks
    ):
        kind, sure, rule = "empty", 1.0, "no_text"
    elif rule is None and kind in _FORMAT_KINDS:
        sure, rule = 1.0, "format"
    return {"page_kind": kind, "page_kind_confidence": sure, "page_kind_rule": rule}

"""What a parser says of one capture: plain values, so that every parser ends in the same type.

`article_no` counts the articles of a page from 0. A block that belongs to no article has None.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime
from typing import Literal, NamedTuple

from transforms.values import frozen

BlockKind = Literal[
    "title",
    "byline",
    "date",
    "body",
    "heading",
    "list_item",
    "table_row",
    "quote",
    "caption",
    "list_heading",
    "teaser",
    "teaser_date",
    "other",
]
#: Kinds of blocks that are an article's paragraphs, and those of which its text is made.
PARAGRAPH_KINDS: frozenset[str] = frozenset({"body", "list_item", "table_row", "quote"})
TEXT_KINDS = PARAGRAPH_KINDS | {"heading"}
PageKind = Literal[
    "article",
    "list",
    "forum",
    "product",
    "service",
    "documentation",
    "empty",
    "error",
    "not_found",
    "consent_wall",
    "paywall_stub",
    "live_blog",
    "feed",
    "sitemap",
    "other",
]
#: Where a headline stands, the printed ones first: that is the order in which they are the title.
HeadlineSource = Literal[
    "heading", "text", "feed", "record", "json_ld", "open_graph", "meta", "title_tag"
]
#: Why a dump is refused of which no record has a text, and why each of its records is.
UNMAPPED_FIELDS, NO_ARTICLE_FIELDS = "unmapped_fields", "no_article_fields"
#: Confidence up to which a day is a stopgap: what a listing or the outlet's other pages say of it
#: is surer. judged
STOPGAP = 0.5
Precision = Literal["second", "minute", "day", "month", "year", "range"]


@frozen
class Anchor:
    """A link in a text: the absolute address it leads to, and the words that it stands on."""

    url: str
    text: str


class Block(NamedTuple):
    """A labelled piece of a capture. Byte offsets are into the payload; exact and gapless for text
    captures. `place` is the number of the first of its blocks of markup on an HTML page; `anchors`
    are the links of an article's paragraph there.
    """

    kind: BlockKind
    text: str
    rule: str
    article_no: int | None = None
    byte_start: int | None = None
    byte_end: int | None = None
    place: int | None = None
    anchors: tuple[Anchor, ...] = ()


@frozen
class Article:
    """The fields of one article on the page; its text is its body blocks, in order. Null rather
    than a guess.
    """

    article_no: int = 0
    url: str | None = None
    title: str | None = None
    byline: str | None = None
    section: str | None = None
    language: str | None = None
    agency: str | None = None
    photo_credit: str | None = None
    licence: str | None = None


@frozen
class HeadlineCandidate:
    """One headline that a page prints or states: `text` without the site's name, `evidence` as it
    stands there, where that is another.
    """

    source: HeadlineSource
    text: str
    article_no: int | None = 0
    is_chosen: bool = False
    evidence: str | None = None


@frozen
class DateCandidate:
    """One piece of evidence for an article's date: a value (`value_on`, with `value_at` where a
    time is known) or bounds.

    `source` is one of json_ld, open_graph, meta, time_tag, url, dateline, text, record, feed,
    listing, and for modification times json_ld_modified, open_graph_modified, meta_modified,
    record_modified; `phrase` for a day that the text tells from its own. `reason` says why it is
    refused and can date nothing: impossible, out_of_range, after_capture.
    """

    source: str
    precision: Precision
    confidence: float
    article_no: int | None = 0
    value_on: date | None = None
    value_at: datetime | None = None
    not_before: date | None = None
    not_after: date | None = None
    evidence: str | None = None
    reason: str | None = None


@frozen
class Listing:
    """An article that the page names without being it. `block_no` is where, `is_cut` whether the
    text ends in mid-sentence.
    """

    text: str | None
    source: Literal["teaser", "feed", "sitemap", "sitemap_index", "record"] = "teaser"
    url: str | None = None
    is_cut: bool | None = None
    listed_on: date | None = None
    block_no: int | None = None


@frozen
class Page:
    """One parsed capture."""

    page_kind: PageKind
    blocks: list[Block] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    dates: list[DateCandidate] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    encoding: str | None = None
    encoding_source: str | None = None
    canonical_url: str | None = None
    captured_after: date | None = None
    outlet_heading: str | None = None
    site_name: str | None = None
    language: str | None = None
    alternates: list[str] = field(default_factory=list)
    headlines: list[HeadlineCandidate] = field(default_factory=list)
    #: Of a saved page: the address that it had, which goes before the one at which it was found,
    #: and when it was captured.
    saved_url: str | None = None
    saved_at: datetime | None = None
    #: Of a record: fields that were told by their content, each with the record's name for it.
    by_content: tuple[tuple[str, str], ...] = ()
    page_kind_confidence: float | None = None
    page_kind_rule: str | None = None


#: The reason of a capture on which the program itself failed.
INTERNAL_ERROR = "internal_error"
#: The reason for which a capture is refused whose bytes somebody had withdrawn.
WITHDRAWN = "withdrawn"


class Refused(Exception):
    """A capture that no parser can take: `reason` is a short code for `quarantine`, `detail` says
    it in words.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class NoPage(Exception):
    """A file of a kind that holds no page, such as a picture: it is skipped, and counted by its
    `kind`.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind

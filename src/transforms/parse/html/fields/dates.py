"""Page -> evidence for its article's date, each piece with its source. A listed card's date is
never among it.
"""

from __future__ import annotations

from collections.abc import Iterator

from transforms.page import DateCandidate
from transforms.parse.dates.datelines import find_dateline
from transforms.parse.dates.value import Order
from transforms.parse.dates.zones import as_local
from transforms.parse.html.fields.days.addresses import read_url_dates
from transforms.parse.html.fields.days.candidates import (
    CONFIDENCE,
    read_candidate,
    read_stamp,
)
from transforms.parse.html.fields.days.lines import read_lines
from transforms.parse.html.fields.days.order import (
    order_of_language,
    order_of_page,
    settle_readings,
)
from transforms.parse.html.fields.days.region import own_keys
from transforms.parse.html.fields.days.state import read_state
from transforms.parse.html.fields.days.times import (
    read_entry,
    read_microdata,
    read_time_in,
    read_times,
)
from transforms.parse.html.fields.json_ld import node_types, read_nodes
from transforms.parse.html.fields.metadata import Metadata
from transforms.parse.html.markup.document import Document
from transforms.text.folds import fold_name
from transforms.urls import split_url

__all__ = [
    "find_dates",
    "find_time_in",
    "read_candidate",
    "read_dateline",
    "read_stamp",
    "read_url_dates",
]

#: Works other than articles whose day is their page's.
_WORKS = frozenset({"Recipe", "HowTo", "CreativeWork", "VideoObject", "PodcastEpisode"})
#: How far the day of a page is trusted for its article's. measured: benchmarks/quality/days.py
_PAGE_NODE = 0.93
_OPEN_GRAPH = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "og:pubdate",
)
_OPEN_GRAPH_MODIFIED = (
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "og:modified_time",
)
_META = (
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "publish-date",
    "publishdate",
    "publish_date",
    "publication_date",
    "pubdate",
    "published_time",
    "cxenseparse:recs:publishtime",
    "article_date_original",
    "article.published",
    "date.available",
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "iso-8601-publish-date",
    "published",
    "article:published",
    "ptime",
    "pdate",
    "date",
    "date_published",
    "originalpublicationdate",
)
_META_MODIFIED = (
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
    "revised",
    "article.updated",
    "last_updated_date",
    "article:modified",
    "modified",
)
_SOURCES = {
    "open_graph": _OPEN_GRAPH,
    "open_graph_modified": _OPEN_GRAPH_MODIFIED,
    "meta": _META,
    "meta_modified": _META_MODIFIED,
}
#: The names of each source, squashed.
_NAMES = {source: tuple(map(fold_name, names)) for source, names in _SOURCES.items()}


def find_dates(
    page: Document, found: Metadata, url: str | None, *, raw: str = ""
) -> list[DateCandidate]:
    """Every date the page gives its article outside its text, best source first; each (source,
    value) once. `raw` is the whole page, for the data that it carries where nothing else has a day.
    """
    anchor = found.heading
    address = found.canonical_url or url
    order = order_of_language(page, found.language)
    dates = _read_all(page, found, url, anchor, order)
    if order is None and any(map(_is_open, dates)):
        told = order_of_page(page, split_url(address).hostname)
        dates = _read_all(page, found, url, anchor, told) if told else dates
    if any(d.value_on for d in dates if not d.source.endswith("_modified")):
        dates = [d for d in dates if not _is_relative(d)]
    else:
        dates += read_state(raw)
    dates = settle_readings(dates)
    once = {(d.source, d.value_on, d.value_at, d.not_before): d for d in reversed(dates)}
    return as_local(list(once.values())[::-1])


def _read_all(
    page: Document, found: Metadata, url: str | None, anchor: int | None, order: Order | None
) -> list[DateCandidate]:
    """What every reader finds; lines behind the article's header are read where nothing else has a
    day.
    """
    own = own_keys(found, url)
    dates = [
        *_stated(page, found, order),
        *read_times(page, anchor, own, order),
        *read_entry(page, anchor),
        *read_microdata(page, anchor, order),
    ]
    address = list(read_url_dates(found.canonical_url or url))
    has_day = any(d.value_on for d in (*dates, *address) if not d.source.endswith("_modified"))
    months = [(d.not_before, d.not_after) for d in address if d.not_before and d.not_after]
    lines = read_lines(page, anchor, own, order, months=months, is_last_resort=not has_day)
    return [*dates, *lines, *address]


def _is_open(found: DateCandidate) -> bool:
    """Whether a date in figures has two readings still."""
    return found.precision == "range" and bool(found.not_before and found.not_after)


def _is_relative(found: DateCandidate) -> bool:
    """Whether a printed line only tells how long ago: beside a day it says nothing more."""
    has_bounds = found.value_on or found.not_before or found.not_after
    return found.source == "text" and not has_bounds and found.reason is None


def read_dateline(paragraph: str | None) -> Iterator[DateCandidate]:
    """The date of the dateline that opens an article's first paragraph, if it has one."""
    line = find_dateline(paragraph) if paragraph else None
    if paragraph and line and (line.value_on or line.not_before):
        yield DateCandidate(
            "dateline",
            line.precision,
            CONFIDENCE["dateline"],
            value_on=line.value_on,
            value_at=line.value_at,
            not_before=line.not_before,
            not_after=line.not_after,
            evidence=paragraph[:80],
        )


def find_time_in(page: Document, element: int) -> Iterator[DateCandidate]:
    """The first `<time>` inside an element."""
    yield from read_time_in(page, element)


def _stated(page: Document, found: Metadata, order: Order | None) -> Iterator[DateCandidate]:
    """What JSON-LD, OpenGraph and `<meta>` state."""
    meta = {fold_name(name): value for name, value in reversed(found.meta.items())}
    yield from read_candidate("json_ld", found.article.get("datePublished"), order=order)
    yield from read_candidate("json_ld_modified", found.article.get("dateModified"), order=order)
    if not found.article.get("datePublished"):
        yield from _of_page_node(page, order)
    for source, names in _NAMES.items():
        for value in (meta[n] for n in names if n in meta):
            if dates := list(read_candidate(source, value, order=order)):
                yield from dates
                break


def _of_page_node(page: Document, order: Order | None) -> Iterator[DateCandidate]:
    """The day of the page itself, or of a recipe, a video, where JSON-LD states no article's: what
    the commonest plug-ins of WordPress write.
    """
    for node in read_nodes(page.json_ld):
        types = node_types(node)
        is_own = any(t.endswith("Page") or t in _WORKS for t in types)
        said = node.get("datePublished") or node.get("uploadDate")
        if is_own and isinstance(said, str):
            yield from read_candidate("json_ld", said, confidence=_PAGE_NODE, order=order)
            yield from read_candidate("json_ld_modified", node.get("dateModified"), order=order)
            return

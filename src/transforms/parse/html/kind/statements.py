"""What a page states of itself, its dates, its headline links and its address, as numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from math import log1p

from transforms.page import DateCandidate
from transforms.parse.html.fields.metadata import Metadata
from transforms.parse.html.kind.markup import Features
from transforms.text.word_counts import count_words
from transforms.urls import split_url
from transforms.words.kinds.signs import GENERATORS, ONLY_TYPES, OPEN_GRAPH, PATHS, TYPES

_WORD = re.compile(r"[a-z]+")
_DATED = re.compile(r"/(?:19|20)\d\d[/-]\d\d?")
_ENDING = re.compile(r"\.[a-z]{3,5}$")
_DATE_SOURCES = ("json_ld", "open_graph", "meta", "time_tag", "url")


def read_statements(
    found: Metadata, dates: Sequence[DateCandidate], links: Collection[str]
) -> Features:
    """Types, meta names, authors, days, headline links and the shape of the title."""
    marked = found.heading is not None and not found.is_heading_plain
    meta, heading = found.meta, (found.heading_text or "") if marked else ""
    og = meta.get("og:type", "").lower()
    sources = Counter(d.source for d in dates)
    return {
        **{f"type_{name}": float(bool(types & found.node_types)) for name, types in TYPES.items()},
        **{f"og_{name}": float(name in og) for name in OPEN_GRAPH},
        "og_none": float(not og),
        **{f"date_{name}": float(min(sources[name], 5)) for name in _DATE_SOURCES},
        "dates": log1p(len(dates)),
        "meta_published": float("article:published_time" in meta),
        "meta_author": float("author" in meta),
        "meta_price": float(any("price" in name for name in meta)),
        "description": log1p(len(meta.get("og:description") or meta.get("description") or "")),
        "byline": float(found.byline is not None),
        "section": float(found.section is not None),
        "article_node": float(bool(found.article)),
        "teasers": log1p(len(links)),
        "teaser_words": log1p(sum(map(count_words, links))),
        "heading": float(marked),
        "heading_words": float(min(count_words(heading), 40)),
        "heading_asks": float(heading.endswith(("?", "？", "؟"))),
        "heading_colon": float(":" in heading or "：" in heading),
        "title_words": float(min(count_words(found.title or ""), 40)),
        "title_chars": float(min(len(found.title or ""), 300)),
    }


def stated_kind(found: Metadata) -> str | None:
    """The kind that a page without an article states: by schema.org's types, by Open Graph, or by
    the software that made it, which makes no other. None where it states none.
    """
    og = found.meta.get("og:type", "").lower()
    if found.article or "article" in og:
        return None
    if "product" in og:
        return "product"
    made_with = set(_WORD.findall(found.meta.get("generator", "").lower()))
    return next(
        (
            kind
            for table, said in ((ONLY_TYPES, found.node_types), (GENERATORS, made_with))
            for kind, names in table.items()
            if names & said
        ),
        None,
    )


def read_address(url: str | None) -> Features:
    """The shape of the page's address; without one `url_none` is 1 and all else 0."""
    parts = split_url(url)
    path = parts.path.lower()
    segments = [s for s in path.split("/") if s]
    last = segments[-1] if segments else ""
    words, hosts = set(_WORD.findall(path)), set(_WORD.findall((parts.hostname or "").lower()))
    return {
        "url_none": float(not parts.hostname),
        "url_depth": float(min(len(segments), 10)),
        "url_query": float(bool(parts.query)),
        "url_hyphens": float(max((_joints(s) for s in segments), default=0)),
        "url_last_hyphens": float(_joints(last)),
        "url_last_chars": float(min(len(last), 200)),
        "url_digits": float(max(map(len, re.findall(r"\d{1,20}", path)), default=0)),
        "url_dated": float(_DATED.search(path) is not None),
        "url_slash": float(path.endswith("/")),
        "url_ending": float(_ENDING.search(path) is not None),
        **{f"path_{name}": float(len(kind & words)) for name, kind in PATHS.items()},
        **{f"segment_{n}": float(not kind.isdisjoint(segments)) for n, kind in PATHS.items()},
        **{f"host_{name}": float(not kind.isdisjoint(hosts)) for name, kind in PATHS.items()},
    }


def _joints(segment: str) -> int:
    return min(segment.count("-") + segment.count("_"), 30)

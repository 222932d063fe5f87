"""Page -> evidence for its article's date, each piece with its source. A listed card's date is
never among it.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date
from typing import Any

from transforms.page import DateCandidate
from transforms.parse.dates.datelines import find_dateline
from transforms.parse.dates.printed import find_refusal, parse_printed_date
from transforms.parse.dates.relative import read_span
from transforms.parse.html.fields.metadata import Metadata
from transforms.parse.html.markup.document import Document
from transforms.parse.html.markup.tags import LINK
from transforms.text.folds import fold_name
from transforms.text.timestamps import Stamp, parse_stamp
from transforms.text.word_counts import count_words
from transforms.urls import split_url
from transforms.words.dates import UPDATE_STEMS
from transforms.words.html_classes import HEADER_DATE_CLASS

#: How far each source is to be trusted alone, highest first: its share of right days on labelled
#: pages (benchmarks/quality/metadata.py), taken down by what so few pages can tell.
_CONFIDENCE = {
    "json_ld": 0.98,
    "open_graph": 0.97,
    "meta": 0.94,
    "time_tag": 0.93,
    "url": 0.85,
    "text": 0.84,
    "dateline": 0.7,
}
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
_CARDS = frozenset({"aside", "nav", "footer", "a", "form", "figure", "figcaption"})
#: Where a header prints its date if not in what is named for it.
_SHORT = frozenset(["span", "p", "li", "small", "strong", "b", "em", "td", "font"])
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_URL_DAY = re.compile(
    r"(?:^|[/_-])((?:19|20)\d\d)(?:([/_-])(0?[1-9]|1[0-2]|[a-z]{3})\2(0?[1-9]|[12]\d|3[01])"
    r"|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?=[/_.-]|t\d|$)"
)
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])(?=/)")
#: A heading's header holds its date within so many ancestors.
_CLIMB = 5
_LONGEST_DATE = 70


def find_dates(page: Document, found: Metadata, url: str | None) -> list[DateCandidate]:
    """Every date the page gives its article outside its text, best source first; each (source,
    value) once.
    """
    dates = [
        *_stated(found),
        *_time_tags(page, found.heading),
        *_microdata(page),
        *read_url_dates(found.canonical_url or url),
    ]
    if not any(d.value_on for d in dates if not d.source.endswith("_modified")):
        dates += _printed(page, found.heading)
    return list(
        {(d.source, d.value_on, d.value_at, d.not_before): d for d in reversed(dates)}.values()
    )[::-1]


def read_dateline(paragraph: str | None) -> Iterator[DateCandidate]:
    """The date of the dateline that opens an article's first paragraph, if it has one."""
    line = find_dateline(paragraph) if paragraph else None
    if paragraph and line and (line.value_on or line.not_before):
        yield DateCandidate(
            "dateline",
            line.precision,
            _CONFIDENCE["dateline"],
            value_on=line.value_on,
            value_at=line.value_at,
            not_before=line.not_before,
            not_after=line.not_after,
            evidence=paragraph[:80],
        )


def read_stamp(text: str) -> Stamp | None:
    """The date that this whole text is, written for machines or printed for readers."""
    if stamp := parse_stamp(text):
        return stamp
    printed = parse_printed_date(text) if len(text) <= _LONGEST_DATE else None
    if printed is None or printed.value_on is None or printed.is_update:
        return None
    return Stamp(printed.value_on, printed.value_at, printed.precision)


def read_url_dates(url: str | None) -> Iterator[DateCandidate]:
    """The day in a path such as `/2026/03/08/rain`, or the bounds of the month in
    `/2026/03/rain`.
    """
    path = split_url(url).path.lower()
    if day := _URL_DAY.search(path):
        named = day[3] or day[5]
        month = _MONTHS.get(named) or (int(named) if named.isdigit() else 0)
        if stamp := parse_stamp(f"{day[1]}-{month:02}-{int(day[4] or day[6]):02}"):
            yield DateCandidate(
                "url",
                "day",
                _CONFIDENCE["url"],
                value_on=stamp.value_on,
                evidence=day[0].strip("/_-"),
            )
    elif found := _URL_MONTH.search(path):
        year, month = int(found[1]), int(found[2])
        yield DateCandidate(
            "url",
            "month",
            _CONFIDENCE["url"],
            not_before=date(year, month, 1),
            not_after=date(year, month, calendar.monthrange(year, month)[1]),
            evidence=found[0].strip("/"),
        )


def read_candidate(
    source: str, value: Any, *, confidence: float | None = None
) -> Iterator[DateCandidate]:
    """The candidate for a stated value, with bounds where it has two readings (`03/04/2026`),
    refused where it is no possible date.

    `3 hours ago` has no bounds before the time of its capture is known.
    """
    trust = (
        _CONFIDENCE.get(source.removesuffix("_modified"), 0.5) if confidence is None else confidence
    )
    text = " ".join(str(value).split())
    if stamp := parse_stamp(value):
        yield DateCandidate(
            source,
            stamp.precision,
            trust,
            value_on=stamp.value_on,
            value_at=stamp.value_at,
            evidence=text[:80],
        )
        return
    found = (
        parse_printed_date(text) if isinstance(value, str) and len(text) <= _LONGEST_DATE else None
    )
    if found and (found.value_on or found.not_before):
        yield found.as_candidate(source, trust, evidence=text[:80])
    elif found and read_span(text):
        yield DateCandidate(source, "range", trust, evidence=text)
    elif isinstance(value, str) and (reason := find_refusal(text)):
        yield DateCandidate(source, "day", trust, evidence=text, reason=reason)


def _stated(found: Metadata) -> Iterator[DateCandidate]:
    """What JSON-LD, OpenGraph and `<meta>` state."""
    meta = {fold_name(name): value for name, value in reversed(found.meta.items())}
    yield from read_candidate("json_ld", found.article.get("datePublished"))
    yield from read_candidate("json_ld_modified", found.article.get("dateModified"))
    for source, names in _NAMES.items():
        for value in (meta[n] for n in names if n in meta):
            if dates := list(read_candidate(source, value)):
                yield from dates
                break


def _microdata(page: Document) -> Iterator[DateCandidate]:
    """A publication date marked in the text, where the page marks only one."""
    marked = set()
    for tag in page.tags_saying("datePublished", "pubdate")[:40]:
        values = page.values(tag)
        is_published = (
            "datePublished" in values.get("itemprop", "").split() and page.names[tag] != "meta"
        )
        if is_published or (page.names[tag] == "time" and "pubdate" in values):
            marked.add(values.get("datetime") or values.get("content") or page.text_of(tag))
    if len(marked) == 1:
        yield from read_candidate("meta", marked.pop())


def _time_tags(page: Document, heading: int | None) -> Iterator[DateCandidate]:
    """The first `<time>` of the header around the heading that is neither in a card nor an
    update's.
    """
    all_times = page.tags_named("time") if heading is not None else []
    for level in _around(page, heading):
        times = [t for t in _within(page, level, all_times)[:40] if not _in_card(page, t, level)]
        for time in times:
            values = page.values(time)
            around = next(page.ancestors(time), 0)
            before = page.text(page.nesting.at[around], time + 2)[:60]
            context = f"{values.get('class')} {values.get('itemprop')} {before}"
            if not UPDATE_STEMS.search(context if len(times) > 1 else context[:40]):
                yield from read_candidate("time_tag", values.get("datetime") or page.text_of(time))
                return


def find_time_in(page: Document, element: int) -> Iterator[DateCandidate]:
    """The first `<time>` inside an element."""
    times = _within(page, element, page.tags_named("time"))
    yield from (
        read_candidate("time_tag", page.values(times[0]).get("datetime") or page.text_of(times[0]))
        if times
        else ()
    )


def _printed(page: Document, heading: int | None) -> Iterator[DateCandidate]:
    """A printed date that stands alone in an element of the header; one whose class speaks of a
    date goes first.
    """
    if heading is None:
        return
    named = [
        tag
        for tag in page.tags_saying("class", "CLASS")
        if HEADER_DATE_CLASS.search(page.values(tag).get("class", ""))
    ]
    short = [i for i, name in enumerate(page.names) if name in _SHORT]
    for tags, most in ((named, 40), (short, 80)):
        for level in _around(page, heading):
            for tag in _within(page, level, tags)[:most]:
                text = page.text_of(tag)
                is_date = (
                    text
                    and len(text) <= _LONGEST_DATE
                    and any(c.isdigit() for c in text)
                    and read_stamp(text)
                )
                if is_date and not _in_card(page, tag, level):
                    yield from read_candidate("text", text)
                    return


def _around(page: Document, heading: int | None) -> list[int]:
    """The elements around the heading that may be its header, nearest first."""
    return list(page.ancestors(heading))[:_CLIMB] if heading is not None else []


def _within(page: Document, level: int, tags: list[int]) -> list[int]:
    """Those of some tags, in order, that stand inside an element."""
    return tags[
        bisect_right(tags, page.nesting.at[level]) : bisect_left(tags, page.nesting.end[level])
    ]


def _in_card(page: Document, tag: int, level: int) -> bool:
    """Whether an element below `level` stands in a list, an aside, or beside the link of another
    article.
    """
    if page.names[tag] in _CARDS or page.is_linked(tag):
        return True
    for height, element in enumerate(page.ancestors(tag), start=1):
        if element == level:
            return False
        name = page.name_of(element)
        if name in _CARDS:
            return True
        links = (
            range(page.nesting.at[element], page.nesting.end[element])
            if height < 4 or name in ("ul", "ol")
            else ()
        )
        if any(
            count_words(page.text_of(i)) >= 4
            for i in [i for i in links if page.kinds[i] == LINK][:10]
        ):
            return True
    return False

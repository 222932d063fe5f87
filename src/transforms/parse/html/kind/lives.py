"""Texts that are written as things happen: stated, called so, or newest entry first."""

from __future__ import annotations

import re
from itertools import pairwise

from transforms.parse.html.fields.json_ld import node_types
from transforms.parse.html.fields.metadata import Metadata
from transforms.parse.html.kind.boxes import find_boxes
from transforms.parse.html.markup.document import Document
from transforms.parse.html.text.body import Body
from transforms.urls import split_url
from transforms.words.kinds import phrases
from transforms.words.kinds.boxes import LIVE_BOX

#: A live blog prints so many times of day in its text.
#: measured: benchmarks/quality/curves.py _LEAST_CLOCKS
_LEAST_CLOCKS = 4
#: One that is called so nowhere prints more entries, the newest first, with so many words each, and
#: few of its headlines lead elsewhere. judged
_LEAST_ENTRIES, _ENTRY_WORDS, _MOST_LINKS = 6, 8, 3
_CLOCK = re.compile(r"(?:T|^|\s)(\d{1,2})[:.h](\d\d)")
#: So many characters of a time are read. judged
_TIME_CHARS = 30


def is_live(
    page: Document, found: Metadata, main: Body, *, links: int, url: str | None
) -> str | None:
    """By which rule a page is a live blog, None for others."""
    if "LiveBlogPosting" in node_types(found.article) or "LiveBlogPosting" in found.node_types:
        return "stated_live"
    if found.article or main.clocks < _LEAST_CLOCKS:
        return None
    if phrases.LIVE_PATH.search(split_url(url).path) or any(
        phrases.LIVE.search(s) for s in (found.title, found.heading_text) if s
    ):
        return "live_phrase"
    if main.layout is None or main.keep is None:
        return None
    if find_boxes(page, main.layout, LIVE_BOX):
        return "live_box"
    return "newest_first" if links <= _MOST_LINKS and _is_newest_first(page, main) else None


def _is_newest_first(page: Document, main: Body) -> bool:
    """Whether the times of day in the text fall from entry to entry, with text behind each."""
    assert main.layout is not None
    assert main.keep is not None
    kept = main.keep.nonzero()[0]
    if not kept.size:
        return False
    span = range(int(main.layout.start[kept[0]]), int(main.layout.stop[kept[-1]]))
    times = [
        60 * int(found[1]) + int(found[2])
        for tag in span
        if page.names[tag] == "time"
        and (
            found := _CLOCK.search(
                (page.values(tag).get("datetime") or page.texts[tag])[:_TIME_CHARS]
            )
        )
    ]
    words = float(main.layout.words[kept].sum())
    return (
        len(times) >= _LEAST_ENTRIES
        and words >= _ENTRY_WORDS * len(times)
        and all(later >= earlier for later, earlier in pairwise(times))
        and len(set(times)) > len(times) // 2
    )

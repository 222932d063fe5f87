"""Pages of payloads that come again and again: daily dumps of one feed repeat nearly all of their
rows.

What a page shows is a function of its payload and of what was declared of it, so a payload that
came before needs no parser.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from transforms.page import Page

#: A payload of more bytes is not kept: long pages seldom come again unchanged. judged
MOST_BYTES = 16 << 10
#: Pages that one process keeps, a few kilobytes each; and payloads that it knows to have met.
#: judged
PAGES = 4_096
MET = 1 << 16


class PageCache:
    """The pages of one process that were asked for at least twice, the least recently asked for
    dropped first.

    The first time only the key is noted, so that a run whose payloads all differ keeps nothing.
    """

    def __init__(self, pages: int = PAGES, met: int = MET) -> None:
        self._limits = pages, met
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._met: OrderedDict[int, None] = OrderedDict()

    def known(self, key: Hashable) -> Page | None:
        """The page of this key, where it is kept."""
        if (page := self._pages.get(key)) is not None:
            self._pages.move_to_end(key)
        return page

    def keep(self, key: Hashable, size: int, page: Page) -> None:
        """Note the page of a payload of this size, and keep it from the second time on."""
        if size > MOST_BYTES:
            return
        mark = hash(key)  # two keys of one hash only keep a page sooner
        if mark in self._met:
            self._pages[key] = page
        self._met[mark] = None
        if len(self._pages) > self._limits[0]:
            self._pages.popitem(last=False)
        if len(self._met) > self._limits[1]:
            self._met.popitem(last=False)

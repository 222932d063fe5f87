"""What is counted of a snapshot before anybody asks: pages over all of it, and its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Lock, Thread

from tearsheet.errors import TearsheetError
from tearsheet.explore.visit import Page, Site, Visit


class Preparing:
    """Starts the processes, and asks what these pages ask of the newest snapshot, once of each."""

    def __init__(self, site: Site, pages: Sequence[tuple[Page, Mapping[str, str]]]) -> None:
        self._site, self._pages = site, pages
        self._begun: set[str] = set()
        self._lock = Lock()

    def begin(self) -> None:
        """Begin, where this has not begun of the newest snapshot; nobody waits for it."""
        if self._pages:
            Thread(target=self._prepare, daemon=True).start()

    def _prepare(self) -> None:
        with suppress(TearsheetError, OSError):  # whoever asks for the page is told
            snapshot = self._site.snapshot()
            with self._lock:
                if snapshot.state in self._begun:
                    return
                self._begun.add(snapshot.state)
            self._site.readers.warm()
            self._site.readers.open_index(snapshot)
            self._site.readers.keep_views(snapshot)
            self._site.readers.open_tables(snapshot)
            for page, query in self._pages:
                page.view(Visit(self._site, page, snapshot, query=query))

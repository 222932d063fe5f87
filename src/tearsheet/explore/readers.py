"""Child processes that answer: they are kept warm, may take so much memory and time, and are
started again where one has come to its end.

Pages, searches and what readers write in the SQL box have processes of their own, so that one long
SELECT keeps nobody from reading.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pyarrow as pa

from tearsheet.errors import OutOfMemory, OutOfTime, TearsheetError
from tearsheet.explore import reading
from tearsheet.query.limits import Limits, too_long, too_much
from tearsheet.query.watchdog import GRACE_SECONDS
from tearsheet.search.answer import Answer
from tearsheet.workers import Killed, Workers

T = TypeVar("T")

#: Processes for each purpose. judged
_PAGES, _SELECTS, _SEARCHES = 2, 2, 1
#: What a process maps besides what its query takes: threads' stacks, libraries. judged
_BESIDE_BYTES = 6 << 30
#: A search may wait for its index to be made.
_INDEX_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Readers:
    """The processes that read the archive at a root."""

    root: str
    limits: Limits
    _pages: Workers = field(init=False)
    _selects: Workers = field(init=False)
    _searches: Workers = field(init=False)

    def __post_init__(self) -> None:
        most = self.limits.memory_bytes + _BESIDE_BYTES
        for name, size in (("_pages", _PAGES), ("_selects", _SELECTS), ("_searches", _SEARCHES)):
            object.__setattr__(self, name, Workers(size, memory_bytes=most))

    def warm(self) -> None:
        """Start every process at once, and wait until they can answer."""
        pools = (self._pages, self._selects, self._searches)
        wanted = [pool for pool in pools for _ in pool.slots]
        with ThreadPoolExecutor(len(wanted)) as threads:
            list(threads.map(lambda pool: pool.run(reading.wake, timeout=60.0), wanted))

    def close(self) -> None:
        """End every process."""
        for pool in (self._pages, self._selects, self._searches):
            pool.close()

    def rows(self, number: int, asked: Sequence[tuple[str, Mapping[str, Any]]]) -> list[pa.Table]:
        """The rows of each question of a page."""
        of = (self.root, number, list(asked), self.limits)
        return [reading.of_bytes(s) for s in self._run(self._pages, reading.answer_questions, *of)]

    def select(self, number: int, query: str) -> pa.Table:
        """The rows of a SELECT that a reader wrote."""
        of = (self.root, number, query, self.limits)
        return reading.of_bytes(self._run(self._selects, reading.answer_select, *of))

    def search(self, number: int, words: str, options: Mapping[str, Any]) -> Answer:
        """What a search finds."""
        of = (self.root, number, words, dict(options))
        return self._run(self._searches, reading.answer_search, *of, seconds=_INDEX_SECONDS)

    def payload(self, number: int, capture_id: str) -> bytes:
        """The raw bytes of a capture. Raises KeyError, Damage."""
        return self._run(self._pages, reading.read_payload, self.root, number, capture_id)

    def refused(self, number: int, quarantine_id: str) -> bytes:
        """The bytes of a row of quarantine. Raises KeyError, Damage."""
        return self._run(self._pages, reading.read_refused, self.root, number, quarantine_id)

    def _run(
        self,
        pool: Workers,
        function: Callable[..., T],
        *args: object,
        seconds: float | None = None,
    ) -> T:
        most = self.limits.seconds if seconds is None else seconds
        try:
            return pool.run(function, *args, timeout=most + GRACE_SECONDS)
        except Killed as killed:
            if killed.reason == "timeout":
                raise OutOfTime(too_long(most)) from None
            if killed.reason == "memory":
                raise OutOfMemory(too_much(self.limits.memory, None)) from None
            raise TearsheetError("the process that answers came to its end; ask again") from None

"""Child processes that answer: they are kept warm, may take so much memory and time, and are
started again where one has come to its end.

Pages, searches and what readers write in the SQL box have processes of their own, so that one long
SELECT keeps nobody from reading.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, TypeVar

import pyarrow as pa

from tearsheet.errors import OutOfMemory, OutOfTime, TearsheetError
from tearsheet.explore import reading
from tearsheet.explore.answers import Answers
from tearsheet.query.limits import Limits, too_long, too_much
from tearsheet.query.watchdog import GRACE_SECONDS
from tearsheet.search.answer import Answer
from tearsheet.workers import Killed, Workers

T = TypeVar("T")

#: Processes for each purpose. judged
_PAGES, _SELECTS, _SEARCHES = 2, 2, 1
#: What a process maps besides what its query takes: threads' stacks, libraries. judged
_BESIDE_BYTES = 6 << 30
#: What is kept of answers. judged
_KEPT_BYTES = 64 << 20
#: An index of words may take so long to be made, and a search waits so long for it. judged
_INDEX_SECONDS, _WAIT_SECONDS = 4 * 3600.0, 10.0
#: Views that are asked over and over and read all of the archive, with few rows beside it.
KEPT_VIEWS = (
    "missing",
    "coverage",
    "silent_edits",
    "headline_edits",
    "disappeared",
    "who_copies_whom",
    "original_share",
)
#: Snapshots whose views are kept: who looks at the last one goes on looking. judged
_KEPT_SNAPSHOTS = 2
#: What is written beside the snapshots changes without one.
_BESIDE = re.compile(r"\b(runs|inputs)\b")


class IndexIsMade(TearsheetError):
    """The index of words is not ready."""


class Readers:
    """The processes that read the archive at a root."""

    def __init__(self, root: str, limits: Limits) -> None:
        self.root, self.limits = root, limits
        most = limits.memory_bytes + _BESIDE_BYTES
        self._pages, self._selects, self._searches = (
            Workers(size, memory_bytes=most) for size in (_PAGES, _SELECTS, _SEARCHES)
        )
        self._answers = Answers(_KEPT_BYTES)
        self._folder = TemporaryDirectory(prefix="tearsheet-explore-", ignore_cleanup_errors=True)
        self._indexers = ThreadPoolExecutor(1)
        self._indexes: dict[int, Future[None]] = {}
        self._is_closed, self._lock = False, Lock()

    def warm(self) -> None:
        """Start every process, those of pages first, and wait until they can answer."""
        for pool in (self._pages, self._searches, self._selects):
            self._check()
            with ThreadPoolExecutor(pool.size) as threads:
                for _ in pool.slots:
                    threads.submit(pool.run, reading.wake, timeout=60.0)

    def close(self) -> None:
        """End every process; whoever still asks is told."""
        with self._lock:
            self._is_closed = True
            self._indexers.shutdown(wait=False, cancel_futures=True)
        for pool in (self._pages, self._selects, self._searches):
            pool.close()
        self._folder.cleanup()

    def keep_views(self, number: int) -> None:
        """Write the rows of the views in KEPT_VIEWS, of this snapshot, to a folder of this machine,
        from which questions of pages read them. A view that cannot be written in the time and
        memory of a question is computed whenever it is asked. Folders of older snapshots go.
        """
        for view in KEPT_VIEWS:
            of = (self.root, number, view, self.limits, self.kept(number))
            with suppress(TearsheetError):
                self._run(self._pages, reading.keep_view, *of)
        kept = sorted(int(one.name) for one in Path(self._folder.name).iterdir())
        for old in kept[:-_KEPT_SNAPSHOTS]:
            shutil.rmtree(self.kept(old), ignore_errors=True)

    def kept(self, number: int) -> Path:
        """The folder for rows of views of this snapshot."""
        return Path(self._folder.name, str(number))

    def rows(self, number: int, asked: Sequence[tuple[str, Mapping[str, Any]]]) -> list[pa.Table]:
        """Questions of a page, each (SQL, values of its `$name`) -> the rows of each. Answers are
        kept, since a snapshot never changes; those of `runs` and `inputs`, which do, are not.
        """

        def answer(places: Sequence[int]) -> list[pa.Table]:
            of = (self.root, number, [asked[place] for place in places])
            kept = self.kept(number)
            found = self._run(self._pages, reading.answer_questions, *of, self.limits, kept)
            return [reading.of_bytes(stream) for stream in found]

        if any(_BESIDE.search(sql) for sql, _ in asked):
            return answer(range(len(asked)))
        keys = [(number, sql, tuple(sorted(values.items()))) for sql, values in asked]
        return self._answers.find(keys, answer)

    def compare(
        self, old: int, new: int, fate: str | None, *, size: int, skip: int
    ) -> tuple[dict[str, int], pa.Table]:
        """How many articles came, went and changed from one snapshot to another, and rows of one
        fate. Raises NoSnapshot.
        """
        of = (self.root, (old, new), self.limits, fate, (size, skip))
        counts, rows = self._run(self._pages, reading.compare_articles, *of)
        return counts, reading.of_bytes(rows)

    def select(self, number: int, query: str) -> pa.Table:
        """The rows of a SELECT that a reader wrote."""
        of = (self.root, number, query, self.limits)
        return reading.of_bytes(self._run(self._selects, reading.answer_select, *of))

    def stream(self, number: int, query: str, form: str) -> Iterator[bytes]:
        """The rows of a SELECT that a reader wrote, as the bytes of a file of this form (`csv`,
        `json`, `ndjson`, `parquet`), piece by piece.
        """
        of = (self.root, number, query, form, self.limits)
        with self._sentences(self.limits.seconds):
            yield from self._selects.iterate(
                reading.stream_select,
                *of,
                timeout=self.limits.seconds + GRACE_SECONDS,
                ahead=lambda _: False,
            )

    def make_index(self, number: int) -> Future[None]:
        """The index of words of this snapshot, made by and by. Raises TearsheetError where nothing
        is served any more.
        """
        with self._lock:
            self._check()
            if number not in self._indexes or self._indexes[number].cancelled():
                self._indexes[number] = self._indexers.submit(
                    self._run,
                    self._searches,
                    reading.make_index,
                    self.root,
                    number,
                    seconds=_INDEX_SECONDS,
                )
            return self._indexes[number]

    def search(self, number: int, words: str, options: Mapping[str, Any]) -> Answer:
        """What a search finds. Raises IndexIsMade, BadSearch, Usage."""
        began = time.monotonic()
        try:
            self.make_index(number).result(_WAIT_SECONDS)
        except TimeoutError:
            waited = f"{time.monotonic() - began:.0f} s"
            raise IndexIsMade(
                f"the index of words is being made, and was not ready after {waited}; search again"
            ) from None
        of = (self.root, number, words, dict(options))
        return self._run(self._searches, reading.answer_search, *of)

    def payload(self, number: int, capture_id: str) -> bytes:
        """The raw bytes of a capture. Raises NotHere, Damage."""
        return self._run(self._pages, reading.read_payload, self.root, number, capture_id)

    def refused(self, number: int, quarantine_id: str) -> bytes:
        """The bytes of a row of quarantine. Raises NotHere, Damage."""
        return self._run(self._pages, reading.read_refused, self.root, number, quarantine_id)

    def cite(self, number: int, article_id: str) -> dict[str, str]:
        """An article's citation in every form."""
        return self._run(self._pages, reading.cite, self.root, number, article_id, self.limits)

    def _run(
        self,
        pool: Workers,
        function: Callable[..., T],
        *args: object,
        seconds: float | None = None,
    ) -> T:
        self._check()
        most = self.limits.seconds if seconds is None else seconds
        with self._sentences(most):
            return pool.run(function, *args, timeout=most + GRACE_SECONDS)

    def _check(self) -> None:
        if self._is_closed:
            raise TearsheetError("nothing is served any more")

    @contextmanager
    def _sentences(self, seconds: float) -> Iterator[None]:
        """Say in a sentence why a process was ended."""
        try:
            yield
        except Killed as killed:
            if killed.reason == "timeout":
                raise OutOfTime(too_long(seconds)) from None
            if killed.reason == "memory":
                raise OutOfMemory(too_much(self.limits.memory, None)) from None
            raise TearsheetError("the process that answers came to its end; ask again") from None

"""Child processes that answer: they are kept warm, may take so much memory and time, and are
started again where one has come to its end.

Pages, searches and what readers write in the SQL box have processes of their own, so that one long
SELECT keeps nobody from reading.
"""

from __future__ import annotations

import pickle
import re
import shutil
import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import pyarrow as pa

from tearsheet.errors import OutOfMemory, OutOfTime, TearsheetError
from tearsheet.explore import reading
from tearsheet.explore.answers import Answers
from tearsheet.explore.reading import Edition
from tearsheet.explore.scratch import Scratch
from tearsheet.query.limits import Limits, too_long, too_much
from tearsheet.query.watchdog import GRACE_SECONDS
from tearsheet.search.answer import Answer
from tearsheet.store.snapshots import Snapshot
from tearsheet.workers import Busy, Killed, Workers

T = TypeVar("T")

#: Processes for each purpose. judged
_PAGES, _SELECTS, _SEARCHES = 2, 2, 2
#: What a process maps besides what its query takes: threads' stacks, libraries. judged
_BESIDE_BYTES = 6 << 30
#: What is kept of answers, of rows and of searches and the like. judged
_KEPT_BYTES, _KEPT_FOUND = 64 << 20, 16 << 20
#: Pairs of snapshots of which it is kept what became of articles. judged
_KEPT_PAIRS = 8
#: Whoever asks waits so long for a process that is free, and is then asked to come again. judged
_QUEUE_SECONDS = 30.0
#: An index of words may take so long to be made, and a search waits so long for it. judged
_INDEX_SECONDS, _WAIT_SECONDS = 4 * 3600.0, 10.0
#: And a process to be started, or to open the files of a snapshot. judged
_WARM_SECONDS = 60.0
#: Views that are asked over and over and read all of the archive, with few rows beside it.
KEPT_VIEWS = (
    "missing",
    "coverage",
    "silent_edits",
    "headline_edits",
    "disappeared",
    "copies",
    "who_copies_whom",
    "original_share",
)
#: Snapshots whose views are kept: who looks at the last one goes on looking. judged
_KEPT_SNAPSHOTS = 2
#: What is written beside the snapshots changes without one.
_BESIDE = re.compile(r"\b(runs|inputs)\b")


class IndexIsMade(TearsheetError):
    """The index of words is not ready."""


class TooBusy(TearsheetError):
    """Every process that could answer answers others."""


class Readers:
    """The processes that read the archive at a root."""

    def __init__(self, root: str, limits: Limits) -> None:
        self.root, self.limits = root, limits
        most = limits.memory_bytes + _BESIDE_BYTES
        self._pages, self._selects, self._searches = (
            Workers(size, memory_bytes=most) for size in (_PAGES, _SELECTS, _SEARCHES)
        )
        self._answers = Answers[pa.Table](_KEPT_BYTES, lambda table: table.nbytes)
        self._found = Answers[bytes](_KEPT_FOUND, len)
        self._scratch = Scratch()
        self._indexers = ThreadPoolExecutor(1)
        self._indexes: dict[Edition, Future[None]] = {}
        self._states: dict[int, str] = {}
        self._is_closed, self._lock = False, Lock()

    def warm(self) -> None:
        """Start every process, those of pages first, and wait until they can answer."""
        for pool in (self._pages, self._searches, self._selects):
            self._run_in_each(pool, reading.wake)

    def open_tables(self, snapshot: Snapshot) -> None:
        """Have every process of pages read what it reads of a snapshot's files once."""
        of = (self._of(snapshot), self.limits, self.kept(snapshot))
        self._run_in_each(self._pages, reading.open_tables, *of)

    def _run_in_each(self, pool: Workers, function: Callable[..., None], *args: object) -> None:
        self._check()
        with ThreadPoolExecutor(pool.size) as threads:
            for _ in pool.slots:
                threads.submit(pool.run, function, *args, timeout=_WARM_SECONDS)

    def close(self) -> None:
        """End every process; whoever still asks is told."""
        with self._lock:
            self._is_closed = True
            self._indexers.shutdown(wait=False, cancel_futures=True)
        for pool in (self._pages, self._selects, self._searches):
            pool.close()
        self._scratch.close()

    def keep_views(self, snapshot: Snapshot) -> None:
        """Write the rows of the views in KEPT_VIEWS, of this snapshot, to a folder of this machine,
        from which questions of pages read them. A view that cannot be written in the time and
        memory of a question is computed whenever it is asked. Folders of older snapshots go.
        """
        folder = self.kept(snapshot)
        if folder is None:
            return
        edition = self._of(snapshot)
        for view in KEPT_VIEWS:
            with suppress(TearsheetError, OSError):
                self._run(self._pages, reading.keep_view, edition, view, self.limits, folder)
        kept = sorted((one for one in folder.parent.iterdir() if one.is_dir()), key=_number_of)
        for old in kept[:-_KEPT_SNAPSHOTS]:
            shutil.rmtree(old, ignore_errors=True)

    def kept(self, snapshot: Snapshot) -> Path | None:
        """The folder for rows of views of this snapshot; null where this machine has no place. What
        was kept of it before it was issued again goes.
        """
        if self._scratch.path is None:
            return None
        with self._lock:
            before = self._states.setdefault(snapshot.number, snapshot.state)
            self._states[snapshot.number] = snapshot.state
        if before != snapshot.state:
            shutil.rmtree(self._scratch.path / f"{snapshot.number}-{before}", ignore_errors=True)
        return self._scratch.path / f"{snapshot.number}-{snapshot.state}"

    def _of(self, snapshot: Snapshot) -> Edition:
        return Edition(self.root, snapshot.number, snapshot.state)

    def rows(
        self, snapshot: Snapshot, asked: Sequence[tuple[str, Mapping[str, Any]]]
    ) -> list[pa.Table]:
        """Questions of a page, each (SQL, values of its `$name`) -> the rows of each. Answers are
        kept as long as the snapshot is what it was; those of `runs` and `inputs` are not.
        """

        def answer(places: Sequence[int]) -> list[pa.Table]:
            of = (edition, [asked[place] for place in places], self.limits, self.kept(snapshot))
            found = self._run(self._pages, reading.answer_questions, *of)
            return [reading.of_bytes(stream) for stream in found]

        edition = self._of(snapshot)
        if any(_BESIDE.search(sql) for sql, _ in asked):
            return answer(range(len(asked)))
        keys = [(edition, sql, tuple(sorted(values.items()))) for sql, values in asked]
        return self._answers.find(keys, answer)

    def compare(
        self, old: Snapshot, new: Snapshot, fate: str | None, *, size: int, skip: int
    ) -> tuple[dict[str, int], pa.Table]:
        """How many articles came, went and changed from one snapshot to another, and rows of one
        fate. What was found of a pair of snapshots is kept in a file of this machine.
        """
        pair = (self._of(old), self._of(new))
        name = "-".join(f"{one.number}-{one.state}" for one in pair)
        file = self._scratch.file(name, of="changes", most=_KEPT_PAIRS)

        def ask() -> tuple[dict[str, int], bytes]:
            of = (pair, self.limits, file, fate, (size, skip))
            return self._run(self._pages, reading.compare_articles, *of)

        counts, rows = self._keep(("compare", pair, fate, size, skip), ask)
        return counts, reading.of_bytes(rows)

    def compare_fields(
        self, snapshot: Snapshot, pair: tuple[Snapshot, Snapshot], query: str
    ) -> pa.Table:
        """The rows of a SELECT that compares two snapshots, kept as long as they are what they
        were. Raises NoSnapshot.
        """
        of = (self._of(snapshot), query, self.limits)
        key = ("fields", *map(self._of, (snapshot, *pair)), query)
        ask = partial(self._run, self._selects, reading.answer_select, *of)
        return reading.of_bytes(self._keep(key, ask))

    def _keep(self, key: Hashable, ask: Callable[[], T]) -> T:
        """What a process answers, kept for whoever asks the same; who does meanwhile waits."""
        (found,) = self._found.find([key], lambda _: [pickle.dumps(ask())])
        answer: T = pickle.loads(found)
        return answer

    def select(self, snapshot: Snapshot, query: str) -> pa.Table:
        """The rows of a SELECT that a reader wrote."""
        of = (self._of(snapshot), query, self.limits)
        return reading.of_bytes(self._run(self._selects, reading.answer_select, *of))

    def stream(self, snapshot: Snapshot, query: str, form: str) -> Iterator[bytes]:
        """The rows of a SELECT that a reader wrote, as the bytes of a file of this form (`csv`,
        `json`, `ndjson`, `parquet`), piece by piece.
        """
        of = (self._of(snapshot), query, form, self.limits)
        with self._sentences(self.limits.seconds):
            yield from self._selects.iterate(
                reading.stream_select,
                *of,
                timeout=self.limits.seconds + GRACE_SECONDS,
                ahead=lambda _: False,
                wait=_QUEUE_SECONDS,
            )

    def make_index(self, snapshot: Snapshot) -> Future[None]:
        """The index of words of this snapshot, made by and by. Raises TearsheetError where nothing
        is served any more.
        """
        with self._lock:
            self._check()
            edition = self._of(snapshot)
            made = self._indexes.get(edition)
            if made is None or made.cancelled() or (made.done() and made.exception()):
                self._indexes[edition] = self._indexers.submit(self._make_index, edition)
            return self._indexes[edition]

    def _make_index(self, edition: Edition) -> None:
        make = (self._searches, reading.make_index, edition)
        self._run(*make, seconds=_INDEX_SECONDS, wait=None)

    def open_index(self, snapshot: Snapshot) -> None:
        """Have the index of words made, and then opened by every process of searches."""
        edition = self._of(snapshot)

        def open_in_each(made: Future[None]) -> None:
            if not self._is_closed and not made.cancelled() and not made.exception():
                of = (self._searches, reading.make_index, edition)
                self._indexers.submit(self._run_in_each, *of)

        self.make_index(snapshot).add_done_callback(open_in_each)

    def search(self, snapshot: Snapshot, words: str, options: Mapping[str, Any]) -> Answer:
        """What a search finds. Raises IndexIsMade, BadSearch, Usage."""
        began = time.monotonic()
        try:
            self.make_index(snapshot).result(_WAIT_SECONDS)
        except TimeoutError:
            waited = f"{time.monotonic() - began:.0f} s"
            raise IndexIsMade(
                f"the index of words is being made, and was not ready after {waited}; search again"
            ) from None
        of = (self._of(snapshot), words, dict(options))
        ask = partial(self._run, self._searches, reading.answer_search, *of)
        return self._keep(("search", of[0], words, tuple(sorted(options.items()))), ask)

    def payload(self, snapshot: Snapshot, capture_id: str) -> bytes:
        """The raw bytes of a capture. Raises NotHere, Damage."""
        return self._run(self._pages, reading.read_payload, self._of(snapshot), capture_id)

    def refused(self, snapshot: Snapshot, quarantine_id: str) -> bytes:
        """The bytes of a row of quarantine. Raises NotHere, Damage."""
        return self._run(self._pages, reading.read_refused, self._of(snapshot), quarantine_id)

    def cite(self, snapshot: Snapshot, article_id: str) -> dict[str, str]:
        """An article's citation in every form."""
        of = (self._of(snapshot), article_id, self.limits, self.kept(snapshot))
        ask = partial(self._run, self._pages, reading.cite, *of)
        return self._keep(("cite", of[0], article_id), ask)

    def _run(
        self,
        pool: Workers,
        function: Callable[..., T],
        *args: object,
        seconds: float | None = None,
        wait: float | None = _QUEUE_SECONDS,
    ) -> T:
        self._check()
        most = self.limits.seconds if seconds is None else seconds
        with self._sentences(most):
            return pool.run(function, *args, timeout=most + GRACE_SECONDS, wait=wait)

    def _check(self) -> None:
        if self._is_closed:
            raise TearsheetError("nothing is served any more")

    @contextmanager
    def _sentences(self, seconds: float) -> Iterator[None]:
        """Say in a sentence why a process was ended, or none was free."""
        try:
            yield
        except Busy:
            said = f"others were being answered for {_QUEUE_SECONDS:.0f} s; ask again in a while"
            raise TooBusy(said) from None
        except Killed as killed:
            if killed.reason == "timeout":
                raise OutOfTime(too_long(seconds)) from None
            if killed.reason == "memory":
                raise OutOfMemory(too_much(self.limits.memory, None)) from None
            raise TearsheetError("the process that answers came to its end; ask again") from None


def _number_of(folder: Path) -> int:
    return int(folder.name.partition("-")[0])

"""Bringing an index to a snapshot: what its generation lacks is added, in a new one.

One process at a time builds in a folder. Whatever it finds there that is not whole counts as not
there.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import tantivy

from tearsheet.search import generation
from tearsheet.search.generation import Generation
from tearsheet.search.sources import KNOWN, Source, known_frame, portions, sources_of
from tearsheet.search.words import GAP, Analyzer
from tearsheet.store.crash_points import reach
from tearsheet.takedown.reissue import mark_of

if TYPE_CHECKING:
    from tearsheet.query.archive import Archive

#: Memory of the writer for what it has not written yet. judged
_HEAP = 256 << 20
_SMALL_HEAP = 32 << 20
#: With fewer documents one thread writes, and with little memory. judged
_FEW = 20_000
#: Told how far a build is: documents added, of how many.
Say = Callable[[int, int], None]


def bring_up(archive: Archive, home: Path, say: Say) -> Generation:
    """A generation that holds all of a snapshot's articles: the newest one, where it does. Those
    from before a withdrawal, in which its words are, go.
    """
    wanted, mark = sources_of(archive), mark_of(archive.objects)
    base = generation.open_newest(home)
    if base is not None and _holds(base, wanted, mark):
        return base
    home.mkdir(parents=True, exist_ok=True)
    with _alone(home):
        base = generation.open_newest(home)  # somebody may have built while we waited
        if base is not None and _holds(base, wanted, mark):
            return base
        number = max(generation.numbers(home), default=0) + 1
        is_sound = base is None or base.mark == mark
        base = base if is_sound else None
        building = generation.begin(home, base)
        _Build(archive, building, base, say).add(wanted)
        made = generation.finish(building, number, base, mark=mark)
        generation.sweep(home, number, kept=generation.KEPT if is_sound else 1)
        return made


def _holds(base: Generation, wanted: Sequence[Source], mark: str) -> bool:
    return base.mark == mark and base.sources() >= {s.name for s in wanted}


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    with (home / ".lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class _Build:
    """One build: the sources that are held, and the writer of what they lack."""

    def __init__(self, archive: Archive, building: Path, base: Generation | None, say: Say) -> None:
        self.archive, self.building, self.say = archive, building, say
        self.held = {name: base.rows(name)["key"] for name in base.sources()} if base else {}
        self.analyzer = Analyzer()

    def add(self, wanted: Sequence[Source]) -> None:
        """Index the sources that are not held, and let go those that are no more."""
        missing = [s for s in wanted if s.name not in self.held]
        gone = self._let_go({s.name for s in wanted})
        known = set[int]()
        for keys in self.held.values():
            known.update(keys.to_list())
        total = sum(s.file.rows for s in missing if s.file)
        few = total < _FEW
        self.say(0, sum(s.file.rows if s.file else 0 for s in missing))
        index = tantivy.Index(generation.schema(), path=str(self.building / generation.TERMS))
        writer = index.writer(_SMALL_HEAP if few else _HEAP, 1 if few else 2)
        done = 0
        for key in gone - known:
            writer.delete_documents_by_term(generation.KEY, key)
        for source in missing:
            parts = []
            for portion in portions(self.archive, source):
                self._write(writer, portion, known)
                parts.append(known_frame(portion))
                done += portion.height
                if not few:
                    self.say(done, total)
            rows = pl.concat(parts) if parts else pl.DataFrame(schema=KNOWN)
            path = self.building / generation.ROWS / f"{source.name}.arrow"
            rows.write_ipc(path, compression="uncompressed")
            reach("search.source")
        writer.commit()
        reach("search.committed")
        writer.wait_merging_threads()

    def _let_go(self, wanted: set[str]) -> set[int]:
        """The keys of held sources whose files are no more, which are forgotten."""
        there = {e.path.rsplit("/", 1)[-1] for e in self.archive.objects.list("tables/articles")}
        stems = {name.split(".", 1)[0].split("-", 1)[0] for name in there}
        keys = set[int]()
        for name in [n for n in self.held if n not in wanted and n not in stems]:
            keys.update(self.held.pop(name).to_list())
            (self.building / generation.ROWS / f"{name}.arrow").unlink()
        return keys

    def _write(self, writer: Any, portion: pl.DataFrame, known: set[int]) -> None:
        columns = ("key", "language", "title", "byline", "text")
        for key, language, title, byline, text in portion.select(columns).iter_rows():
            if key in known:
                continue
            known.add(key)
            head, head_exact = self.analyzer.forms(title or "", language)
            body, body_exact = self.analyzer.forms(text or "", language)
            names, _ = self.analyzer.forms(byline or "", None)
            writer.add_document(
                tantivy.Document(
                    folded=f"{head} {GAP} {body}",
                    exact=f"{head_exact} {GAP} {body_exact}",
                    title=head,
                    title_exact=head_exact,
                    byline=names,
                    key=key,
                )
            )

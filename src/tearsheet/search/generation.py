"""One generation of the index: a folder that never changes once it has its name.

It holds the index of words (`terms/`), a file of rows for each source (`rows/`), and a record with
the size and hash of every file. A generation is built under another name, beside, out of links to
the files of the one before it, and renamed when it is whole: a kill leaves a folder without a name,
which the next builder removes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import tantivy

from tearsheet.search.words import VERSION
from tearsheet.store.crash_points import reach
from tearsheet.store.disk import fsync_path
from tearsheet.store.snapshots import open_sealed, seal_line

RECORD, TERMS, ROWS = "generation.json", "terms", "rows"
_BUILDING = "building-"
#: Generations that stay: somebody may be opening the one before the newest. judged
KEPT = 2
#: Fields of words: folded and as they are written, of the whole article and of its headline.
FOLDED, EXACT, TITLE, TITLE_EXACT, BYLINE, KEY = (
    "folded",
    "exact",
    "title",
    "title_exact",
    "byline",
    "key",
)


def schema() -> tantivy.Schema:
    """The fields of the index."""
    builder = tantivy.SchemaBuilder()
    for name in (FOLDED, EXACT, TITLE, TITLE_EXACT, BYLINE):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_integer_field(KEY, indexed=True, fast=True)
    return builder.build()


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation that is whole: its folder, its files by name with size, time of change and
    hash, and the mark of the withdrawals before it (`takedown.reissue`).
    """

    folder: Path
    files: Mapping[str, tuple[int, int, str]]
    mark: str = ""

    @property
    def number(self) -> int:
        """Its number: the larger of two is the newer."""
        return int(self.folder.name)

    def sources(self) -> set[str]:
        """The names of the sources that are indexed."""
        return {Path(n).stem for n in self.files if n.startswith(f"{ROWS}/")}

    def rows(self, source: str) -> pl.DataFrame:
        """The rows of a source, in its order."""
        return pl.read_ipc(self.folder / ROWS / f"{source}.arrow")

    def searcher(self) -> tantivy.Searcher:
        """What searches its words."""
        return tantivy.Index(schema(), path=str(self.folder / TERMS)).searcher()


def numbers(home: Path) -> list[int]:
    """The generations in a folder, ascending."""
    if not home.is_dir():
        return []
    return sorted(int(p.name) for p in home.iterdir() if p.name.isdecimal() and p.is_dir())


def open_newest(home: Path) -> Generation | None:
    """The newest generation, where it is whole and of today's version; null elsewhere."""
    for number in reversed(numbers(home)):
        return open_generation(home / f"{number:08d}")
    return None


def open_generation(folder: Path) -> Generation | None:
    """The generation in a folder; null where a file is missing, differs from its hash, or is of
    another version. What has the size and time that were noted is not read.
    """
    body = _read_record(folder)
    if body is None or body.get("version") != VERSION or not _are_whole(folder, body):
        return None
    return Generation(folder, _files_of(body), str(body.get("mark", "")))


def is_damaged(folder: Path) -> bool:
    """Whether a generation of today's version differs from its hashes; every byte is read."""
    body = _read_record(folder)
    if body is None:
        return True
    return body.get("version") == VERSION and not _are_whole(folder, body, is_read=True)


def _read_record(folder: Path) -> dict[str, Any] | None:
    """What a generation's record says; null where it is missing or damaged."""
    try:
        body, _ = open_sealed((folder / RECORD).read_bytes())
    except OSError:
        return None
    return body


def _files_of(body: Mapping[str, Any]) -> dict[str, tuple[int, int, str]]:
    """The files that a record names, with size, time of change and hash."""
    return {
        name: (size, changed, digest) for name, (size, changed, digest) in body["files"].items()
    }


def _are_whole(folder: Path, body: Mapping[str, Any], *, is_read: bool = False) -> bool:
    """Whether every file of a record has the bytes that were noted of it."""
    return all(_is_whole(folder / n, of, is_read=is_read) for n, of in _files_of(body).items())


def _is_whole(path: Path, noted: tuple[int, int, str], *, is_read: bool) -> bool:
    """Whether a file has the bytes that were noted of it."""
    size, changed, digest = noted
    try:
        status = path.stat()
        if status.st_size != size:
            return False
        return (status.st_mtime_ns == changed and not is_read) or _sha256(path) == digest
    except OSError:
        return False


def begin(home: Path, base: Generation | None) -> Path:
    """A folder to build in, with the files of the generation before it."""
    building = home / f"{_BUILDING}{uuid.uuid4().hex}"
    for part in (TERMS, ROWS):
        (building / part).mkdir(parents=True)
    if base is not None:
        for name in base.files:
            os.link(base.folder / name, building / name)
    reach("search.begun")
    return building


def finish(building: Path, number: int, base: Generation | None, *, mark: str) -> Generation:
    """Give a built folder its name, durably. Files that it shares with the generation before it are
    durable already.
    """
    files = {}
    held = base.files if base else {}
    for path in _files(building):
        status = path.stat()
        name = path.relative_to(building).as_posix()
        if held.get(name, ())[:2] == (status.st_size, status.st_mtime_ns):
            files[name] = held[name]
            continue
        fsync_path(path)
        files[name] = (status.st_size, status.st_mtime_ns, _sha256(path))
    body: dict[str, Any] = {"version": VERSION, "files": files, "mark": mark}
    record = building / RECORD
    record.write_bytes(seal_line(body))
    for path in (record, building / TERMS, building / ROWS, building):
        fsync_path(path)
    reach("search.recorded")
    folder = building.with_name(f"{number:08d}")
    building.rename(folder)
    fsync_path(folder.parent)
    reach("search.named")
    return Generation(folder, files, mark)


def sweep(home: Path, newest: int, *, kept: int = KEPT) -> None:
    """Remove what killed builders left, and generations that nobody opens any more. Only who holds
    the lock may.
    """
    for path in home.iterdir():
        is_old = path.name.isdecimal() and int(path.name) <= newest - kept
        if path.name.startswith(_BUILDING) or is_old:
            shutil.rmtree(path, ignore_errors=True)


def discard(generation: Path) -> None:
    """Take a damaged generation out of the way."""
    shutil.rmtree(generation, ignore_errors=True)


def _files(folder: Path) -> Iterator[Path]:
    """The files of an index, but for its locks."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".lock" and path.name != RECORD:
            yield path


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

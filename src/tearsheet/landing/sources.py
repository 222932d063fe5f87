"""Sources as a user names them -> files, with what the place of a file says of its outlet."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from transforms.formats.cursor import Place

#: Words of folder names that say what is in a folder and not who printed it.
_GENERIC_WORDS = """
    a all and archive archives arc article articles attachments backup batch body bodies by cache capture captured captures clean
    collection content corpora corpus crawl crawled crawls csv current daily data dataset date day days document documents docs
    download downloads dump dumps export exports feed feeds file files final folder full gz hourly htm html http https in inbox
    incoming input inputs item items json jsonl landing latest list local media misc month monthly months new news old other
    out output outputs page pages part parts plain process processed publication published raw rec records resource resources run runs
    sample samples scrape scraped set sets site sites snapshot snapshots source sources src static store stories story test tests text
    texts tmp temp todo txt undated unknown unsorted upload uploads url urls utf v version w wacz warc warcs wat web week weekly
    weeks wet www xml year years zip zst
    jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov november dec
    december mon monday tue tuesday wed wednesday thu thursday fri friday sat saturday sunday q t z utc gmt am pm
"""
_TIME = re.compile(
    r"(?<!\d)(\d{4})([-_.]?)(\d\d)\2(\d\d)(?:[T_-](\d\d)([-_.:]?)(\d\d)(?:\6(\d\d))?Z?(?![-_]?\d))?(?!\d)"
)
_GENERIC = frozenset(_GENERIC_WORDS.split())


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A regular file. `given` is the name to show, `relative` its path below the given source,
    `folder` evidence for its outlet.
    """

    path: Path
    given: str
    relative: str
    folder: str | None = None


@dataclass(frozen=True, slots=True)
class MissingSource:
    """A source or an entry below one that is no readable file: a short reason, and words for it."""

    given: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class PartialContainer:
    """A container of which so many items have been taken; `stored` is what its landing said of it.

    `place` is the last border before them from which it can be read.
    """

    name: str
    stored: dict[str, Any]
    items: int
    place: Place


@dataclass(frozen=True, slots=True)
class Rest:
    """What a landing left for the next of the same run: files, of which the first may be one that
    it began. `total` is of the run.
    """

    entries: tuple[SourceFile | MissingSource, ...]
    total: int
    started: PartialContainer | None = None


def discover(sources: Sequence[str]) -> Iterator[SourceFile | MissingSource]:
    """The files of files, folders (walked, sorted, hidden entries left out) and glob patterns."""
    for source in sources:
        if "\0" in source:
            yield MissingSource(
                display_name(source.replace("\0", "\\0")),
                "missing_path",
                "no file name holds a NUL",
            )
        elif os.path.lexists(source):
            yield from _given(Path(source))
        elif re.match(r"[a-z][a-z0-9+.-]+://", source, re.IGNORECASE):
            yield MissingSource(
                display_name(source),
                "unsupported_source",
                "addresses are not collected; give files, folders or patterns",
            )
        # a pattern as a shell reads it, absolute or not, which Path.glob does not take
        elif glob.has_magic(source) and (matches := sorted(glob.glob(source, recursive=True))):  # noqa: PTH207
            for match in matches:
                yield from _given(Path(match))
        else:
            yield MissingSource(
                display_name(source), "missing_path", "there is no such file or folder"
            )


def display_name(name: str | Path) -> str:
    """A name that JSON and UTF-8 can hold: bytes that are no UTF-8 are spelled out, `'b\\udcff'`
    becomes `'b\\\\xff'`.
    """
    return os.fsencode(str(name)).decode("utf-8", "backslashreplace")


def folder_evidence(relative: str) -> str | None:
    """The first folder of a path that can be an outlet's name:
    `'html/2026-03/pyongyang-times/a.html'` gives `'pyongyang-times'`.
    """
    for part in relative.split("/")[:-1]:
        words = re.findall(r"[^\W\d_]+", part.casefold())
        if any(w not in _GENERIC for w in words):
            return part
    return None


def named_time(relative: str) -> datetime | None:
    """The day, and the time where there is one, in a file's name, else in that of the nearest
    folder; null where there is none or two.

    `'feed/2026-03-05.json'` and `'2026/20260305T0600Z/feed.json'` have one, a span of days has
    none.
    """
    for part in reversed(relative.split("/")):
        found = {t for m in _TIME.finditer(part) if (t := _time(m))}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _time(found: re.Match[str]) -> datetime | None:
    parts = [int(p) for p in found.group(1, 3, 4, 5, 7, 8) if p]
    try:
        return datetime(*parts, tzinfo=UTC) if 1990 <= parts[0] <= 2100 else None  # type: ignore[arg-type,misc]
    except ValueError:
        return None


def _given(path: Path) -> Iterator[SourceFile | MissingSource]:
    """What a user named; where that is a link, they meant what it leads to."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        yield _missing(path, error)
        return
    if stat.S_ISDIR(mode):
        yield from _walk(path, path, path.resolve())
    elif stat.S_ISREG(mode):
        yield SourceFile(path, display_name(path), display_name(path.name))
    else:
        yield MissingSource(display_name(path), "special_file", "neither a file nor a folder")


def _walk(folder: Path, top: Path, real_top: Path) -> Iterator[SourceFile | MissingSource]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda e: os.fsencode(e.name))
    except OSError as error:
        yield _missing(folder, error)
        return
    for entry in found:
        if entry.name.startswith("."):
            continue
        path = Path(entry.path)
        try:
            yield from _entry(entry, path, top, real_top)
        except OSError as error:
            yield _missing(path, error)
        except RuntimeError:  # pathlib's word, before Python 3.13, for a link that leads to itself
            yield MissingSource(display_name(path), "link_loop", "the link leads to itself")


def _entry(
    entry: os.DirEntry[str], path: Path, top: Path, real_top: Path
) -> Iterator[SourceFile | MissingSource]:
    if entry.is_symlink() and not path.resolve(strict=True).is_relative_to(real_top):
        yield MissingSource(
            display_name(path), "link_outside", "the link leads out of the given folder"
        )
    elif entry.is_dir():
        if not entry.is_symlink():  # inside the tree, a linked folder is walked where it stands
            yield from _walk(path, top, real_top)
    elif entry.is_file():
        relative = display_name(path.relative_to(top).as_posix())
        yield SourceFile(path, display_name(path), relative, folder_evidence(relative))
    else:
        yield MissingSource(display_name(path), "special_file", "neither a file nor a folder")


def _missing(path: Path, error: OSError) -> MissingSource:
    reason = "missing_path" if isinstance(error, FileNotFoundError) else "unreadable"
    return MissingSource(display_name(path), reason, error.strerror or type(error).__name__)

"""Sources as a user names them -> files, with what the place of a file says of its outlet."""

from __future__ import annotations

import contextlib
import glob
import os
import re
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from tearsheet.errors import BadRoot, Usage
from tearsheet.landing.remote.bucket_files import BucketFile, find_objects, is_of_bucket
from tearsheet.plain_text import amount, show_line
from transforms.outlets import folder_evidence

#: What an outlet may be called, as a regular expression, and in how many characters. judged
OUTLET_NAME, OUTLET_CHARS = r"[^\x00-\x1f/\\]+", 200
#: So many sources that cannot be used are named; of more their number is told. judged
_MOST_NAMED = 10
#: So long a command looks at its sources before it begins. judged
_LOOK_SECONDS = 0.5
#: Sources of so many bytes, compressed or not, are one process's work. judged
_SMALL_BYTES = 500_000


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A regular file, or an object of a bucket. `given` is the name to show, `relative` its path
    below the given source, `folder` evidence for its outlet, `source` what was given that it was
    found by.
    """

    path: Path
    given: str
    relative: str
    folder: str | None = None
    source: str = ""
    remote: BucketFile | None = None

    def status(self) -> BucketFile | os.stat_result:
        """Its size and times. Raises OSError."""
        return self.remote or self.path.stat()


@dataclass(frozen=True, slots=True)
class MissingSource:
    """A source or an entry below one that is no readable file: a short reason, and words for it."""

    given: str
    reason: str
    detail: str


def discover(sources: Sequence[str]) -> Iterator[SourceFile | MissingSource]:
    """The files of files, folders (walked, sorted, hidden entries left out) and glob patterns, on
    disk or in a bucket.
    """
    for source in sources:
        name = display_name(source.replace("\0", "\\0"))
        for found in _discover(source):
            if isinstance(found, SourceFile):  # `replace` takes three times as long
                yield SourceFile(
                    found.path, found.given, found.relative, found.folder, name, found.remote
                )
            else:
                yield found


def _discover(source: str) -> Iterator[SourceFile | MissingSource]:
    if "\0" in source:
        yield MissingSource(
            display_name(source.replace("\0", "\\0")),
            "missing_path",
            "no file name holds a NUL",
        )
    elif os.path.lexists(source):
        yield from _given(Path(source))
    elif is_of_bucket(source):
        yield from _objects(source)
    elif re.match(r"[a-z][a-z0-9+.-]+://", source, re.IGNORECASE):
        yield MissingSource(
            display_name(source),
            "unsupported_source",
            "addresses are not collected; give files, folders, patterns, or those of a bucket",
        )
    # a pattern as a shell reads it, absolute or not, which Path.glob does not take
    elif glob.has_magic(source) and (matches := sorted(glob.glob(source, recursive=True))):  # noqa: PTH207
        for match in matches:
            yield from _given(Path(match))
    else:
        yield MissingSource(display_name(source), "missing_path", "there is no such file or folder")


def _objects(source: str) -> Iterator[SourceFile | MissingSource]:
    """What a bucket holds of a source."""
    is_empty = True
    try:
        for remote, relative, is_below in find_objects(source):
            is_empty = False
            folder = folder_evidence(relative) if is_below else None
            yield SourceFile(Path(remote.key), remote.url, relative, folder, remote=remote)
    except BadRoot as error:
        yield MissingSource(display_name(source), "unreadable", str(error))
        return
    if is_empty:
        said = "there is no object of that name in the bucket, nor any below it"
        yield MissingSource(display_name(source), "missing_path", said)


def check_field_map(field_map: Mapping[str, str]) -> None:
    """Check that each key is a field that records are read for. Raises Usage with the field that
    comes nearest.
    """
    if not field_map:
        return
    from transforms.text.records.fields import find_field  # costs a start that maps none
    from transforms.text.records.names import NAMES

    for name in field_map:
        if find_field(name) is None:
            near = get_close_matches(name.lower(), NAMES, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}? T" if near else "t"
            raise Usage(
                f"records are read for no field {show_line(repr(name))}: {hint}here are "
                f"{', '.join(NAMES)}"
            )


def make_landing_folder(path: str) -> None:
    """See that the folder that runs watch is there. Raises Usage where it cannot be."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = "it is no folder" if isinstance(error, FileExistsError) else error.strerror
        raise Usage(
            f"the landing folder {show_line(path)} cannot be made ({why}): set TEARSHEET_LANDING"
        ) from None


def check_sources(sources: Sequence[str]) -> None:
    """Check that each of the sources has a file that can be opened. Raises Usage that names those
    that are not there, hold nothing or cannot be read.

    A folder is looked at as far as its first good file: what else is in it is told file by file.
    """
    faults = [fault for source in sources if (fault := _fault(source))]
    if faults:
        more = len(faults) - _MOST_NAMED
        named = faults[:_MOST_NAMED] + ([f"and {more:,} more"] if more > 0 else [])
        raise Usage(f"{'; '.join(named)}: nothing was done")


@dataclass(frozen=True, slots=True)
class Look:
    """What sources hold, as far as half a second tells."""

    named: str
    files: int
    size: int
    is_whole: bool

    def __str__(self) -> str:
        """`data/sample: 18 files, 70 kB`."""
        more = "" if self.is_whole else "more than "
        return f"{self.named}: {more}{amount(self.files, 'file')}, {_bytes(self.size)}"

    @property
    def is_small(self) -> bool:
        """Whether one process is done with it before a second one has come up."""
        return self.is_whole and self.size <= _SMALL_BYTES


def look_at_sources(sources: Sequence[str]) -> Look:
    """What will be read."""
    files = size = 0
    is_whole = True
    deadline = time.monotonic() + _LOOK_SECONDS
    for found in discover(sources):
        if isinstance(found, SourceFile):
            files += 1
            with contextlib.suppress(OSError):
                size += found.status().st_size
        if time.monotonic() > deadline:
            is_whole = False
            break
    named = ", ".join(map(display_name, sources[:3])) + (", …" if len(sources) > 3 else "")
    return Look(named, files, size, is_whole)


def _bytes(size: int) -> str:
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            return f"{size / factor:,.0f} {unit}"
    return f"{size} bytes"


def _fault(source: str) -> str | None:
    """Why a source cannot be used, its name first; null where it can."""
    first = None
    for found in discover([source]):
        if isinstance(found, MissingSource):
            first = first or f"{found.given}: {found.detail}"
            continue
        if found.remote:
            return None
        try:
            os.close(os.open(found.path, os.O_RDONLY | os.O_NONBLOCK))
        except OSError as error:
            first = first or f"{found.given}: {error.strerror or type(error).__name__}"
        else:
            return None
    return first or f"{display_name(source)}: there is no file in it (hidden ones are left out)"


def display_name(name: str | Path) -> str:
    """A name that JSON and UTF-8 can hold: bytes that are no UTF-8 are spelled out, `'b\\udcff'`
    becomes `'b\\\\xff'`.
    """
    return _shown(os.fsencode(str(name)))


def _shown(name: bytes) -> str:
    return name.decode("utf-8", "backslashreplace")


def _given(path: Path) -> Iterator[SourceFile | MissingSource]:
    """What a user named; where that is a link, they meant what it leads to."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        yield _missing(path, error)
        return
    if stat.S_ISDIR(mode):
        yield from _walk(path, "", path.resolve())
    elif stat.S_ISREG(mode):
        yield SourceFile(path, display_name(path), display_name(path.name))
    else:
        yield MissingSource(display_name(path), "special_file", "neither a file nor a folder")


def _walk(folder: Path, below: str, real_top: Path) -> Iterator[SourceFile | MissingSource]:
    """What a folder holds; `below` is where it stands in the one that was given, as it is shown,
    with a slash behind it.
    """
    try:
        found = _names(folder)
    except OSError as error:
        yield _missing(folder, error)
        return
    for line in found:
        name, _, kind = line.rpartition(b"\0")
        path, relative = folder / os.fsdecode(name), below + _shown(name)
        if kind == b"f":
            yield SourceFile(path, display_name(path), relative, folder_evidence(relative))
            continue
        try:
            yield from _entry(path, relative, kind, real_top)
        except OSError as error:
            yield _missing(path, error)
        except RuntimeError:  # pathlib's word, before Python 3.13, for a link that leads to itself
            yield MissingSource(display_name(path), "link_loop", "the link leads to itself")


def _names(folder: Path) -> list[bytes]:
    """The names in a folder that are not hidden, sorted, behind each a NUL and what it is (see
    `_kind`): a folder may hold hundreds of thousands, of which more would not be held lightly.
    Raises OSError.
    """
    with os.scandir(os.fsencode(folder)) as entries:
        return sorted(e.name + b"\0" + _kind(e) for e in entries if not e.name.startswith(b"."))


def _kind(entry: os.DirEntry[bytes]) -> bytes:
    """`l` for a link, `d` for a folder, `f` for a file, nothing where only looking tells."""
    try:
        if entry.is_symlink():
            return b"l"
        if entry.is_dir(follow_symlinks=False):
            return b"d"
        return b"f" if entry.is_file(follow_symlinks=False) else b""
    except OSError:
        return b""


def _entry(
    path: Path, relative: str, kind: bytes, real_top: Path
) -> Iterator[SourceFile | MissingSource]:
    """What an entry of a folder is that is no plain file."""
    if kind == b"l" and not path.resolve(strict=True).is_relative_to(real_top):
        yield MissingSource(
            display_name(path), "link_outside", "the link leads out of the given folder"
        )
    elif kind == b"d" or stat.S_ISDIR(path.stat().st_mode):
        if kind != b"l":  # inside the tree, a linked folder is walked where it stands
            yield from _walk(path, f"{relative}/", real_top)
    elif stat.S_ISREG(path.stat().st_mode):
        yield SourceFile(path, display_name(path), relative, folder_evidence(relative))
    else:
        yield MissingSource(display_name(path), "special_file", "neither a file nor a folder")


def _missing(path: Path, error: OSError) -> MissingSource:
    reason = "missing_path" if isinstance(error, FileNotFoundError) else "unreadable"
    return MissingSource(display_name(path), reason, error.strerror or type(error).__name__)

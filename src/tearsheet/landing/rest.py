"""What a run has still to land, in groups of files, and what a landing leaves for the next one of
the same run, which takes in so many bytes a snapshot: files not begun, and the place in one that
was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tearsheet.landing.accounts import Account
from tearsheet.landing.sources import MissingSource, SourceFile, discover
from transforms.captures.declaration import StoredFile
from transforms.captures.unmapped import TextWatch
from transforms.formats.cursor import Place

#: What a source names: a file, or that there is none.
Entry = SourceFile | MissingSource


@dataclass(frozen=True, slots=True)
class PartialContainer:
    """A stored container of which so many items have been taken; `place` is the last border before
    the next from which it can be read, `account` what they came to, `texts` what was seen of their
    texts.
    """

    stored: StoredFile
    items: int
    place: Place
    account: Account
    texts: TextWatch = field(default_factory=TextWatch)


@dataclass(frozen=True, slots=True)
class Rest:
    """Files that are left to land, of which the first may be a container that was begun. `total`
    is of the run, and `inputs` is how many it has accounted for.
    """

    entries: tuple[Entry, ...]
    total: int
    begun: PartialContainer | None = None
    inputs: int = 0

    @classmethod
    def of_sources(cls, sources: Sequence[str]) -> Rest:
        """All that the sources hold."""
        entries = tuple(discover(sources))
        return cls(entries, len(entries))

    def after(self, done: int, begun: PartialContainer | None) -> Rest | None:
        """What is left when so many of the files are done; null where that is nothing."""
        return Rest(self.entries[done:], self.total, begun) if done < len(self.entries) else None


@dataclass(frozen=True, slots=True)
class FileGroup:
    """Files that are landed together: `rest` itself, or a list of them that is staged under `path`.

    `name` begins the names of what is staged of it; it is empty where the run has no other group.
    """

    name: str
    files: int
    bytes: int
    path: str | None = None
    rest: Rest | None = None
    #: Whether all of it lies in buckets, which any machine reads.
    is_remote: bool = False

    def after(self, rest: Rest) -> FileGroup:
        """The group with what a landing left of it."""
        return replace(self, files=len(rest.entries), path=None, rest=rest)


@dataclass(frozen=True, slots=True)
class Remaining:
    """What a run has still to land: groups of files, of which those that were begun come first.

    `total` are the files of the run, `inputs` is how many rows of `inputs` it has so far.
    """

    groups: tuple[FileGroup, ...]
    total: int
    inputs: int = 0

    def next_round(self, most_bytes: int) -> tuple[tuple[tuple[FileGroup, int], ...], Remaining]:
        """The groups to be landed at once, of so many bytes together unless it is one, each with
        how many new bytes it may take in; and what remains after them.
        """
        count, size = 1, self.groups[0].bytes
        while count < len(self.groups) and size + self.groups[count].bytes <= most_bytes:
            size += self.groups[count].bytes
            count += 1
        taken = self.groups[:count]
        # a byte more of each, so that a group of empty files has a share, too
        shares = [-(-most_bytes * (g.bytes + 1) // (size + count)) for g in taken]
        return tuple(zip(taken, shares, strict=True)), replace(self, groups=self.groups[count:])

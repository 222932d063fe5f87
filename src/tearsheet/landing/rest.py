"""What a landing leaves for the next one of the same run, which takes in so many bytes a snapshot:
files not begun, and the place in one that was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tearsheet.landing.accounts import Account
from tearsheet.landing.sources import MissingSource, SourceFile, discover
from transforms.captures.declaration import StoredFile
from transforms.captures.unmapped import TextWatch
from transforms.formats.cursor import Place


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

    entries: tuple[SourceFile | MissingSource, ...]
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

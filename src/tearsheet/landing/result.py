"""What a landing did: its landing object, the shards to parse, what was refused, and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tearsheet.landing.rest import Remaining, Rest

COUNTED = ("read", "new", "held", "redeclared", "quarantined", "waiting")


@dataclass(frozen=True, slots=True)
class WebArchive:
    """A web archive in the raw store."""

    name: str
    coding: str | None


@dataclass(frozen=True, slots=True)
class LandingResult:
    """What a landing did. `shards` and `refused` are staged frames; read = new + held + skipped +
    quarantined.

    `redeclared` counts those among the held that go on because a stronger declaration of their
    outlet came with them.
    """

    shards: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    landings: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    #: Files that hold no page, each with its kind.
    skipped_files: tuple[str, ...] = ()
    read: int = 0
    new: int = 0
    held: int = 0
    redeclared: int = 0
    quarantined: int = 0
    #: Files too young to be read by a scheduled run; they are not among those read.
    waiting: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    #: The staged rows of `inputs`, and how many there are.
    inputs: tuple[str, ...] = ()
    input_count: int = 0
    #: The snapshot whose captures were passed over as held; null where that was not asked.
    held_by: int | None = None
    #: Files that the run was given, of all its landings.
    files: int = 0
    #: Where what came of each file is staged, for `file_cache.remember`.
    file_cache: tuple[str, ...] = ()
    #: Staged ids of held refusals that the code of today does not make.
    overtaken: tuple[str, ...] = ()
    #: What is left of a group of files for the next landing of the run; null where all was taken.
    rest: Rest | None = None
    #: What is left of the run's sources.
    remaining: Remaining | None = None
    #: Of a group of several: its staged captures that go on, and the web archives that it stored.
    taken: str | None = None
    archives: tuple[WebArchive, ...] = ()

    def with_next(self, after: LandingResult) -> LandingResult:
        """This landing and the next of the same run as one, in what they counted."""
        skipped = Counter(self.skipped) + Counter(after.skipped)
        counts = {
            name: getattr(self, name) + getattr(after, name)
            for name in ("messages", "skipped_files", *COUNTED)
        }
        return replace(
            after,
            skipped=dict(sorted(skipped.items())),
            **counts,
        )

"""What a landing did, and what it refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tearsheet.landing.rest import Rest
from transforms.ids import quarantine_id

COUNTED = ("read", "new", "held", "redeclared", "quarantined", "waiting")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An input, or a record of one, that could not be read; `raw_*` say where its bytes are stored,
    if they are.
    """

    ref: str
    reason: str
    detail: str
    raw_sha256: str | None = None
    raw_bytes: int | None = None
    record: str | None = None
    raw_object: str | None = None
    raw_offset: int | None = None
    raw_length: int | None = None
    raw_coding: str | None = None

    @property
    def quarantine_id(self) -> str:
        """By the bytes where there are any, so that the same broken file is one refusal, whatever
        it is called.
        """
        return quarantine_id(self.raw_sha256, self.ref, self.record, "ingest", self.reason)

    @property
    def name(self) -> str:
        """The input's name, with the record's behind it where it is about one."""
        return f"{self.ref}#{self.record}" if self.record else self.ref

    def as_json(self) -> dict[str, Any]:
        """The fields that say something."""
        return {k: v for k in self.__slots__ if (v := getattr(self, k)) is not None}


@dataclass(frozen=True, slots=True)
class LandingResult:
    """What a landing did. `shards` and `refused` are staged frames; read = new + held + skipped +
    quarantined.

    `redeclared` counts those among the held that go on because a stronger declaration of their
    outlet came with them.
    """

    shards: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    landing: str | None = None
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
    #: Where what came of each file is staged, for `file_cache.remember`.
    file_cache: str | None = None
    #: Staged ids of held refusals that the code of today does not make.
    overtaken: tuple[str, ...] = ()
    #: What is left for the next landing of the run; null where all was taken.
    rest: Rest | None = None

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

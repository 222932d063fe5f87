"""What `verify` finds: one object that is not as it should be. Also how objects are read that may
be broken in any way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tearsheet.plain_text import amount
from tearsheet.store.objects import Objects
from transforms import ids

Problem = Literal["missing", "damaged", "extra", "stale"]


@dataclass(frozen=True)
class Finding:
    """One object that is not as it should be, and how to heal it. What is `extra` or `stale` harms
    nothing.
    """

    path: str
    problem: Problem
    heal: str

    @property
    def is_harm(self) -> bool:
        """Whether stored bytes are lost or wrong."""
        return self.problem in ("missing", "damaged")


def read_object(objects: Objects, path: str) -> bytes | None:
    """An object's bytes, or null where they cannot be read."""
    try:
        return objects.get(path)
    except OSError:
        return None


def sha256_of(objects: Objects, path: str) -> str | None:
    """The hash of an object's bytes, read in bounded pieces; null where they cannot be read."""
    try:
        with objects.reader(path) as stream:
            return ids.sha256_of_stream(stream)
    except OSError:
        return None


def describe_harm(count: int) -> str:
    """How many objects are harmed: `1 stored object is missing or damaged`."""
    return f"{amount(count, 'stored object')} {'is' if count == 1 else 'are'} missing or damaged"

"""What the deduplicate stage derives, as staged frames: the value its steps and `publish`
exchange.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class StagedTable:
    """A staged frame: the table (or the frame of DERIVED_FRAMES) whose rows it has, and where it
    lies. Of a table that is stored by outlet it has the rows that are new or come out different;
    `gone` is a staged frame of the outlet, month and key of the rows that these replace and of
    those that are no more, if any.
    """

    table: str
    path: str
    gone: str = ""


@dataclass(frozen=True, slots=True)
class DerivedTables:
    """Staged frames of derived tables, and counts for the run's record."""

    staged: tuple[StagedTable, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    def paths(self, table: str) -> list[str]:
        """Where the staged frames of a table lie."""
        return [s.path for s in self.staged if s.table == table]


def merge(parts: Iterable[DerivedTables]) -> DerivedTables:
    """Results of several groups of outlets, or of several steps -> one."""
    staged: list[StagedTable] = []
    counts = Counter[str]()
    for part in parts:
        staged += part.staged
        counts.update(part.counts)
    return DerivedTables(tuple(staged), dict(counts))

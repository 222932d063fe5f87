"""One immutable Parquet file as a manifest states it, and the change of a table as files that come
and go.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

#: The partition of a table that is not stored by outlet and month.
WHOLE = ("", "")
#: Smallest and largest value of a column, as text.
Stats = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class DataFile:
    """One immutable Parquet file: its size in rows and bytes, its hash, its smallest and largest
    values, the fingerprint of its columns (none in files of the first release), and the rows that
    are deleted, as runs: (the place of the first, how many).
    """

    path: str
    rows: int
    bytes: int
    sha256: str
    stats: Stats = field(default_factory=dict, hash=False, compare=False)
    columns: str = ""
    deleted: tuple[tuple[int, int], ...] = ()

    @property
    def live_rows(self) -> int:
        """How many of its rows count."""
        return self.rows - sum(count for _, count in self.deleted)

    @property
    def cache_name(self) -> str:
        """The folder in `cache/keys/` of what is made of it to find rows."""
        return self.sha256[:32]

    def deleted_places(self) -> list[int]:
        """The places of the deleted rows, ascending: `((2, 3),)` gives `[2, 3, 4]`."""
        return [n for first, count in self.deleted for n in range(first, first + count)]

    def without(self, places: Collection[int]) -> DataFile:
        """The file with the rows at these places deleted as well."""
        runs: list[list[int]] = []
        for place in sorted({*self.deleted_places(), *places}):
            if runs and sum(runs[-1]) == place:
                runs[-1][1] += 1
            else:
                runs.append([place, 1])
        return replace(self, deleted=tuple((first, count) for first, count in runs))

    def may_hold(self, column: str, values: Iterable[str]) -> bool:
        """Whether a row can have one of these values, by the smallest and largest of the column."""
        if column not in self.stats:
            return True
        low, high = self.stats[column]
        return any(low <= value <= high for value in values)

    def to_manifest(self) -> dict[str, Any]:
        """What a manifest states of it."""
        # `asdict` would copy every value
        body = {named.name: getattr(self, named.name) for named in fields(self)}
        if not self.deleted:
            del body["deleted"]
        return body

    @classmethod
    def from_manifest(cls, body: Mapping[str, Any]) -> DataFile:
        """The file that a manifest states. The first release listed the partitions inside."""
        return cls(
            path=body["path"],
            rows=body["rows"],
            bytes=body["bytes"],
            sha256=body["sha256"],
            stats=_with_places(body["stats"], body.get("partitions", ())),
            columns=body.get("columns", ""),
            deleted=tuple((first, count) for first, count in body.get("deleted", ())),
        )


def _with_places(stats: Stats, places: Sequence[Sequence[str]]) -> Stats:
    """The smallest and largest values of a file, with those of the partitions inside."""
    if not places or tuple(places[0]) == WHOLE:
        return stats
    outlets, months = zip(*places, strict=True)
    return {
        **stats,
        "outlet": [min(outlets), max(outlets)],
        "month": [min(months), max(months)],
    }


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit does to one table: files that come, files that go, and rows of files that stay
    which count no more, by their places.
    """

    added: tuple[DataFile, ...] = ()
    removed: tuple[DataFile, ...] = ()
    deleted: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.deleted) or {f.path for f in self.added} != {f.path for f in self.removed}


def apply_changes(files: Iterable[DataFile], changes: Sequence[Change]) -> list[DataFile]:
    """The files of a table after these changes, each of which was made of the same files before."""
    gone = {f.path for change in changes for f in change.removed}
    after = {f.path: f for f in files if f.path not in gone}
    for change in changes:
        for path, places in change.deleted.items():
            if path in after:
                after[path] = after[path].without(places)
    after.update({f.path: f for change in changes for f in change.added})
    return [f for f in after.values() if f.live_rows]

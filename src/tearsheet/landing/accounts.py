"""The account of each input: how many records it had, and what became of them.

An input is a file that was given, or a container inside one. Its records are new, held, skipped or
refused; those that are refused for one reason are one row of quarantine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import orjson
import polars as pl

from tearsheet.landing.refusal import Refusal
from tearsheet.store.inputs import FILE_COLUMNS

#: So many of the records that are refused alike are named. judged
MOST_NAMED = 10
#: Files that an earlier run has read and that have not changed have a row each up to this number;
#: more are one row a source, so that a run over a large folder costs what is new in it. judged
MOST_UNCHANGED = 1_000

#: The columns of the rows of a group.
GROUP_COLUMNS = {**FILE_COLUMNS, "source": pl.String()}

InputStatus = Literal["read", "unchanged", "waiting", "unreadable"]


@dataclass(slots=True)
class RefusedAlike:
    """Records of one input that were refused for one reason; the first of them in full."""

    first: Refusal
    count: int = 0
    raw_bytes: int = 0
    records: list[str] = field(default_factory=list)

    def add(self, refusal: Refusal) -> None:
        """Count one more of them."""
        self.count += 1
        self.raw_bytes += refusal.raw_bytes or 0
        if len(self.records) < MOST_NAMED:
            self.records.append(refusal.record or refusal.ref)


@dataclass(slots=True)
class Account:
    """What became of one input."""

    path: str
    raw_bytes: int | None = None
    raw_sha256: str | None = None
    kind: str | None = None
    status: InputStatus = "read"
    #: As which of the sources it was found.
    source: str = ""
    files: int = 1
    read: int = 0
    new: int = 0
    held: int = 0
    refused: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    alike: dict[str, RefusedAlike] = field(default_factory=dict)

    @property
    def skipped_count(self) -> int:
        """Records that are no captures."""
        return sum(self.skipped.values())

    @property
    def is_balanced(self) -> bool:
        """Whether every record that was read has come to something."""
        return self.read == self.new + self.held + self.refused + self.skipped_count

    def skip(self, kind: str) -> None:
        """Count a record that is no capture."""
        self.read += 1
        self.skipped[kind] = self.skipped.get(kind, 0) + 1

    def refuse(self, refusal: Refusal) -> bool:
        """Count a refusal; whether it is the first for its reason."""
        self.read += 1
        self.refused += 1
        known = self.alike.get(refusal.reason)
        alike = known or self.alike.setdefault(refusal.reason, RefusedAlike(refusal))
        alike.add(refusal)
        return known is None

    def take_refusals(self) -> list[Refusal]:
        """What was refused, one for each reason."""
        taken, self.alike = self.alike, {}
        return [self._as_one(alike) for alike in taken.values()]

    def _as_one(self, alike: RefusedAlike) -> Refusal:
        """Several records as one refusal: that of the first where they are a container's, and where
        they are files inside a file, one that is known by that file's bytes.
        """
        first = alike.first
        if alike.count == 1:
            return first
        inside = [name.removeprefix(f"{self.path}!") for name in alike.records]
        several = replace(
            first, count=alike.count, records=tuple(inside), raw_bytes=alike.raw_bytes or None
        )
        if first.raw_object is not None:
            return several
        return replace(several, ref=self.path, record=inside[0], raw_sha256=self.raw_sha256)

    def as_json(self) -> list[Any]:
        """What is remembered of an input that was read, for `unchanged`."""
        counts = [self.read, self.new + self.held, self.refused]
        return [self.path, self.raw_bytes, self.raw_sha256, self.kind, *counts, self.skipped]

    @classmethod
    def unchanged(cls, stored: Sequence[Any], source: str) -> Account:
        """The account of an input that an earlier run has read: what it had is held."""
        path, size, sha256, kind, read, held, refused, skipped = stored
        counts: dict[str, Any] = {"read": read, "held": held, "refused": refused}
        return cls(path, size, sha256, kind, "unchanged", source, **counts, skipped=skipped)

    def add(self, other: Account) -> None:
        """Take in what another account has counted."""
        self.files += other.files
        self.raw_bytes = (self.raw_bytes or 0) + (other.raw_bytes or 0)
        self.read += other.read
        self.new += other.new
        self.held += other.held
        self.refused += other.refused
        for kind, count in other.skipped.items():
            self.skipped[kind] = self.skipped.get(kind, 0) + count

    def as_row(self) -> dict[str, Any]:
        """The row of `inputs`, but for its run and number."""
        return {
            "path": self.path,
            "status": self.status,
            "kind": self.kind,
            "raw_bytes": self.raw_bytes,
            "raw_sha256": self.raw_sha256,
            "file_count": self.files,
            "record_count": self.read,
            "new_count": self.new,
            "held_count": self.held,
            "skipped_count": self.skipped_count,
            "skipped_by_kind": orjson.dumps(dict(sorted(self.skipped.items()))).decode(),
            "refused_count": self.refused,
        }


class Ledger:
    """The accounts of a run's inputs, in the order in which they were begun; records count for the
    last that is open.
    """

    def __init__(self) -> None:
        self._accounts: list[Account] = []
        #: The numbers of those that are open, the last of them innermost.
        self._open: list[int] = []

    def __len__(self) -> int:
        return len(self._accounts)

    @property
    def current(self) -> Account | None:
        """The account that is open, null outside of every input."""
        return self._accounts[self._open[-1]] if self._open else None

    @property
    def number(self) -> int:
        """The number of the account that is open, from 0; that of the last where none is."""
        return self._open[-1] if self._open else len(self._accounts) - 1

    def begin(self, account: Account) -> Account:
        """Open an account."""
        self._open.append(len(self._accounts))
        self.add(account)
        return account

    def end(self) -> Account:
        """Close the account that was opened last. Raises AssertionError where a record of it is
        unaccounted for.
        """
        account = self._accounts[self._open.pop()]
        assert account.is_balanced, f"{account.path}: records are unaccounted for: {account}"
        return account

    def leave(self) -> Account:
        """Take out the account that was opened last, so that another landing goes on with it."""
        self._open.pop()
        return self._accounts.pop()

    def add(self, account: Account) -> None:
        """Take an account that is complete."""
        self._accounts.append(account)

    def since(self, number: int) -> list[Account]:
        """The accounts from this number on."""
        return self._accounts[number:]

    def rows(self, run_id: str, first: int) -> pl.DataFrame:
        """The rows of `inputs`, numbered from `first` on."""
        rows = [
            {"run_id": run_id, "input_no": number, **account.as_row()}
            for number, account in enumerate(_folded(self._accounts), first)
        ]
        return pl.DataFrame(rows, schema=dict(FILE_COLUMNS))

    def rows_of_group(self, run_id: str) -> pl.DataFrame:
        """The rows of `inputs` of a group of files, one an account: numbered from 0, with the
        `source` of each. Those of several groups are put together by `groups.gather`.
        """
        rows = [
            {"run_id": run_id, "input_no": number, **account.as_row(), "source": account.source}
            for number, account in enumerate(self._accounts)
        ]
        return pl.DataFrame(rows, schema=GROUP_COLUMNS)


def _folded(accounts: Sequence[Account]) -> Iterator[Account]:
    """The accounts, those of unchanged files put together by source where they are very many."""
    if sum(account.status == "unchanged" for account in accounts) <= MOST_UNCHANGED:
        yield from accounts
        return
    together: dict[str, Account] = {}
    for account in accounts:
        if account.status != "unchanged":
            yield account
            continue
        whole = together.setdefault(
            account.source, Account(account.source, 0, status="unchanged", files=0)
        )
        whole.add(account)
    yield from together.values()

"""The refusal of a file, or of records of one: what becomes a row of `quarantine`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tearsheet.plain_text import amount
from transforms.ids import quarantine_id


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
    #: Of how many records of one file this is told, and which are the first of them.
    count: int = 1
    records: tuple[str, ...] = ()

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

    @property
    def message(self) -> str:
        """The refusal as a sentence."""
        said = ": ".join(filter(None, (self.name, self.reason, self.detail)))
        return tell_together(said, self.count)

    def as_json(self) -> dict[str, Any]:
        """The fields that say something."""
        said = {k: v for k in self.__slots__ if (v := getattr(self, k)) is not None}
        if self.count == 1:
            del said["count"], said["records"]
        return said


def tell_together(sentence: str, records: int) -> str:
    """What is said of the first of so many records that are refused alike, and how many more they
    are: `in/x.jsonl#0: bad_json (and 29 more records alike)`.
    """
    more = f" (and {amount(records - 1, 'more record')} alike)" if records > 1 else ""
    return sentence + more

"""What comes from outside the bytes: a user's word for a whole landing, and what it says of each
landed file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from transforms.outlets import declare_outlet


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a user says of a whole landing: the outlet's name, when it was captured, and names of
    fields in its records.
    """

    outlet: str | None = None
    captured_at: datetime | None = None
    field_map: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, landing: Mapping[str, Any]) -> Declaration:
        """The declaration that a landing object holds."""
        when = landing["captured_at"]
        return cls(
            landing["outlet"],
            datetime.fromisoformat(when) if when else None,
            dict(landing["field_map"]),
        )

    def as_json(self) -> dict[str, Any]:
        """The fields as a landing object holds them."""
        when = self.captured_at
        return {
            "outlet": self.outlet,
            "captured_at": when.astimezone(UTC).isoformat() if when else None,
            "field_map": self.field_map,
        }

    def outlet_in(self, folder: str | None) -> str | None:
        """The outlet that is declared of a file in a folder of this name: `flag:<slug>` where the
        user named one, else `folder:<slug>`, null where neither says anything.
        """
        return declare_outlet(self.outlet, folder)

    def field_map_of(self, record_kind: str) -> str | None:
        """The field map of an article's record as JSON; null for pages, and where none is given."""
        if record_kind != "article" or not self.field_map:
            return None
        return orjson.dumps(self.field_map, option=orjson.OPT_SORT_KEYS).decode()


def stronger_map(one: str | None, other: str | None) -> str | None:
    """Of two field maps, as JSON, the one that counts: any before none, of two the one that sorts
    last, so that it does not matter which came first.
    """
    return max(one or "", other or "") or None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One landed file, in the store: a container, or (with an offset) one payload in a
    packed part.
    """

    path: str
    sha256: str
    object: str
    kind: str
    folder: str | None = None
    coding: str | None = None
    offset: int | None = None
    length: int | None = None
    media_type: str | None = None
    #: The time that the name of a dump gives it, ISO 8601.
    dated: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The fields that say something."""
        return {k: v for k in self.__slots__ if (v := getattr(self, k)) is not None}

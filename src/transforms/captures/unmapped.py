"""Dumps none of whose records has a text: which fields they have, and how a user names the one that
is meant.
"""

from __future__ import annotations

from transforms.formats.record import Item, Record
from transforms.page import UNMAPPED_FIELDS
from transforms.text.records.fields import names_of_fields

REASON = UNMAPPED_FIELDS
#: So many records are asked for the names of their fields, and so many names are told. judged
_MOST_ASKED, _MOST_TOLD = 20, 12


class TextWatch:
    """Sees the records of a dump one after the other."""

    def __init__(self) -> None:
        self._items = 0
        self._records = 0
        self._has_text = False
        self._names: dict[str, None] = {}

    def see(self, item: Item, number: int) -> None:
        """Note whether the item of this number has a text, and of the first records what else; an
        item that is read once more was seen.
        """
        if number <= self._items:
            return
        self._items = number
        if not isinstance(item, Record) or item.record_kind != "article":
            return
        self._records += 1
        self._has_text = self._has_text or item.has_text
        if not self._has_text and self._records <= _MOST_ASKED:
            self._names.update(dict.fromkeys(names_of_fields(item.payload)))

    def words(self) -> str | None:
        """What to tell of a dump without a text; null of one that has a text or no records."""
        if self._has_text or not self._records:
            return None
        names = list(self._names)
        more = f" and {len(names) - _MOST_TOLD} more" if len(names) > _MOST_TOLD else ""
        told = ", ".join(name[:80] for name in names[:_MOST_TOLD]) or "none with text"
        return (
            f"no article came out of {self._records} records: no field is known as their text; "
            f"fields: {told}{more}; name one: --map text=NAME"
        )

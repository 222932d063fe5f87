"""What a format yields of containers and loose files (records, revisits, skipped records, damage),
taken one by one: counted, and what is new put into shards.
"""

from __future__ import annotations

from collections.abc import Iterable

from tearsheet.landing.plan import Holdings, Lookup, ShardPlan, no_captures
from tearsheet.landing.records import LandingItem
from tearsheet.landing.refusal import Refusal
from tearsheet.landing.result import WebArchive
from tearsheet.landing.revisits import read_revisits, resolve_revisits
from tearsheet.landing.shards import ShardWriter
from tearsheet.store.objects import Objects
from transforms.captures.revisits import PendingRevisit
from transforms.formats.record import Skipped
from transforms.schemas import REVISIT


class Intake:
    """Decides which items are wanted and hands their rows to the shards; those of revisits once
    all web archives are known, in which their payloads may be.
    """

    def __init__(self, objects: Objects, plan: ShardPlan, held: Holdings) -> None:
        self.shards = ShardWriter(objects, plan, held)
        self._objects = objects
        self._revisits: list[PendingRevisit] = []
        self._archives: dict[WebArchive, None] = {}

    def wants(self, item: LandingItem) -> bool:
        """Count an item; whether the archive does not know it yet, so that it is to be accepted."""
        if isinstance(item, Skipped):
            self.shards.skip(item.reason)
            return False
        if isinstance(item, Refusal):
            return self.shards.refuse(item)
        row = item.row if isinstance(item, PendingRevisit) else item
        return self.shards.decide(row["capture_id"], row["declared_outlet"], row["field_map"])

    def accept(self, item: LandingItem) -> int:
        """Take an item that is wanted, whose bytes are stored; the bytes of its payload, 0 where it
        has none of its own.
        """
        if isinstance(item, PendingRevisit):
            self._revisits.append(item)
        elif not isinstance(item, Refusal | Skipped):
            self.shards.add(item)
            return int(item["raw_bytes"])
        return 0

    def take_all(self, items: Iterable[LandingItem]) -> None:
        """Take those of the items that are wanted; the bytes of all of them are stored."""
        for item in items:
            if self.wants(item):
                self.accept(item)

    def add_archive(self, archive: WebArchive) -> None:
        """A stored web archive in which payloads of revisits are looked for."""
        self._archives[archive] = None

    @property
    def archives(self) -> tuple[WebArchive, ...]:
        """The web archives that were added."""
        return tuple(self._archives)

    def resolve(self, lookup: Lookup) -> None:
        """Rows of revisits go on, with the payload they refer to where it is found."""
        for row in resolve_revisits(self._objects, self._revisits, self._archives, lookup):
            self.shards.add(row)

    def resolve_held(self, held: Holdings) -> None:
        """Held revisits whose payload has come with this landing go on again."""
        if held.open_revisits is None or held.open_revisits.is_empty() or not self._archives:
            return
        waiting = read_revisits(self._objects, held.open_revisits)
        for row in resolve_revisits(self._objects, waiting, self._archives, no_captures):
            if row["media_type"] != REVISIT:
                self.shards.add_again(row)

"""A container (WARC, ARC, dump, table) is stored as it was given, and its records go on to be
parsed, in shards.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from tearsheet.landing.accounts import Account
from tearsheet.landing.intake import Intake
from tearsheet.landing.plan import LandingPlan
from tearsheet.landing.records import container_rows
from tearsheet.landing.rest import PartialContainer
from tearsheet.landing.result import WebArchive
from tearsheet.store.crash_points import reach
from tearsheet.store.objects import Objects
from transforms.captures.declaration import StoredFile
from transforms.formats.cursor import Place

#: So many records of a container pass between two reports of how far it has been read. judged
_REPORT_EVERY = 500


class Meter:
    """How much a landing has read, which it reports, and how much of that was new."""

    def __init__(self, plan: LandingPlan) -> None:
        self._most_bytes, self._report = plan.most_bytes, plan.on_records
        self._records = 0
        #: Bytes of files that were read to their end.
        self.read_bytes = 0
        #: Bytes of new payloads.
        self.new_bytes = 0

    def is_full(self) -> bool:
        """Whether this landing has taken as much as it may."""
        return self._most_bytes is not None and self.new_bytes >= self._most_bytes

    def count_record(self, stream: BinaryIO) -> None:
        """Count a record of the container that is being read."""
        self._records += 1
        if self._records % _REPORT_EVERY == 0:
            self._report(self._records, self.read_bytes + stream.tell())

    def report(self) -> None:
        """Report how much was read, where that was records of containers."""
        if self._records:
            self._report(self._records, self.read_bytes)


class Containers:
    """Takes the records of containers; one is stored where one of its records is wanted."""

    def __init__(
        self,
        objects: Objects,
        intake: Intake,
        meter: Meter,
        plan: LandingPlan,
        files: list[StoredFile],
    ) -> None:
        self._objects, self._intake, self._meter = objects, intake, meter
        self._declaration, self._files = plan.declaration, files
        #: The container in the middle of which the landing has had enough.
        self.stopped: PartialContainer | None = None

    def take(self, copy: Path, stored: StoredFile, *, is_member: bool) -> None:
        """Take a container from a local copy. Where it is a member of another file it is taken
        whole: the next landing could not go on in the middle of it. Its account is open.
        """
        start = PartialContainer(stored, 0, Place(), self._account())
        with copy.open("rb") as stream:
            self._take_records(stream, start, copy, may_stop=not is_member)

    def resume(self, begun: PartialContainer) -> None:
        """Take what is left of a stored container."""
        with self._objects.reader(begun.stored.object) as stream:
            self._take_records(stream, begun, None, may_stop=True)
            self._meter.read_bytes += stream.seek(0, os.SEEK_END)

    def _take_records(
        self, stream: BinaryIO, start: PartialContainer, copy: Path | None, *, may_stop: bool
    ) -> None:
        stored, place, is_wanted = start.stored, start.place.fixed(), False
        items = container_rows(stream, stored, self._declaration, place, start.texts)
        for number, item in enumerate(items, place.items + 1):
            if number <= start.items:
                continue
            self._meter.count_record(stream)
            if self._intake.wants(item):
                if not is_wanted:
                    self._store(stored, copy)
                    is_wanted = True
                self._meter.new_bytes += self._intake.accept(item)
            if may_stop and is_wanted and self._meter.is_full():
                account = self._account()
                self.stopped = PartialContainer(stored, number, place.fixed(), account, start.texts)
                break
        if stored.kind == "warc" and (is_wanted or self._objects.exists(stored.object)):
            self._intake.add_archive(WebArchive(stored.object, stored.coding))

    def _account(self) -> Account:
        account = self._intake.shards.ledger.current
        assert account is not None
        return account

    def _store(self, stored: StoredFile, copy: Path | None) -> None:
        """Store a container, unless it is, before the first row that names it goes on."""
        if copy:
            self._objects.put_file(stored.object, copy, is_finished=True)
            reach("container.stored")
        self._files.append(stored)

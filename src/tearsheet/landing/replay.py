"""The records of earlier landings once more, from landing objects and raw bytes alone: what a
rebuild starts from, and a run that reads refused records again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import orjson

from tearsheet.landing.accounts import Account
from tearsheet.landing.intake import Intake
from tearsheet.landing.plan import Holdings, ShardPlan, no_captures
from tearsheet.landing.records import records_of_landing
from tearsheet.landing.result import LandingResult, WebArchive
from tearsheet.store.objects import Objects


def replay(
    objects: Objects, landings: Iterable[Mapping[str, Any]], plan: ShardPlan, held: Holdings
) -> LandingResult:
    """The shards of these landings again, as `land` staged them, from the raw store alone. Nothing
    is stored anew.
    """
    intake = Intake(objects, plan, held)
    for landing in landings:
        for file in landing["files"]:
            if file["kind"] == "warc" and "offset" not in file:
                intake.add_archive(WebArchive(file["object"], file.get("coding")))
        for name, items in records_of_landing(objects, landing):
            intake.shards.ledger.begin(Account(name))
            intake.take_all(items)
            intake.shards.end()
    intake.resolve(no_captures)
    return intake.shards.close(lambda: None)


def packed_places(
    objects: Objects, digests: Collection[str]
) -> Iterator[tuple[str, int, int, str]]:
    """(container, offset, length, coding) of each loose file with one of these SHA-256 that a
    landing has packed.
    """
    sought = set(digests)
    for entry in objects.list("raw/landings"):
        for file in orjson.loads(objects.get(entry.path))["files"]:
            if "offset" in file and file["sha256"] in sought:
                yield file["object"], file["offset"], file["length"], "bytes"


def list_landings(objects: Objects) -> list[dict[str, Any]]:
    """Every landing in the order in which they were made."""
    found = [orjson.loads(objects.get(e.path)) for e in objects.list("raw/landings")]
    return sorted(found, key=lambda landing: (landing["landed_at"], orjson.dumps(landing)))

"""What a run came to, in numbers and in lines for a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from tearsheet.landing.result import LandingResult
from tearsheet.plain_text import amount, list_counts
from tearsheet.query.archive import Archive
from tearsheet.query.limits import MOST_SECONDS
from tearsheet.stages.batch import BY_CONTENT, MOVED_TO
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.dedup.identity.counts import count_missing, count_teasers
from transforms.partitions import PARTITIONED_BY

#: Refusals that a run's list shows; the table `quarantine` has all of them. judged
MOST_REFUSALS = 1_000


def funnel(landed: LandingResult, derived: Mapping[str, int]) -> dict[str, Any]:
    """What became of every record read. Raises AssertionError where one is unaccounted for."""
    skipped = sum(landed.skipped.values())
    if landed.read != landed.new + landed.held + skipped + landed.quarantined:
        raise AssertionError(f"conservation is broken at ingest: {landed}")
    told, moved = (
        {
            name.removeprefix(prefix): count
            for name, count in derived.items()
            if name.startswith(prefix)
        }
        for prefix in (BY_CONTENT, MOVED_TO)
    )
    names = (
        "new",
        "revision",
        "duplicate",
        "copies",
        "without_article",
        "quarantined",
        "failed",
        "captures",
        "rederived",
        "digest_differs",
    )
    return {
        "read": landed.read,
        "already_held": landed.held,
        "skipped": skipped,
        "skipped_by_kind": dict(landed.skipped),
        "refused": landed.quarantined + derived.get("parse_refused", 0),
        "waiting": landed.waiting,
        "by_content": sum(told.values()),
        "fields_by_content": told,
        "moved": sum(moved.values()),
        "moved_to": moved,
        **{n: derived.get(n, 0) for n in names},
    }


def totals(storage: Storage, snapshot: Snapshot, run_id: str) -> dict[str, int]:
    """Articles that the archive holds in this snapshot; and of the captures that this run brought
    distinct teasers, and articles that they name and the archive does not hold. What all captures
    say is counted by `tearsheet status`: a run costs what it brings.
    """
    brought = pl.DataFrame({"run_id": [run_id]})
    captures = storage.find(snapshot, "captures", brought, ["capture_id", *PARTITIONED_BY])
    listings = storage.find(snapshot, "listings", captures)
    return {
        "articles_held": sum(file.live_rows for file in storage.files(snapshot, "articles")),
        "teasers": count_teasers(listings),
        "known_missing": count_missing(listings),
    }


def refusals(storage: Storage, snapshot: Snapshot, run_id: str) -> list[dict[str, Any]]:
    """What this run refused: the name given (of records alike that of the first, and how many they
    are), stage, reason code and detail.
    """
    rows = Archive.at(storage, snapshot).sql(
        f"""SELECT ref, record_count AS records, stage, reason, detail FROM quarantine
        WHERE run_id = '{run_id}' ORDER BY ALL LIMIT {MOST_REFUSALS}""",
        seconds=MOST_SECONDS,
    )
    return rows.to_dicts()


def last_line(counts: Mapping[str, Any], snapshot: int, *, is_published: bool) -> str:
    """How many captures a run derived again, and the number of the snapshot after it."""
    after = (
        f"snapshot {snapshot}" if is_published else f"nothing published; snapshot {snapshot} stays"
    )
    return f"{amount(counts.get('rederived', 0), 'capture')} derived again; {after}"


def lines(counts: Mapping[str, Any]) -> list[str]:
    """One line an outcome, as the command line ends with."""
    always = {"new", "revision", "duplicate", "refused", "teasers", "known_missing"}
    return [
        f"{label:<14}{counts.get(name, 0):>8,}  {words}"
        for name, label, words in _outcomes(counts)
        if name in always or counts.get(name)
    ]


def _outcomes(counts: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(count, label, words) of every outcome that a run may have."""
    copies = f", {counts.get('copies')} of them copies of another outlet's"
    return [
        ("new", "new", "articles" + (copies if counts.get("copies") else "")),
        ("revision", "revision", "new versions of articles"),
        ("duplicate", "duplicate", "more captures of a version already known"),
        ("without_article", "no article", "list, error and empty pages"),
        ("already_held", "already held", "captures ingested before"),
        ("moved", "moved", f"captures held, to {_by_kind(counts.get('moved_to') or {})}"),
        ("skipped", "skipped", f"no pages: {_by_kind(counts.get('skipped_by_kind') or {})}"),
        (
            "digest_differs",
            "differing",
            "captures whose bytes differ from the digest that their record states",
        ),
        ("refused", "quarantined", "refused files and records, each with its reason"),
        (
            "failed",
            "failed",
            "of these on which the program itself failed: its fault, not theirs; a backfill takes "
            "them up once it is mended",
        ),
        (
            "by_content",
            "by content",
            "records with fields of unknown names, told by what stands in them: "
            + _by_kind(counts.get("fields_by_content") or {}),
        ),
        ("waiting", "waiting", "files written a moment ago, left for the next run"),
        ("teasers", "teasers", "distinct teasers on the pages that are new"),
        (
            "known_missing",
            "known missing",
            "articles that these pages name and the archive does not hold",
        ),
    ]


def _by_kind(skipped: Mapping[str, int]) -> str:
    """Skipped records by kind, the most frequent first: `"8 image, 3 request"`."""
    return list_counts(dict(sorted(skipped.items(), key=lambda item: (-item[1], item[0]))))

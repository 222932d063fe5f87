"""A text withdrawn: what is looked up before, and what goes beside the tables: the index of words,
previews, `views.sql` and `current/`.
"""

from __future__ import annotations

import contextlib
import io
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from tearsheet.errors import Usage
from tearsheet.export.ledger import exports_with
from tearsheet.landing.replay import packed_places
from tearsheet.query.archive import Archive
from tearsheet.query.session import Session
from tearsheet.query.show import resolve_id
from tearsheet.search.place import home_of
from tearsheet.store import current, lease, snapshots
from tearsheet.store.crash_points import reach
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.takedown import reissue, tombstones
from tearsheet.takedown.raw import Blanked, blank
from tearsheet.takedown.tombstones import Tombstone
from transforms.formats.record import RAW_PLACE
from transforms.page import WITHDRAWN


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a withdrawal came to: the tombstones that it is by, the snapshots issued again, articles
    that print the text too, and exports that hold it.
    """

    stones: dict[str, Tombstone]
    numbers: tuple[int, ...]
    copies: tuple[tuple[str, str, str], ...]
    exports: tuple[dict[str, object], ...]
    blanked: Blanked | None = None


def bury(storage: Storage, article_id: str, *, reason: str, now: datetime) -> dict[str, Tombstone]:
    """Put a tombstone for an article and the captures that show it in any kept snapshot; those that
    stand already, where it was withdrawn before and did not come again. By path. Raises Usage where
    the archive has no such article.
    """
    archive = Archive(storage.objects.root)
    ids = {article_id, resolve_id(Session(archive), article_id)}
    standing = tombstones.find_tombstones(storage.objects, ids)
    every = [storage.snapshot(n) for n in snapshots.numbers(storage.objects)]
    shown = _gather(storage, every, "sightings", "article_id", ids)
    if shown.is_empty():
        if standing:
            return standing
        raise Usage(f"no article {article_id} in snapshot {archive.snapshot.number}")
    held = _gather(storage, every, "captures", "capture_id", set(shown["capture_id"]))
    stone = Tombstone(
        article_ids=tuple(sorted(ids)),
        capture_ids=_each(held["capture_id"]),
        raw_sha256=_each(held["raw_sha256"]),
        text_sha256=_each(shown["text_sha256"]),
        outlets=_each(held["outlet"]),
        reason=reason,
        withdrawn_at=now.astimezone(UTC).isoformat(),
    )
    path = stone.put(storage.objects)
    reach("withdraw.buried")
    return {**standing, path: stone}


_GATHERED = {
    "sightings": ("capture_id", "text_sha256"),
    "captures": ("capture_id", "raw_sha256", "outlet"),
}


def _gather(
    storage: Storage, every: list[Snapshot], table: str, column: str, values: set[str]
) -> pl.DataFrame:
    """Columns of the rows of a table with one of these values, in any of these snapshots."""
    by_manifest = {s.tables.get(table): s for s in every}
    is_named = pl.col(column).is_in(sorted(values))
    frames = [
        storage.scan(s, table).filter(is_named).select(_GATHERED[table])
        for s in by_manifest.values()
    ]
    return pl.concat(frames).unique().collect()


def _each(values: pl.Series) -> tuple[str, ...]:
    return tuple(values.drop_nulls().unique().sort())


def find_copies(storage: Storage, article_id: str) -> tuple[tuple[str, str, str], ...]:
    """Other articles of the article's story: id, outlet, how they relate to its lead."""
    asked = Session(Archive(storage.objects.root))
    key = resolve_id(asked, article_id)
    rows = asked.rows(
        "SELECT article_id, outlet, relation FROM stories WHERE story_id IN (SELECT story_id "
        f"FROM stories WHERE article_id = '{key}') AND article_id <> '{key}' ORDER BY ALL"
    )
    return tuple((str(a), str(b), str(c)) for a, b, c in rows.rows)


def erase(
    storage: Storage,
    stones: dict[str, Tombstone],
    copies: tuple[tuple[str, str, str], ...],
    *,
    holder: str,
    now: datetime,
) -> Withdrawn:
    """Issue every kept snapshot again without what these tombstones name, and remove what else
    holds its words.
    """
    numbers: set[int] = set()
    with lease.hold_lease(storage.objects, holder):
        for path, stone in stones.items():
            numbers |= set(reissue.reissue(storage, path, stone, now).numbers)
    ids = {i for stone in stones.values() for i in stone.article_ids}
    captures = {i for stone in stones.values() for i in stone.capture_ids}
    _drop_index(storage)
    _drop_previews(storage, ids)
    _show_again(storage)
    given = tuple(exports_with(storage.objects, ids, captures))
    return Withdrawn(stones, tuple(sorted(numbers)), copies, given)


def blank_raw(storage: Storage, stones: dict[str, Tombstone]) -> Blanked:
    """Blank the raw bytes of what these tombstones name, wherever refusals or landings say that
    they stand: groups of files that are landed at once may have packed the same file twice.
    """
    digests = sorted({d for stone in stones.values() for d in stone.raw_sha256})
    is_named = (pl.col("reason") == WITHDRAWN) & pl.col("raw_sha256").is_in(digests)
    refused = storage.scan(storage.head(), "quarantine").filter(is_named)
    places = refused.filter(pl.col("raw_object").is_not_null()).select(RAW_PLACE).collect()
    packed = pl.DataFrame(
        list(packed_places(storage.objects, digests)), schema=places.schema, orient="row"
    )
    return blank(storage.objects, pl.concat([places, packed]))


def _drop_index(storage: Storage) -> None:
    """Remove the index of words, of this machine and of the bucket: the next search makes it
    anew.
    """
    objects = storage.objects
    home = home_of(objects)
    if home.is_dir():
        shutil.rmtree(home, ignore_errors=True)
    objects.delete([e.path for e in objects.list("search")])


def _drop_previews(storage: Storage, ids: set[str]) -> None:
    """Remove the rows of dry runs that name one of these articles."""
    objects = storage.objects
    for entry in list(objects.list("previews")):
        rows = pl.read_parquet(io.BytesIO(objects.get(entry.path)))
        if "article_id" not in rows or rows["article_id"].is_in(sorted(ids)).any():
            objects.delete([entry.path])


def _show_again(storage: Storage) -> None:
    """Make `views.sql` and `current/` of a local archive anew: they have links to what went."""
    root = storage.objects.folder
    if root is None:
        return
    with contextlib.suppress(FileNotFoundError):
        (root / "views.sql").unlink()
    with contextlib.suppress(FileNotFoundError):
        (root / "current").unlink()
    shutil.rmtree(Path(root) / ".current", ignore_errors=True)
    reach("withdraw.hidden")
    current.show_newest(storage)

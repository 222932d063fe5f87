"""Tearsheet turns captured news pages into an archive you can query.

cli          the command line
upkeep       verify, compact, vacuum, rebuild, compare
stages       the steps of a run
search       words of articles: found, and by what text
explore      the archive as pages to look at
export       taking articles along: corpora, raw captures, tables
query        reading: SQL, one article, two versions, the state of the whole
takedown     texts that are withdrawn: tombstones, snapshots issued again
landing      sources -> raw objects, declarations, shards of records
store        where the archive lies: objects, snapshots, tables, runs
workers      child processes that may hang, crash or eat memory without harm
child        what runs in such a process
version      which code derived a row
settings     what the environment says, read once
errors       errors that a user can meet
stopping     Ctrl-C and SIGTERM end what is under way
plain_text   text as it may be shown: on a terminal, in a log, on a page, in a spreadsheet, in SQL
progress     who is told how a run proceeds
chunks       lists and frames a bounded amount at a time
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tearsheet.version import __version__

if TYPE_CHECKING:
    from tearsheet.query.archive import Archive
    from tearsheet.search.archive import SearchableArchive

__all__ = ["Archive", "__version__", "open"]


def open(
    root: str | None = None, as_of: str | int | None = None, notes: str | None = None
) -> SearchableArchive:
    """The archive at `root` (default `$TEARSHEET_ROOT`, else `data/archive`), pinned to one
    snapshot.

    `as_of` is a snapshot number, an ISO time, or null for the newest; `notes` a CSV or Parquet file
    of notes by `article_id`, which queries read as `notes` (default `$TEARSHEET_NOTES`). Raises
    `tearsheet.errors.NoArchive` where there is none.
    """
    from tearsheet.search.archive import SearchableArchive
    from tearsheet.settings import settings

    archive = SearchableArchive(root or settings().root, as_of=as_of)
    archive.notes = notes or (None if settings().notes == "none" else settings().notes)
    return archive


def __getattr__(name: str) -> object:
    if name == "Archive":
        from tearsheet.query.archive import Archive

        return Archive
    raise AttributeError(name)

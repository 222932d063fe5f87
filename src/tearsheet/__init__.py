"""Tearsheet turns captured news pages into an archive you can query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tearsheet.version import __version__

if TYPE_CHECKING:
    from tearsheet.query.archive import Archive

__all__ = ["Archive", "__version__", "open"]


def open(root: str | None = None, as_of: str | int | None = None) -> Archive:
    """The archive at `root` (default `$TEARSHEET_ROOT`, else `data/archive`), pinned to one
    snapshot.

    `as_of` is a snapshot number, an ISO time, or null for the newest. Raises
    `tearsheet.errors.NoArchive` where there is none.
    """
    from tearsheet.query.archive import Archive
    from tearsheet.settings import settings

    return Archive(root or settings().root, as_of=as_of)


def __getattr__(name: str) -> object:
    if name == "Archive":
        from tearsheet.query.archive import Archive

        return Archive
    raise AttributeError(name)

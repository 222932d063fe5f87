"""Which files inside a zip or tar file are captures, by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

#: What a zip file that is a program or an office document begins with; it is no archive of pages.
_PROGRAM = re.compile(r"\[Content_Types\]\.xml|META-INF/.*|mimetype|AndroidManifest\.xml")
#: Of so many members the names are looked at. judged
FIRST_MEMBERS = 50
_WACZ_ARCHIVE = re.compile(r"archive/[^/]+")


def is_program(names: Sequence[str]) -> bool:
    """Whether the members' names are those of a program or an office document in zip form."""
    return any(_PROGRAM.fullmatch(name) for name in names[:FIRST_MEMBERS])


def is_wacz(names: Iterable[str]) -> bool:
    """Whether the members' names are those of a WACZ file: web archives with indexes of them."""
    has_package = has_archive = False
    for name in names:
        has_package = has_package or name == "datapackage.json"
        has_archive = has_archive or is_wacz_archive(name)
        if has_package and has_archive:
            return True
    return False


def is_wacz_archive(name: str) -> bool:
    """Whether a member of a WACZ file is a web archive, and no index: `archive/data.warc.gz`."""
    return _WACZ_ARCHIVE.fullmatch(name) is not None


def is_hidden(name: str) -> bool:
    """Whether a member, or a folder that it lies in, is hidden or a system's own: `a/.git/x`."""
    return any(
        part.startswith(".") or part == "__MACOSX"
        for part in name.split("/")
        if part not in (".", "..")
    )

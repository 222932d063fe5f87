"""What a root is: a folder on local disk, or a bucket; and whether a run can write to it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tearsheet.errors import BadRoot
from tearsheet.store import disk
from tearsheet.store.objects import LocalObjects, Objects

_SET = "set --root or $TEARSHEET_ROOT to a folder or a bucket URL that you may write to"


def open_objects(root: str) -> Objects:
    """The objects under this folder or bucket URL; nothing is created before the first put. Raises
    BadRoot where the URL or what the environment says of the bucket cannot be right.
    """
    if "://" in root and not root.startswith("file://"):
        from tearsheet.store.bucket import BucketObjects  # obstore is loaded for buckets only

        return BucketObjects(root)
    return LocalObjects(root)


def check_root(root: str) -> None:
    """Nothing, where a run can write to the root. Raises BadRoot.

    An archive that is there is written to, as a run does; a folder that is not there yet is not
    made.
    """
    objects = open_objects(root)
    if objects.folder is None:
        from tearsheet.store.bucket import check_bucket

        check_bucket(root)
        return
    try:
        root.encode()
    except UnicodeEncodeError:
        raise BadRoot(f"the root {root!a} is no UTF-8, which DuckDB needs: {_SET}") from None
    try:
        _probe(objects.folder)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BadRoot(f"the root {root} cannot be written to ({why}): {_SET}") from None


def _probe(folder: Path) -> None:
    """Write a file and remove it where the folder exists; else see that it can be made."""
    if folder.exists():
        incoming = folder / disk.INCOMING
        incoming.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=incoming) as probe:
            probe.write(b"may this be written to?")
        return
    above = next(p for p in folder.parents if os.path.lexists(p))
    if not above.is_dir():
        raise NotADirectoryError(20, f"{above} is not a folder")
    if not os.access(above, os.W_OK | os.X_OK):
        raise PermissionError(13, f"{above} may not be written to")

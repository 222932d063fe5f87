"""Files of an export: written beside their place, which they take when all of them are whole."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tearsheet.errors import Usage
from tearsheet.query.output import is_of_archive
from tearsheet.store.crash_points import reach

#: Names beside the data of a folder; of a single file they are put behind its own name.
MANIFEST, COPIES, DATA = "manifest.json", "copies.parquet", "data"
#: The address of a bucket, as a path holds it; one letter would be a drive's.
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:/")


class Target:
    """Where an export goes: a folder with its data in `data/`, or one file. `beside` is the folder
    in which it is written until it is whole.
    """

    def __init__(self, path: Path, *, is_file: bool) -> None:
        self.path, self.is_file = path, is_file
        self.beside = path.with_name(f".tearsheet-{uuid.uuid4().hex}")

    @property
    def data(self) -> Path:
        """The file or folder that the rows are written to."""
        return self.beside / (self.path.name if self.is_file else DATA)

    def note(self, name: str) -> Path:
        """Where a file that says something of the data is written."""
        return self.beside / (f"{self.path.name}.{name}" if self.is_file else name)

    def final(self, path: Path) -> Path:
        """The place that a file written beside takes in the end."""
        inside = path.relative_to(self.beside)
        return self.path.parent / inside if self.is_file else self.path / inside

    def check(self, root: Path | None, *, force: bool) -> None:
        """Check that the export may go there. Raises Usage for a link, for what is there unless
        `force` is given and it is an export, and for whatever is the archive's own.
        """
        path = self.path
        if _ADDRESS.match(str(path)) and not path.parent.is_dir():
            raise Usage(f"--to {path}: an export goes to a folder of this machine, not to a bucket")
        if path.is_symlink():
            raise Usage(f"--to {path}: this is a link; name the place itself")
        if not path.parent.is_dir():
            raise Usage(f"--to {path}: there is no folder {path.parent}")
        if root is not None and (is_of_archive(path, root) or _holds(path, root)):
            raise Usage(
                f"--to {path}: this is the archive's own, which nothing but a run writes to"
            )
        if not path.exists():
            return
        if not force:
            raise Usage(f"--to {path}: this exists; --force writes it anew")
        if path.is_file() != self.is_file or not path.is_file() | (path / MANIFEST).is_file():
            raise Usage(f"--to {path}: this is no export of this kind; remove it yourself")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The folder beside; it goes where the export fails."""
        self.beside.mkdir()
        if not self.is_file:
            self.data.mkdir()
        try:
            yield
        finally:
            shutil.rmtree(self.beside, ignore_errors=True)

    def publish(self) -> None:
        """Put the files in their place: a folder at once, a file after what is said of it."""
        for path in sorted(self.beside.rglob("*")):
            if path.is_file():
                with path.open("rb") as written:
                    os.fsync(written.fileno())
        if self.is_file:
            self._publish_file()
        elif self.path.exists():
            old = self.path.with_name(f".tearsheet-{uuid.uuid4().hex}")
            self.path.rename(old)
            reach("export.placing")
            self.beside.rename(self.path)
            shutil.rmtree(old, ignore_errors=True)
        else:
            self.beside.rename(self.path)

    def _publish_file(self) -> None:
        stale = self.path.with_name(f"{self.path.name}.{COPIES}")
        with contextlib.suppress(FileNotFoundError):
            stale.unlink()
        for path in sorted(self.beside.iterdir(), key=lambda p: p == self.data):
            reach("export.placing")
            path.replace(self.path.parent / path.name)


def _holds(path: Path, root: Path) -> bool:
    """Whether the archive lies in this folder."""
    inside = root.resolve()
    return path.resolve() in (inside, *inside.parents)

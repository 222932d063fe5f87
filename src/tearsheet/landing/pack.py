"""Loose files of a run -> WARC files in the raw store, which any web-archive tool can read."""

from __future__ import annotations

import contextlib
import hashlib
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from tearsheet.store import disk
from tearsheet.store.crash_points import reach
from tearsheet.store.objects import Objects
from transforms.ids import sha256_hex

#: A new part begins before one grows beyond this. judged
PART_BYTES = 256 << 20


def container_path(sha256: str, ending: str) -> str:
    """Where a container is stored: by its content."""
    return f"raw/containers/{sha256[:2]}/{sha256}.{ending}"


class Scratch:
    """A local folder of this run for files that are still growing; made at first need, empty after
    `clear`.
    """

    def __init__(self, objects: Objects, run_id: str, group: str = "") -> None:
        """For a run, or for a group of its files that is landed beside others."""
        self._objects, self._prefix = objects, f"staging/{run_id}/{group}scratch"
        self._is_shared = bool(group)
        self._folder: Path | None = None

    def file(self) -> Path:
        """A name that is free. Beside the archive where that is local: a copy of a large container
        may not fit elsewhere.
        """
        if self._folder is None:
            import tempfile

            folder = self._objects.local(self._prefix) or Path(
                tempfile.mkdtemp(prefix="tearsheet-")
            )
            folder.mkdir(parents=True, exist_ok=True)
            self._folder = folder
        return self._folder / uuid.uuid4().hex

    def clear(self) -> None:
        """Remove the files that are left, and the folder."""
        if self._folder is None:
            return
        for path in self._folder.iterdir():
            path.unlink()
        self._folder.rmdir()
        if not self._is_shared:  # else others are putting files into the folder of the run
            self._objects.prune_folder(self._prefix.rsplit("/", 1)[0])


class Packer:
    """Appends payloads to a WARC part; `on_part` is told each part's stored name when it is
    whole.
    """

    def __init__(
        self,
        objects: Objects,
        scratch: Scratch,
        now: datetime,
        on_part: Callable[[str], None],
        *,
        part_bytes: int = PART_BYTES,
    ) -> None:
        self._objects, self._scratch, self._on_part, self._part_bytes = (
            objects,
            scratch,
            on_part,
            part_bytes,
        )
        self._date = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._path: Path | None = None
        self._out: BinaryIO | None = None
        self._hash = hashlib.sha256()
        self._size = 0

    def add(self, payload: bytes, media_type: str, sha256: str) -> tuple[int, int]:
        """(offset, length) of the payload in the part that is being written."""
        if self._size and self._size + len(payload) > self._part_bytes:
            self.finish()
        if self._out is None:
            self._begin()
        self._write(
            _head("resource", f"urn:sha256:{sha256}", self._date, media_type, len(payload), sha256)
        )
        offset = self._size
        reach("part.growing")
        self._write(payload, b"\r\n\r\n")
        return offset, len(payload)

    def finish(self) -> None:
        """Store the part under its content's name."""
        if self._out is None or self._path is None:
            return
        with disk.change("sync", self._path):
            self._out.close()
        reach("part.before")
        name = container_path(self._hash.hexdigest(), "warc")
        self._objects.put_file(name, self._path, is_finished=True)
        reach("part.stored")
        self._path.unlink()
        self._out = self._path = None
        self._on_part(name)

    def close(self) -> None:
        """Let go of an unfinished part."""
        if self._out is not None:
            with contextlib.suppress(
                OSError
            ):  # what failed to be written fails again; it has been told
                self._out.close()

    def _begin(self) -> None:
        self._path = self._scratch.file()
        with disk.change("open", self._path):
            self._out = self._path.open("xb", buffering=1 << 20)
        self._hash, self._size = hashlib.sha256(), 0
        info = b"software: tearsheet\r\nformat: WARC File Format 1.1\r\n"
        sha256 = sha256_hex(info)
        self._write(
            _head("warcinfo", None, self._date, "application/warc-fields", len(info), sha256)
            + info
            + b"\r\n\r\n"
        )

    def _write(self, *pieces: bytes) -> None:
        assert self._out is not None
        assert self._path is not None
        disk.write(self._out, self._path, *pieces)
        for piece in pieces:
            self._hash.update(piece)
            self._size += len(piece)


def _head(
    kind: str, uri: str | None, date: str, media_type: str, length: int, sha256: str
) -> bytes:
    """A WARC/1.1 record header. WARC-Date is when the file was landed: it says nothing of when the
    page was captured.
    """
    # ids need only be unique: the same payload packed by another run is another record
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <{uuid.uuid4().urn}>",
        f"WARC-Date: {date}",
    ]
    lines += [f"WARC-Target-URI: {uri}"] if uri else []
    lines += [
        f"WARC-Block-Digest: sha256:{sha256}",
        f"Content-Type: {media_type}",
        f"Content-Length: {length}",
        "",
        "",
    ]
    return "\r\n".join(lines).encode()

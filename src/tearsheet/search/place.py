"""Where the index of an archive lies: in its folder, or in this machine's cache with a copy in the
bucket.

A bucket is searched through a folder of this machine. What a generation consists of stands in the
bucket under the hashes of its files, and its record under its number, so that another machine
fetches what it lacks and builds nothing.
"""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path

from tearsheet.errors import BadRoot
from tearsheet.search import generation
from tearsheet.search.generation import RECORD, Generation
from tearsheet.search.words import VERSION
from tearsheet.settings import settings
from tearsheet.store.numbered import list_numbers, numbered_path
from tearsheet.store.objects import Objects
from tearsheet.store.snapshots import open_sealed
from transforms.ids import sha256_hex

FOLDER = "search"
_FILES = f"{FOLDER}/files"
#: Copies in a bucket that no record names may be of one that is being put. judged
_SETTLED = timedelta(days=1)


def home_of(objects: Objects) -> Path:
    """The folder in which the index of an archive is built and read: the archive's own where that
    can be written to.
    """
    if objects.folder is not None:
        inside = objects.folder / FOLDER
        if os.access(inside if inside.exists() else objects.folder, os.W_OK):
            return inside
    name = objects.root if objects.folder is None else str(objects.folder)
    return cache_folder() / sha256_hex(name.encode())[:24] / FOLDER


def cache_folder() -> Path:
    """Where this machine keeps what can be made again."""
    return Path(settings().cache).expanduser()


def fetch(objects: Objects, home: Path) -> None:
    """Bring the newest generation of a bucket into the folder, where it is newer than those there
    and whole.
    """
    if objects.folder is not None:
        return
    newest = max(list_numbers(objects, FOLDER), default=0)
    if newest <= max(generation.numbers(home), default=0):
        return
    record = objects.get(numbered_path(FOLDER, newest))
    body, _ = open_sealed(record)
    if body is None or body["version"] != VERSION:
        return
    building = generation.begin(home, None)
    try:
        for name, (_, _, digest) in body["files"].items():
            data = objects.get(f"{_FILES}/{digest}")
            (building / name).write_bytes(data)
        (building / RECORD).write_bytes(record)
        building.rename(home / f"{newest:08d}")
    except (FileNotFoundError, FileExistsError, OSError) as error:
        shutil.rmtree(building, ignore_errors=True)
        if isinstance(error, BadRoot):
            raise


def give(objects: Objects, made: Generation) -> None:
    """Put a generation into the bucket it is of, and let go copies that no record names."""
    if objects.folder is not None or objects.exists(numbered_path(FOLDER, made.number)):
        return
    for name, (_, _, digest) in made.files.items():
        objects.put_file(f"{_FILES}/{digest}", made.folder / name)
    objects.put_new(numbered_path(FOLDER, made.number), (made.folder / RECORD).read_bytes())
    numbers = list_numbers(objects, FOLDER)
    named = set()
    for number in numbers[-2:]:
        body, _ = open_sealed(objects.get(numbered_path(FOLDER, number)))
        named |= {digest for _, _, digest in (body or {"files": {}})["files"].values()}
    objects.delete(numbered_path(FOLDER, n) for n in numbers[:-2])
    objects.delete(
        e.path
        for e in objects.list(_FILES)
        if e.path.rsplit("/", 1)[-1] not in named and (objects.age(e.path) or _SETTLED) > _SETTLED
    )

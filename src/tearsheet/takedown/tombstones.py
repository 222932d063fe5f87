"""What was withdrawn and why: no text, but the hashes by which it is known when it comes again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from tearsheet.store.objects import Objects
from transforms.ids import sha256_hex

#: Beside the raw bytes, so that an archive that is rebuilt from them has the tombstones.
FOLDER = "raw/withdrawn"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One withdrawal: the articles by their ids, the captures that showed them, the SHA-256 of
    their payloads and of their texts, the outlets, why and when.
    """

    article_ids: tuple[str, ...]
    capture_ids: tuple[str, ...]
    raw_sha256: tuple[str, ...]
    text_sha256: tuple[str, ...]
    outlets: tuple[str, ...]
    reason: str
    withdrawn_at: str

    def put(self, objects: Objects) -> str:
        """Store it under the name of its content; its path."""
        raw = orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)
        path = f"{FOLDER}/{sha256_hex(raw)}.json"
        objects.put_new(path, raw)
        return path


def read_tombstones(objects: Objects) -> dict[str, Tombstone]:
    """Every tombstone by its path, oldest first."""
    found = {e.path: _read(objects, e.path) for e in objects.list(FOLDER)}
    return dict(sorted(found.items(), key=lambda item: item[1].withdrawn_at))


def _read(objects: Objects, path: str) -> Tombstone:
    body: dict[str, Any] = orjson.loads(objects.get(path))
    lists = {k: tuple(v) for k, v in body.items() if isinstance(v, list)}
    return Tombstone(**{**body, **lists})


def withdrawn_payloads(objects: Objects) -> dict[str, str]:
    """The SHA-256 of every payload that is withdrawn, with the time of that."""
    stones = read_tombstones(objects).values()
    return {digest: stone.withdrawn_at for stone in stones for digest in stone.raw_sha256}


def find_tombstones(objects: Objects, ids: Collection[str]) -> dict[str, Tombstone]:
    """The tombstones of these articles, of whatever id they had; by path."""
    return {
        path: stone
        for path, stone in read_tombstones(objects).items()
        if not set(ids).isdisjoint(stone.article_ids)
    }

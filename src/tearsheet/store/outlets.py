"""The registry of outlets: which names and hosts are one outlet, as a user declares it. Its newest
version in the raw store counts.
"""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path

import orjson

from tearsheet.errors import Usage
from tearsheet.store.objects import Objects
from transforms.ids import sha256_hex
from transforms.outlets import Registry

Outlets = dict[str, dict[str, list[str]]]
#: Where its versions lie, each named by its content's hash.
FOLDER = "raw/outlets"
_FIELDS = frozenset({"names", "hosts"})


def read_outlets(path: Path) -> Outlets:
    """The outlets of a TOML file: a table a slug, with lists of `names` and `hosts`. Raises Usage
    where it is anything else.
    """
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise Usage(f"{path} cannot be read: {error.strerror or error}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Usage(f"{path} is no TOML: {error}") from None
    for slug, entry in said.items():
        lists = (
            isinstance(entry, dict)
            and entry.keys() <= _FIELDS
            and all(isinstance(v, list) for v in entry.values())
        )
        if not lists or not all(isinstance(x, str) for v in entry.values() for x in v):
            raise Usage(
                f"{path}: [{slug}] may have names and hosts, each a list of texts, and nothing else"
            )
    try:
        Registry.from_outlets(said)
    except ValueError as error:
        raise Usage(f"{path}: {error}") from None
    return said


def declare(objects: Objects, outlets: Outlets, *, now: datetime) -> bool:
    """Store a new version of the registry; whether it says anything new."""
    number, held = _newest(objects)
    if held == outlets or (not held and not outlets):
        return False
    content = orjson.dumps(
        {"version": 1, "number": number + 1, "declared_at": now.isoformat(), "outlets": outlets},
        option=orjson.OPT_SORT_KEYS,
    )
    objects.put_new(f"{FOLDER}/{sha256_hex(content)}.json", content)
    return True


def declared_outlets(objects: Objects) -> Outlets:
    """The outlets of the newest version; none where nothing was declared."""
    return _newest(objects)[1]


def newest_registry(objects: Objects) -> Registry | None:
    """The newest version, to look things up in; null where nothing was ever declared."""
    number, outlets = _newest(objects)
    return Registry.from_outlets(outlets) if number else None


def _newest(objects: Objects) -> tuple[int, Outlets]:
    versions = [orjson.loads(objects.get(entry.path)) for entry in objects.list(FOLDER)]
    found = max(
        versions,
        key=lambda v: (v["number"], orjson.dumps(v["outlets"], option=orjson.OPT_SORT_KEYS)),
        default=None,
    )
    return (found["number"], found["outlets"]) if found else (0, {})

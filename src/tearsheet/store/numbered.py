"""Objects of JSON named by a number in a folder of their own: snapshots, leases, pins.

Whoever puts the next one puts it under the number after the newest, if that name is still free.
"""

from __future__ import annotations

from tearsheet.store.objects import Objects


def numbered_path(folder: str, number: int) -> str:
    """Where the object of this number stands: names sort as numbers do. `("leases", 7)` gives
    `leases/00000007.json`.
    """
    return f"{folder}/{number:08d}.json"


def list_numbers(objects: Objects, folder: str) -> list[int]:
    """The numbers in a folder, ascending; names that are no number are left out."""
    names = (e.path.rsplit("/", 1)[-1].removesuffix(".json") for e in objects.list(folder))
    return sorted(int(name) for name in names if name.isdecimal())


def newest_number(objects: Objects, folder: str) -> int:
    """The largest number in a folder, 0 where there is none."""
    return max(list_numbers(objects, folder), default=0)

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
    numbers = (name.removesuffix(".json") for name in _list_names(objects, folder))
    return sorted(int(number) for number in numbers if number.isdecimal())


def _list_names(objects: Objects, folder: str) -> list[str]:
    """The names in a folder. A run asks for the newest number again and again, and a disk is not
    asked for the size and time of each, as `Objects.list` does.
    """
    local = objects.local(folder)
    if local is None:
        return [entry.path.rsplit("/", 1)[-1] for entry in objects.list(folder)]
    try:
        return [path.name for path in local.iterdir()]
    except FileNotFoundError:
        return []


def newest_number(objects: Objects, folder: str) -> int:
    """The largest number in a folder, 0 where there is none."""
    return max(list_numbers(objects, folder), default=0)

"""What a process keeps of the files that it has read, up to a number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """What was read of files, by file and name: up to a number of bytes, of which those go first
    that nobody has asked for longest.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most, self._bytes, self._lock = most_bytes, 0, Lock()
        self._items: OrderedDict[tuple[str, str], tuple[T, int]] = OrderedDict()

    def get(self, key: tuple[str, str], read: Callable[[], T], size: Callable[[T], int]) -> T:
        """What is kept under the key; else what `read` gives now, which is kept. `size` says how
        many bytes that has.
        """
        if (kept := self.find(key)) is not None:
            return kept
        made = read()
        self.put(key, made, size(made))
        return made

    def find(self, key: tuple[str, str]) -> T | None:
        """What is kept under the key."""
        with self._lock:
            if key not in self._items:
                return None
            self._items.move_to_end(key)
            return self._items[key][0]

    def put(self, key: tuple[str, str], made: T, size: int) -> None:
        """Keep what was made, which has so many bytes."""
        with self._lock:
            if key not in self._items:
                self._items[key] = made, size
                self._bytes += size
            while self._bytes > self._most:
                self._bytes -= self._items.popitem(last=False)[1][1]

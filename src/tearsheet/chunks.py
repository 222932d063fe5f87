"""Things that are worked on together, a bounded amount at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def cut_into_chunks(items: Iterable[T], size: Callable[[T], int], most: int) -> Iterator[list[T]]:
    """The items in order, in lists whose sizes come to at most `most`; a larger item is a list of
    its own.
    """
    some: list[T] = []
    total = 0
    for item in items:
        more = size(item)
        if some and total + more > most:
            yield some
            some, total = [], 0
        some.append(item)
        total += more
    if some:
        yield some

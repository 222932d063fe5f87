"""Answers that are kept: a snapshot never changes, and so neither does what it answers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Answers(Generic[T]):
    """Answers by what was asked: so many bytes, counted by `size`, of those that were asked for
    last. Who asks for what is being answered waits for that answer.
    """

    def __init__(self, most_bytes: int, size: Callable[[T], int]) -> None:
        self._most_bytes, self._size = most_bytes, size
        self._kept: OrderedDict[Hashable, Future[T]] = OrderedDict()
        self._lock = Lock()

    def find(
        self, keys: Sequence[Hashable], ask: Callable[[Sequence[int]], Sequence[T]]
    ) -> list[T]:
        """The answer of each key. Of those that are not kept `ask` is given the places, once."""
        with self._lock:
            own = [place for place, key in enumerate(keys) if key not in self._kept]
            futures = [self._kept.setdefault(key, Future()) for key in keys]
            for key in keys:
                self._kept.move_to_end(key)
        if own:
            self._fill([futures[place] for place in own], own, ask)
            self._let_go({keys[place] for place in own})
        return [future.result() for future in futures]

    def _fill(
        self,
        futures: Sequence[Future[T]],
        places: Sequence[int],
        ask: Callable[[Sequence[int]], Sequence[T]],
    ) -> None:
        try:
            for future, found in zip(futures, ask(places), strict=True):
                future.set_result(found)
        except BaseException as error:  # noqa: BLE001 (whatever it is, whoever waits is told)
            for future in futures:
                if not future.done():
                    future.set_exception(error)

    def _let_go(self, asked: set[Hashable]) -> None:
        """Forget what failed, and the oldest of what is too much."""
        with self._lock:
            for key in asked:
                future = self._kept.get(key)
                if future is not None and future.exception():
                    del self._kept[key]
            size = 0
            for key, future in reversed(list(self._kept.items())):
                if future.done():
                    size += self._size(future.result())
                    if size > self._most_bytes:
                        del self._kept[key]

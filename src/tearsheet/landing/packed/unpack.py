"""Files that hold files (zip, tar, WACZ, a file compressed twice) -> their members, in turn.

They are unpacked in child processes with limits of memory, time and output (see `members`): a
header that lies, or a bomb, costs the file that holds it. The members are landed as if they lay in
a folder of the file's name; the wrapping itself is not kept.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from tearsheet.landing.identify import HeldFile, OpenFile, ReadableFile
from tearsheet.landing.packed.members import (
    PackedSource,
    Sent,
    SentMember,
    SkippedMember,
    UnreadableMember,
    identity_of,
    send_members,
)
from tearsheet.store import disk
from tearsheet.workers import STAGE_SECONDS, Killed, Reason, Workers
from transforms.captures.kinds import FileType
from transforms.formats.streams import BOMB_FLOOR, MAX_RATIO
from transforms.page import NoPage, Refused

#: Files inside files inside files: deeper ones are made to hurt. judged
MOST_NESTED = 3
#: Address space of a child that unpacks: the largest dictionaries of xz and zstd that are in use,
#: several times. judged
MEMORY_BYTES = 1 << 30
#: Processor time that it may take whatever it does; see `members` for what it is granted besides.
#: judged
CPU_SECONDS = 60.0
#: A child that somebody ended is replaced so often. judged
_ATTEMPTS = 3
#: What a file is refused for whose child ended so.
_DEAD_ENDS: dict[Reason, str] = {
    "memory": "unpack_memory",
    "timeout": "unpack_timeout",
    "crashed": "unpack_crashed",
}


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside, to be opened before the next is asked for."""

    name: str
    open: Callable[[], AbstractContextManager[ReadableFile]]


class Unpacker:
    """Unpacks files, those inside others too; a level of nesting has a child, which is started at
    need.
    """

    def __init__(
        self,
        new_file: Callable[[], Path],
        *,
        memory_bytes: int = MEMORY_BYTES,
        cpu_seconds: float = CPU_SECONDS,
    ) -> None:
        self._new_file, self._cpu_seconds = new_file, cpu_seconds
        self._children = [Workers(1, memory_bytes=memory_bytes) for _ in range(MOST_NESTED)]
        #: Of the files that are being unpacked, from the outermost in.
        self._budgets: list[_Budget] = []

    def close(self) -> None:
        """End the children."""
        for children in self._children:
            children.close()

    def unpack(
        self, file: ReadableFile, file_type: FileType, *, first: int = 0
    ) -> Generator[Member | UnreadableMember | SkippedMember]:
        """Each member from the `first` on; what cannot be had of the file is a last, unreadable
        one. Raises NoPage where the whole is a document or a program, Refused where none can be
        had, or where there is too much.
        """
        depth = len(self._budgets)
        if depth == MOST_NESTED:
            raise Refused("too_nested", f"a {file_type.kind} file inside {depth} others")
        budget = _Budget(file.size, self._budgets[-1] if depth else None)
        target = self._new_file()
        self._budgets.append(budget)
        try:
            with _on_disk(file, self._new_file) as opened:
                identity = identity_of(opened.status)
                path = str(opened.path.absolute())
                kind, coding = file_type.kind, file_type.coding
                limits = budget.left, self._cpu_seconds
                source = PackedSource(path, identity, kind, coding, str(target), *limits, first)
                yield from self._receive(self._children[depth], source, budget)
        finally:
            self._budgets.pop()
            target.unlink(missing_ok=True)

    def _receive(
        self, children: Workers, source: PackedSource, budget: _Budget
    ) -> Iterator[Member | UnreadableMember | SkippedMember]:
        """What children make of the file: where one dies another goes on behind what was received,
        file by file, so that nothing that stands before the place is lost.
        """
        target, ended = Path(source.target), 0
        while True:
            try:
                lists = children.iterate(
                    send_members, source, timeout=STAGE_SECONDS, ahead=_is_all_sent
                )
                with closing(lists):
                    for item in chain.from_iterable(lists):
                        source = replace(source, first=source.first + 1)
                        yield from self._take(item, target, budget)
                return
            except Killed as killed:
                target.unlink(missing_ok=True)
                ended += not killed.is_of_input
                if ended == _ATTEMPTS and killed.exit_code != -signal.SIGKILL:
                    raise
                if ended == _ATTEMPTS or (killed.is_of_input and not source.together):
                    # ended again and again: it is the system, which has no memory left
                    reason: Reason = killed.reason if killed.is_of_input else "memory"
                    yield _dead_end(source, reason, "its process was ended")
                    return
                source = replace(source, together=source.together and not killed.is_of_input)
            except (NoPage, Refused, OSError):
                raise
            except Exception as error:  # noqa: BLE001 (the program's fault costs this file)
                yield _dead_end(source, "crashed", f"{type(error).__name__}: {error}")
                return

    def _take(
        self, item: Sent, target: Path, budget: _Budget
    ) -> Iterator[Member | UnreadableMember | SkippedMember]:
        """One that was written is removed when the next is asked for."""
        if not isinstance(item, SentMember):
            yield item
        elif (data := item.data) is not None:
            budget.spend(len(data))
            yield Member(item.name, lambda: HeldFile(data))
        else:
            budget.spend(target.stat().st_size)
            yield Member(item.name, lambda: OpenFile(target))
            target.unlink()


def _dead_end(source: PackedSource, reason: Reason, why: str) -> UnreadableMember:
    return UnreadableMember("", _DEAD_ENDS[reason], f"after {source.first} files: {why}")


def _is_all_sent(items: list[Sent]) -> bool:
    """Whether the child may go on: no file is written that is still to be read."""
    return not (items and isinstance(items[-1], SentMember) and items[-1].data is None)


@contextmanager
def _on_disk(file: ReadableFile, new_file: Callable[[], Path]) -> Iterator[OpenFile]:
    """The file where a child can open it: one that is in memory is written for it."""
    if isinstance(file, OpenFile):
        yield file
        return
    path = new_file()
    try:
        file.stream.seek(0)
        with disk.change("write", path):
            path.write_bytes(file.stream.read())
        with OpenFile(path) as opened:
            yield opened
    finally:
        path.unlink(missing_ok=True)


class _Budget:
    """How much a file may expand to in all, that of the files inside it included."""

    def __init__(self, packed: int, outer: _Budget | None) -> None:
        self._packed, self._outer = packed, outer
        self._spent = 0

    @property
    def left(self) -> int:
        """What is left of it, and of that of the file which it is in."""
        own = max(BOMB_FLOOR, MAX_RATIO * self._packed) - self._spent
        return min(own, self._outer.left) if self._outer else own

    def spend(self, count: int) -> None:
        """Raises Refused where it was not there."""
        budget: _Budget | None = self
        while budget:
            budget._spent += count
            budget = budget._outer
        if self.left < 0:
            raise Refused("bomb", f"{self._spent} bytes from {self._packed}")

"""Who is told how a run proceeds: nobody by default, a progress bar where a person is watching."""

from __future__ import annotations

from typing import Protocol

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)


class Observer(Protocol):
    """Told how many units of a stage are done of how many; safe to call from several threads."""

    def update(self, stage: str, done: int, total: int) -> None:
        """`done` of `total` units of this stage are done."""

    def note(self, stage: str, text: str) -> None:
        """What a stage has to say beside its count."""


class Silent:
    """Tells nobody."""

    def update(self, stage: str, done: int, total: int) -> None:
        """Ignore it."""

    def note(self, stage: str, text: str) -> None:
        """Ignore it."""


class Bar:
    """A bar a stage, on standard error."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def update(self, stage: str, done: int, total: int) -> None:
        """Move the stage's bar."""
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(stage, total=total, text="")
        self._progress.update(self._tasks[stage], completed=done, total=total)

    def note(self, stage: str, text: str) -> None:
        """Print the text after the stage's bar."""
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(stage, total=None, text="")
        self._progress.update(self._tasks[stage], text=text)


def bar(*, visible: bool) -> Progress:
    """The progress display; it must be entered, and stays invisible where nobody is watching."""
    from rich.console import Console

    columns = (
        TextColumn("{task.description:<12}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[text]}"),
    )
    return Progress(*columns, console=Console(stderr=True), disable=not visible, transient=False)


_observer: Observer = Silent()


def observer() -> Observer:
    """The one who is told at present."""
    return _observer


def watch(new: Observer) -> None:
    """Tell this one from now on. One a process: a process runs one flow at a time."""
    global _observer
    _observer = new

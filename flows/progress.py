"""How far a run that takes long has come, as an artifact on Prefect's pages."""

from __future__ import annotations

import time
from uuid import UUID

from prefect.artifacts import create_progress_artifact, update_progress_artifact

#: A run shorter than this shows no progress; and so often it is shown anew. judged
_FIRST_SECONDS, _EVERY_SECONDS = 30.0, 5.0


class Progress:
    """One artifact a run: the stage under way and how much of it is done."""

    def __init__(self) -> None:
        self._artifact: UUID | None = None
        self._next = time.monotonic() + _FIRST_SECONDS

    def update(self, stage: str, done: int, total: int) -> None:
        """Show that `done` of `total` parts of a stage are done, where it is time."""
        if (now := time.monotonic()) < self._next:
            return
        self._next = now + _EVERY_SECONDS
        share, what = 100.0 * done / max(1, total), f"{stage}: {done:,} of {total:,}"
        if self._artifact is None:
            made = create_progress_artifact(share, key="progress", description=what)
            self._artifact = made if isinstance(made, UUID) else None
        else:
            update_progress_artifact(self._artifact, share, description=what)

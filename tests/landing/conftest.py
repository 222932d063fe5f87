"""What tests of landing set."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tearsheet.settings import settings


@pytest.fixture
def portions(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Sets how many bytes a portion may have."""

    def set_to(size: int) -> None:
        monkeypatch.setenv("TEARSHEET_PORTION_BYTES", str(size))
        settings.cache_clear()

    yield set_to
    monkeypatch.undo()
    settings.cache_clear()

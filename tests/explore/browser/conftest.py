"""Pages in a real browser, which is closed behind each file: while it is open an event loop runs in
this thread, which other tests would find. Where there is none its tests are skipped, and where a
change is tested (CI=true) they fail.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flows.plain import archive
from tearsheet.explore.app import create_app
from tests.support import browser as support
from tests.support.explored import write_harmful

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if reason := support.why_not():
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with support.open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def home(browser: Browser, sample_root: Path) -> Iterator[str]:
    """Where the sample's pages are served."""
    with support.serve(create_app(str(sample_root))) as address:
        yield address


@pytest.fixture(scope="module")
def harmful_root(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An archive of captures that mean harm to whoever looks at them."""
    folder = tmp_path_factory.mktemp("harmful")
    write_harmful(folder / "captures")
    archive(str(folder / "archive"), [str(folder / "captures")])
    return str(folder / "archive")


@pytest.fixture(scope="module")
def harmful_home(harmful_root: str) -> Iterator[str]:
    """Where their pages are served."""
    with support.serve(create_app(harmful_root)) as address:
        yield address

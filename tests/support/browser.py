"""A real browser for tests of pages: Chromium as the system has it, driven by Playwright."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette

if TYPE_CHECKING:
    from playwright.sync_api import Browser

#: What the system may call its Chromium.
NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_browser() -> str | None:
    """The path of the system's Chromium; null where there is none."""
    named = os.environ.get("TEARSHEET_BROWSER")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def why_not() -> str | None:
    """Why no browser can be driven here; null where one can."""
    try:
        import axe_playwright_python  # noqa: F401
        import playwright  # noqa: F401
    except ModuleNotFoundError as lacking:
        return f"{lacking.name} is not installed: pip install --group browser"
    if find_browser() is None:
        return "no Chromium is installed: make browser, or TEARSHEET_BROWSER names one"
    return None


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Chromium without a window. As root it runs without a sandbox of its own, which root cannot
    have.
    """
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find_browser(), args=flags)
        yield browser
        browser.close()


@contextmanager
def serve(app: Starlette) -> Iterator[str]:
    """An application at a free port of this machine: its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()

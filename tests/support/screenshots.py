"""Pictures of the explorer's pages at three widths, in light and dark: to be looked at.

`python -m tests.support.screenshots ROOT FOLDER [NAME …]` takes those of all pages of an archive,
or of these; `--keep` writes the few that the documents show, small, to docs/images.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tearsheet.explore.app import create_app
from tests.support.browser import open_browser, serve, why_not
from tests.support.explored import Address, addresses
from tests.support.places import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = (1280, 820, 390)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
#: What the documents show: a page, in a scheme, so wide and so high.
KEPT: tuple[tuple[str, Scheme, int, int], ...] = (
    ("overview", "light", 1280, 900),
    ("article", "light", 1280, 900),
    ("diff", "dark", 1280, 760),
    ("story", "light", 1280, 900),
    ("capture", "dark", 820, 900),
    ("sql", "light", 1280, 700),
)
IMAGES = ROOT / "docs" / "images"
_QUALITY = 70


def take(root: str, folder: Path, names: list[str]) -> None:
    """Every page, or those of these names, whole."""
    folder.mkdir(parents=True, exist_ok=True)
    with serve(create_app(root)) as home, open_browser() as browser:
        for address in addresses(root):
            if names and address.name not in names:
                continue
            for width in WIDTHS:
                for scheme in SCHEMES:
                    with opened(browser, home + address.path, width, 900, scheme) as page:
                        name = f"{address.name}-{width}-{scheme}.png"
                        page.screenshot(path=folder / name, full_page=True)


def keep(root: str) -> None:
    """The few that the documents show, as WebP."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    by_name: dict[str, Address] = {address.name: address for address in addresses(root)}
    with serve(create_app(root)) as home, open_browser() as browser:
        for name, scheme, width, height in KEPT:
            with opened(browser, home + by_name[name].path, width, height, scheme) as page:
                target = IMAGES / f"explore-{name}.webp"
                target.write_bytes(webp(page))
                print(f"{target}: {target.stat().st_size:,} bytes")


def webp(page: Page) -> bytes:
    """What a window shows."""
    session = page.context.new_cdp_session(page)
    taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": _QUALITY})
    return base64.b64decode(taken["data"])


@contextmanager
def opened(
    browser: Browser, address: str, width: int, height: int, scheme: Scheme
) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    try:
        page = context.new_page()
        page.goto(address)
        yield page
    finally:
        context.close()


def main(given: list[str]) -> None:
    """The command."""
    if reason := why_not():
        raise SystemExit(reason)
    if given[1:] == ["--keep"]:
        keep(given[0])
    else:
        take(given[0], Path(given[1]), given[2:])


if __name__ == "__main__":
    main(sys.argv[1:])

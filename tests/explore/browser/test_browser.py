"""The pages as a browser shows them: for everybody, by keyboard alone, and with nothing asked of
anybody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.inputs.generate import generate
from flows.plain import archive
from tearsheet.explore.app import create_app, open_site
from tearsheet.explore.folder import write_pages
from tests.support.browser import serve
from tests.support.explored import addresses

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: Faults of these impacts keep somebody from reading.
SERIOUS = ("serious", "critical")


class Watched:
    """A page, with what it asked of whom and what it complained of."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.asked, self.complaints, self.dialogs = page, list[str](), list[str](), 0
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda said: self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._dialog)
        self.home = home

    def _dialog(self, dialog: Any) -> None:
        self.dialogs += 1
        dialog.dismiss()

    @property
    def asked_elsewhere(self) -> list[str]:
        return [url for url in self.asked if not url.startswith(self.home)]


@contextmanager
def watched(browser: Browser, home: str, **options: Any) -> Iterator[Watched]:
    context = browser.new_context(**options)
    try:
        yield Watched(context.new_page(), home)
    finally:
        context.close()


def faults(page: Page, *rules: str) -> list[str]:
    """What axe finds that keeps somebody from reading, by rule and element."""
    from axe_playwright_python.sync_playwright import Axe

    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    found = Axe().run(page, options={**only, "resultTypes": ["violations"], "preload": False})
    return [
        f"{fault['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for fault in found.response["violations"]
        if fault["impact"] in SERIOUS
        for node in fault["nodes"][:3]
    ]


def look_at_every_page(browser: Browser, home: str, root: str) -> None:
    """Every page answers, is readable in light and dark, and asks nothing of anybody else."""
    found: dict[str, object] = {}
    with watched(browser, home) as seen:
        for address in addresses(root):
            answer = seen.page.goto(home + address.path)
            assert answer is not None
            assert answer.status == 200, address
            told = faults(seen.page)
            seen.page.emulate_media(color_scheme="dark")
            told += [f"dark {fault}" for fault in faults(seen.page, "color-contrast")]
            seen.page.emulate_media(color_scheme="light")
            if told or seen.complaints:
                found[address.name] = told, list(seen.complaints)
                seen.complaints.clear()
    assert found == {}
    assert seen.asked_elsewhere == []
    assert len(seen.asked) > 60


def test_every_page_is_readable_by_everybody_in_light_and_dark_and_asks_nothing_of_others(
    browser: Browser, home: str, sample_root: Path
) -> None:
    look_at_every_page(browser, home, str(sample_root))


@pytest.mark.slow
def test_every_page_of_five_thousand_captures_is_readable_too(
    browser: Browser, tmp_path: Path
) -> None:
    generate(5_000, tmp_path / "captures", seed=7)
    archive(str(tmp_path / "archive"), [str(tmp_path / "captures")])
    with serve(create_app(str(tmp_path / "archive"))) as address:
        look_at_every_page(browser, address, str(tmp_path / "archive"))


@pytest.mark.parametrize("width", [360, 768])
def test_no_page_is_wider_than_its_window(
    browser: Browser, home: str, sample_root: Path, width: int
) -> None:
    wide = []
    with watched(browser, home, viewport={"width": width, "height": 800}) as seen:
        for address in addresses(str(sample_root)):
            seen.page.goto(home + address.path)
            has = seen.page.evaluate("document.documentElement.scrollWidth")
            if has > width:
                wide.append((address.name, has))
    assert wide == []


def test_the_tab_key_goes_through_a_page_in_order_and_each_stop_is_seen(
    browser: Browser, home: str, sample_root: Path
) -> None:
    chosen = ("overview", "story", "runs", "quarantine")
    with watched(browser, home) as seen:
        for address in addresses(str(sample_root)):
            if address.name in chosen:
                seen.page.goto(home + address.path)
                walk(seen.page)


def walk(page: Page) -> None:
    """Press Tab until the page is left; every stop is behind the one before, and outlined."""
    stops: list[int] = []
    page.evaluate("document.querySelectorAll('*').forEach((e, n) => e.dataset.place = n)")
    for _ in range(400):
        page.keyboard.press("Tab")
        place, outline = page.evaluate(
            "[Number(document.activeElement.dataset.place),"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        if stops and place <= stops[-1]:
            break
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
        stops.append(place)
    assert len(stops) > 10


def test_the_first_stop_skips_to_the_content(browser: Browser, home: str) -> None:
    with watched(browser, home) as seen:
        seen.page.goto(home)
        seen.page.keyboard.press("Tab")
        assert seen.page.evaluate("document.activeElement.textContent") == "Skip to the content"
        seen.page.keyboard.press("Enter")
        seen.page.keyboard.press("Tab")
        assert seen.page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_captures_that_mean_harm_are_text_on_every_page(
    browser: Browser, harmful_home: str, harmful_root: str
) -> None:
    with watched(browser, harmful_home) as seen:
        for address in addresses(harmful_root):
            answer = seen.page.goto(harmful_home + address.path)
            assert answer is not None
            assert answer.status == 200, address
            assert seen.page.title().endswith("Tearsheet"), address
            assert seen.page.evaluate("getComputedStyle(document.body).display") != "none"
            assert len(answer.body()) < 3_000_000, address
    assert seen.asked_elsewhere == []
    assert seen.dialogs == 0
    assert seen.complaints == []


def test_each_harmful_article_and_capture_shows_what_it_is_and_runs_nothing(
    browser: Browser, harmful_home: str, harmful_root: str
) -> None:
    import tearsheet

    asked = tearsheet.open(harmful_root)
    captures = asked.rows("SELECT capture_id FROM captures ORDER BY capture_id").column(
        "capture_id"
    )
    articles = asked.rows("SELECT article_id FROM articles ORDER BY article_id").column(
        "article_id"
    )
    assert len(captures) > 25
    paths = [f"/article/{key}" for key in articles]
    paths += [f"/capture/{key}?view=page" for key in captures]
    with watched(browser, harmful_home) as seen:
        for path in paths:
            answer = seen.page.goto(f"{harmful_home}/s/1{path}", wait_until="load")
            assert answer is not None
            assert answer.status == 200, path
            assert seen.page.title().endswith("Tearsheet"), path
    assert seen.asked_elsewhere == []
    assert seen.dialogs == 0
    assert seen.complaints == []


def test_pages_in_a_folder_open_from_the_disk_and_ask_for_nothing_else(
    browser: Browser, sample_root: Path, tmp_path: Path
) -> None:
    with open_site(str(sample_root)) as site:
        query = "SELECT article_id FROM articles WHERE versions > 1"
        write_pages(tmp_path / "pages", site, outlet=None, query=query)
    with watched(browser, tmp_path.as_uri()) as seen:
        seen.page.goto((tmp_path / "pages" / "index.html").as_uri())
        assert faults(seen.page) == []
        seen.page.click("tbody a")
        seen.page.click("text=with version")
        assert seen.page.locator("del, ins").count() > 0
        family = seen.page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
        assert "Palatino" in family
        for path in (tmp_path / "pages").glob("capture-*-page-*.html"):
            seen.page.goto(path.as_uri())
            assert seen.page.frames[1].url.startswith(tmp_path.as_uri())
    assert seen.asked_elsewhere == []
    assert seen.complaints == []

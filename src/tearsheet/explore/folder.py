"""Pages as files in a folder: of an outlet, or of the articles that a query names. They open from a
disk, lead to one another, and need no server.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from starlette.responses import RedirectResponse, Response

from tearsheet.errors import Usage
from tearsheet.explore.question import literal
from tearsheet.explore.readers import Readers
from tearsheet.explore.show import render, static_bytes
from tearsheet.explore.visit import Page, Sheet, Site, Visit
from tearsheet.plain_text import amount
from tearsheet.store.snapshots import Snapshot
from transforms.ids import sha256_hex

#: More articles make more files than a finding needs. judged
MOST_ARTICLES = 2_000
#: Where a link leads that leads out of what was exported.
ELSEWHERE = "not-exported.html"
#: Pages that come along where they are about an article that does.
_OF_ARTICLES = ("article", "citation", "diff")
_OF_CAPTURES = ("capture", "captured", "raw")
_OF_OUTLETS = ("outlet", "articles", "copying", "phrases", "drift", "missing", "changes")
#: What says which part of a page is meant: its file is the same.
_WITHIN = ("block", "words")
CONTENTS = "contents"
_LOADED = ("style", "img", "frame")
_STATIC = ("explore.css", "figures.css", "icon.svg")
_NO_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What comes along: articles, the outlet whose pages do, and the SELECT that named them."""

    query: str
    articles: frozenset[str]
    outlet: str | None = None
    stories: frozenset[str] = frozenset()
    captures: frozenset[str] = frozenset()

    def has(self, page: str, values: Mapping[str, object]) -> bool:
        """Whether a page is about what comes along."""
        if page in _OF_ARTICLES:
            return values.get("article_id") in self.articles
        if page in _OF_CAPTURES:
            return values.get("capture_id") in self.captures
        if page == "story":
            return values.get("story_id") in self.stories
        if page in _OF_OUTLETS:
            return self.outlet is not None and values.get("outlet") == self.outlet
        return page == CONTENTS


@dataclass(frozen=True, slots=True)
class Files:
    """The files of an export by the address of their pages, and what is still to be written."""

    names: dict[str, str] = field(default_factory=dict)
    waiting: deque[tuple[str, dict[str, str], str]] = field(default_factory=deque)

    def name_of(self, address: str, page: Page, values: Mapping[str, object]) -> str:
        """The file of a page, which is written sooner or later."""
        if address not in self.names:
            given = {name: str(v) for name, v in values.items() if v not in (None, "")}
            self.names[address] = _file_name(page, given)
            self.waiting.append((page.name, given, address))
        return self.names[address]


def _file_name(page: Page, given: Mapping[str, str]) -> str:
    """A name that says what the page is: `article-0f3a….html`."""
    if page.name == CONTENTS:
        return "index.html"
    said = "-".join([page.name, *given.values()]).lower()
    plain = _NO_NAME.sub("-", said).strip("-")[:80]
    mark = sha256_hex(repr(sorted(given.items())).encode())[:8]
    ending = {"raw": "bin"}.get(page.name, "html")
    return f"{plain}-{mark}.{ending}"


@dataclass(frozen=True, slots=True)
class FileVisit(Visit):
    """A visit whose page becomes a file: its links lead to files beside it."""

    chosen: Chosen = field(kw_only=True)
    files: Files = field(kw_only=True)

    def link_at(self, number: int, page: str, /, **values: object) -> str:
        """The file of a page, or that which says that it did not come along."""
        if number != self.snapshot.number or not self.chosen.has(page, values):
            return ELSEWHERE
        values = {name: value for name, value in values.items() if name not in _WITHIN}
        address = Visit.link_at(self, number, page, **values)
        return self.files.name_of(address, self.site.pages[page], values)

    @property
    def here(self) -> str:
        """The permanent address of the page where it is served."""
        return Visit.link_at(self, self.snapshot.number, self.page.name, **self.path, **self.query)

    @property
    def is_file(self) -> bool:
        """Whether the page becomes a file."""
        return True

    @property
    def policy(self) -> str:
        """What a browser may do with the page: load the style sheets and frames beside it."""
        return "default-src 'none'; " + "".join(f"{kind}-src 'self' file:; " for kind in _LOADED)


def write_pages(folder: Path, site: Site, *, outlet: str | None, query: str | None) -> int:
    """Write the pages of an outlet, or of the articles that a SELECT names (`article_id`), below a
    folder that is empty or not there. Gives how many there are; `index.html` is the first.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Usage(f"{folder} is not empty")
    snapshot = site.snapshot()
    chosen = choose(site.readers, snapshot, outlet=outlet, query=query)
    site = Site(site.root, {**site.pages, **{page.name: page for page in _PAGES}}, site.readers)
    contents, elsewhere = _PAGES
    files = Files()
    files.name_of(Visit(site, contents, snapshot).here, contents, {})
    (folder / "static").mkdir(parents=True, exist_ok=True)
    for name in _STATIC:
        (folder / "static" / name).write_bytes(static_bytes(name))
    lost = _visit(site, elsewhere, snapshot, {}, chosen, files)
    (folder / ELSEWHERE).write_text(render(lost, Sheet("Not in this folder", {})), encoding="utf-8")
    while files.waiting:
        name, given, address = files.waiting.popleft()
        page = site.pages[name]
        content = _content(_visit(site, page, snapshot, given, chosen, files))
        (folder / files.names[address]).write_bytes(content)
    return len(files.names)


def _visit(
    site: Site,
    page: Page,
    snapshot: Snapshot,
    given: Mapping[str, str],
    chosen: Chosen,
    files: Files,
) -> FileVisit:
    path = {n: v for n, v in given.items() if f"{{{n}}}" in page.path}
    query = {n: v for n, v in given.items() if n not in path}
    return FileVisit(site, page, snapshot, path, query, chosen=chosen, files=files)


def _contents(visit: Visit) -> Sheet:
    """The first page: what came along, and by which query."""
    chosen = visit.chosen  # type: ignore[attr-defined]  # a FileVisit
    named = ", ".join(map(literal, sorted(chosen.articles)))
    asked = f"""SELECT article_id, outlet, title, language, published_on, words, versions,
  story_size
FROM articles WHERE article_id IN ({named}) ORDER BY published_on, outlet, article_id"""
    (table,) = visit.site.readers.rows(visit.snapshot, [(asked, {})])
    outlets = [chosen.outlet] if chosen.outlet else []
    of = f" of {chosen.outlet}" if chosen.outlet else ""
    return Sheet(
        amount(len(chosen.articles), "article") + of,
        {"rows": table.to_pylist(), "query": chosen.query, "outlets": outlets},
    )


def _content(visit: FileVisit) -> bytes:
    sheet = visit.page.view(visit)
    if isinstance(sheet, RedirectResponse):
        return b""
    if isinstance(sheet, Response):
        return bytes(sheet.body)
    return render(visit, sheet).encode()


def choose(
    readers: Readers, snapshot: Snapshot, *, outlet: str | None, query: str | None
) -> Chosen:
    """What comes along. Raises Usage where the query names no articles, or too many."""
    if (outlet is None) == (query is None):
        raise Usage("an export needs an --outlet or a --query, and not both")
    asked = query or f"SELECT article_id FROM articles WHERE outlet = {literal(outlet)}"
    table = readers.select(snapshot, asked)
    if "article_id" not in table.column_names:
        raise Usage("the query has no column article_id")
    articles = sorted({str(key) for key in table.column("article_id").to_pylist() if key})
    if not articles:
        raise Usage("it names no article of this snapshot")
    if len(articles) > MOST_ARTICLES:
        raise Usage(f"it names {len(articles):,} articles; an export has {MOST_ARTICLES:,} at most")
    named = ", ".join(map(literal, articles))
    stories, captures = readers.rows(
        snapshot,
        [
            (f"SELECT DISTINCT story_id FROM articles WHERE article_id IN ({named})", {}),
            (f"SELECT DISTINCT capture_id FROM trace WHERE article_id IN ({named})", {}),
        ],
    )
    return Chosen(
        asked,
        frozenset(articles),
        outlet,
        frozenset(stories.column("story_id").to_pylist()),
        frozenset(captures.column("capture_id").to_pylist()),
    )


#: Pages that folders alone have: the first, and the one that links out of it lead to.
_PAGES = (
    Page(CONTENTS, "/", _contents),
    Page("elsewhere", "/", lambda _: Sheet("Not in this folder", {})),
)

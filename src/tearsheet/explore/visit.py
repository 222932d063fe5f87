"""What a page is, and one visit to it: its questions, its links, its citation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode

from markupsafe import Markup
from starlette.responses import Response

from tearsheet.explore.question import Question, Value
from tearsheet.search.archive import SearchableArchive
from tearsheet.store.snapshots import Snapshot
from tearsheet.takedown.tombstones import Tombstone, find_tombstones

if TYPE_CHECKING:
    from tearsheet.explore.readers import Readers

Row = dict[str, Any]


class Failure(NamedTuple):
    """What went wrong, for a browser, as a heading and in words."""

    status: int
    title: str
    said: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page shows: its title, and the values that its template writes."""

    title: str
    values: Mapping[str, Any]
    status: int = 200
    #: What went wrong with what was asked here; null where nothing did.
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page: where it is below its snapshot, what it asks by name, and what it makes of that.

    `view` may answer with a response of its own: a file, a redirect. `label` is what the
    navigation calls it. Its template is `<name>.html`. A page with a box says what is wrong with
    what stands in it, and shows the box again: `box` has the values for that.
    """

    name: str
    path: str
    view: Callable[[Visit], Sheet | Response]
    questions: Mapping[str, Question] = field(default_factory=dict)
    label: str | None = None
    box: Callable[[Visit], Mapping[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """An archive with the pages that are made of it, and the processes that read it."""

    root: str
    pages: Mapping[str, Page]
    readers: Readers
    as_of: str | int | None = None
    prefix: str = ""

    @property
    def name(self) -> str:
        """What the archive is called: the last parts of its root."""
        parts = [p for p in PurePath(self.root.split("://")[-1]).parts if p not in ("/", ".", "..")]
        return "/".join(parts[-2:]) or self.root

    def tombstones(self, article_id: str) -> list[Tombstone]:
        """What is said of the article's withdrawal, if it was withdrawn."""
        objects = SearchableArchive(self.root, self.as_of).objects
        return list(find_tombstones(objects, {article_id}).values())

    def snapshot(self, number: int | None = None) -> Snapshot:
        """The snapshot of this number, else the one that was asked for, else the newest. Raises
        NoSnapshot, NoArchive.
        """
        return SearchableArchive(self.root, self.as_of if number is None else number).snapshot


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page of one snapshot."""

    site: Site
    page: Page
    snapshot: Snapshot
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    #: The values with which each question of the page was asked.
    asked: dict[str, dict[str, Value]] = field(default_factory=dict)

    def ask(self, *names: str, **values: Value) -> list[list[Row]]:
        """The rows of these questions of the page, in one go."""
        wanted = []
        for name in names:
            question = self.page.questions[name]
            self.asked[name] = question.params(values)
            wanted.append((question.sql, self.asked[name]))
        tables = self.site.readers.rows(self.snapshot, wanted)
        return [table.to_pylist() for table in tables]

    def rows(self, name: str, **values: Value) -> list[Row]:
        """The rows of one question."""
        return self.ask(name, **values)[0]

    def link(self, page: str, /, **values: object) -> str:
        """The address of a page of this snapshot; what is no part of its path is a query."""
        return self.link_at(self.snapshot.number, page, **values)

    def link_at(self, number: int, page: str, /, **values: object) -> str:
        """As `link`, of the snapshot of this number."""
        pattern = self.site.pages[page].path
        path = pattern
        for name in list(values):
            if f"{{{name}}}" in pattern:
                path = path.replace(f"{{{name}}}", quote(str(values.pop(name)), safe=""))
        given = {n: v for n, v in values.items() if v not in (None, "", (), [])}
        query = f"?{urlencode(given, doseq=True)}" if given else ""
        return f"{self.site.prefix}/s/{number}{path}{query}"

    def sql_link(self, name: str) -> str:
        """The address of a question of this page in the SQL box."""
        return self.link("sql", q=self.sql_of(name))

    def sql_of(self, name: str) -> str:
        """A question of this page as it was asked, to be asked again."""
        return self.page.questions[name].filled(self.asked[name])

    @property
    def is_file(self) -> bool:
        """Whether the page becomes a file, which opens without a server."""
        return False

    @property
    def here(self) -> str:
        """The permanent address of this page."""
        return self.link(self.page.name, **self.path, **self.query)

    def cite(self, title: str) -> Markup:
        """How this page is cited; the title is set apart, whichever way it runs."""
        state = f"snapshot {self.snapshot.number} of {self.snapshot.created_at[:19]}Z"
        batch = self.snapshot.batch_id[:16]
        rest = f"{self.site.name}, {state} (batch {batch}). Tearsheet, {self.here}"
        return Markup('“<bdi dir="auto">{}</bdi>”. {}').format(title, rest)

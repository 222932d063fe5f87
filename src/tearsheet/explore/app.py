"""The application: routes, errors, and what holds them together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tearsheet.errors import (
    BadQuery,
    Damage,
    NoArchive,
    NoSnapshot,
    NotHere,
    OutOfMemory,
    OutOfTime,
    TearsheetError,
    Unsafe,
    Usage,
)
from tearsheet.explore.access import Access, allowed_headers
from tearsheet.explore.pages import (
    article,
    capture,
    changes,
    diff,
    missing,
    outlet,
    outlet_parts,
    outlets,
    overview,
    quarantine,
    runs,
    search,
    snapshots,
    sql,
    story,
)
from tearsheet.explore.preparing import Preparing
from tearsheet.explore.readers import IndexIsMade, Readers, TooBusy
from tearsheet.explore.show import THEMES, render, render_error
from tearsheet.explore.visit import Failure, Page, Sheet, Site, Visit
from tearsheet.query.limits import Limits

PAGES: tuple[Page, ...] = (
    overview.PAGE,
    search.PAGE,
    outlets.PAGE,
    outlets.PAGE_OF_ALARMS,
    outlet.PAGE,
    outlet.PAGE_OF_ARTICLES,
    outlet_parts.PAGE_OF_COPYING,
    outlet_parts.PAGE_OF_PHRASES,
    outlet_parts.PAGE_OF_DRIFT,
    changes.PAGE,
    missing.PAGE,
    article.PAGE,
    article.PAGE_OF_CITATION,
    diff.PAGE,
    story.PAGE,
    capture.PAGE,
    capture.PAGE_AS_IT_WAS,
    capture.PAGE_OF_BYTES,
    quarantine.PAGE,
    quarantine.PAGE_OF_ONE,
    runs.PAGE,
    runs.PAGE_OF_ONE,
    snapshots.PAGE,
    snapshots.PAGE_OF_TWO,
    snapshots.PAGE_OF_ARTICLES,
    snapshots.PAGE_OF_OUTLETS,
    snapshots.PAGE_OF_FIELDS,
    sql.PAGE,
    sql.PAGE_OF_ROWS,
    sql.PAGE_OF_WORDS,
)
#: Pages that ask over all of the archive, with what of each is asked.
SLOW: tuple[tuple[Page, dict[str, str]], ...] = (
    (overview.PAGE, {}),
    (outlets.PAGE, {}),
    (outlets.PAGE_OF_ALARMS, {}),
    (missing.PAGE, {}),
    *((changes.PAGE, {"kind": kind}) for kind in ("texts", "headlines", "disappeared")),
)
#: What an error is for a browser, and how its page is headed.
_ERRORS: dict[type[Exception], tuple[int, str]] = {
    NoArchive: (404, "No archive"),
    NoSnapshot: (404, "No such snapshot"),
    NotHere: (404, "Nothing here"),
    Usage: (400, "This cannot be asked"),
    Unsafe: (400, "This is not asked here"),
    BadQuery: (400, "This is no question for the archive"),
    Damage: (500, "The archive lacks this"),
    IndexIsMade: (503, "Not yet"),
    TooBusy: (503, "Too many at once"),
    OutOfTime: (503, "This takes too long"),
    OutOfMemory: (503, "This takes too much"),
    TearsheetError: (500, "This failed"),
}
#: A browser that is told to come again may do so after so many seconds. judged
_RETRY_SECONDS = 10
#: Kinds of pages that take long keep nobody from the others: so many requests for each kind are
#: answered, or wait for a process, at once, and others in the order in which they came. judged
_AT_ONCE = 40
_SLOW_KINDS = frozenset({"search", "sql", "difference"})
_COOKIE = "tearsheet_theme"
_A_YEAR = 31_536_000


def create_app(
    root: str,
    *,
    as_of: str | int | None = None,
    prefix: str = "",
    token: str | None = None,
    hosts: Sequence[str] = (),
    limits: Limits | None = None,
    prepare: bool = True,
) -> Starlette:
    """The pages of the archive at this root. `prefix` is the path below which a proxy has them,
    `hosts` are names beside this machine's own under which they may be asked for. With `prepare`
    processes are started, and what is slow is counted, before anybody asks.
    """
    prefix = f"/{prefix.strip('/')}" if prefix.strip("/") else ""
    readers = Readers(root, limits or Limits.with_defaults())
    site = Site(root, {page.name: page for page in PAGES}, readers, as_of, prefix)
    preparing = Preparing(site, SLOW if prepare else ())

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        preparing.begin()
        yield
        readers.close()

    return Starlette(
        routes=_routes(site, preparing),
        lifespan=lifespan,
        middleware=[
            Middleware(Access, hosts=hosts, prefix=prefix, token=token),
            Middleware(GZipMiddleware, minimum_size=1024, compresslevel=1),
        ],
        exception_handlers={
            HTTPException: partial(_not_found, site),
            Exception: partial(_broken, site),
            **dict.fromkeys(_ERRORS, partial(_failed, site)),
        },
    )


@contextmanager
def open_site(root: str, *, as_of: str | int | None = None) -> Iterator[Site]:
    """The pages of the archive at this root, to be written to files."""
    readers = Readers(root, Limits.with_defaults())
    try:
        yield Site(root, {page.name: page for page in PAGES}, readers, as_of)
    finally:
        readers.close()


def _routes(site: Site, preparing: Preparing) -> list[Route | Mount]:
    threads = {kind: CapacityLimiter(_AT_ONCE) for kind in (*_SLOW_KINDS, None)}
    pages = [
        Route(f"/s/{{number:int}}{page.path}", _page(site, page, threads[_kind_of(page)]))
        for page in site.pages.values()
    ]
    newest = [Route(page.path, _newest(site, preparing)) for page in site.pages.values()]
    static = StaticFiles(packages=[("tearsheet.explore", "static")])
    return [
        *pages,
        Route("/s/{number:int}", _with_slash),
        Route("/theme/{choice}", _theme(site)),
        Mount("/static", static),
        *newest,
    ]


def _kind_of(page: Page) -> str | None:
    """The kind of a page that takes long, as its name begins; null for others."""
    kind = page.name.partition("_")[0]
    return kind if kind in _SLOW_KINDS else None


def _page(
    site: Site, page: Page, threads: CapacityLimiter
) -> Callable[[Request], Awaitable[Response]]:
    """What answers requests for a page."""

    def show(request: Request) -> Response:
        number = request.path_params["number"]
        path = {n: str(v) for n, v in request.path_params.items() if n != "number"}
        snapshot = site.snapshot(number)
        visit = Visit(site, page, snapshot, path, request.query_params, request.headers)
        try:
            sheet = page.view(visit)
        except (TearsheetError, OSError) as error:
            now = site.snapshot(number)  # says so where it is not kept any more
            if now.state == snapshot.state:
                sheet = _box_again(visit, error)
            else:
                visit = replace(visit, snapshot=now, asked={})  # issued again while it was read
                sheet = page.view(visit)
        if isinstance(sheet, Response):
            return sheet
        body = render(visit, sheet, _theme_of(request))
        return HTMLResponse(body, sheet.status, _again(sheet.status))

    async def answer(request: Request) -> Response:
        return await to_thread.run_sync(show, request, limiter=threads)

    return answer


def _box_again(visit: Visit, error: Exception) -> Sheet:
    """The page with its box, and what is wrong with what stands in it. Raises the error where the
    page has none, and what nobody thought of.
    """
    if visit.page.box is None or not isinstance(error, TearsheetError):
        raise error
    failure = _failure_of(error)
    return Sheet(failure.title, visit.page.box(visit), failure.status, failure)


def _newest(site: Site, preparing: Preparing) -> Callable[[Request], Awaitable[Response]]:
    """What sends a request that names no snapshot to the newest."""

    async def answer(request: Request) -> Response:
        snapshot = await to_thread.run_sync(site.snapshot)
        preparing.begin()
        below = request.url.path.removeprefix(site.prefix)
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{site.prefix}/s/{snapshot.number}{below}{query}", 307)

    return answer


async def _with_slash(request: Request) -> Response:
    return RedirectResponse(f"{request.url.path}/", 307)


def _theme(site: Site) -> Callable[[Request], Awaitable[Response]]:
    """What keeps a colour scheme, and goes back to where it was chosen."""

    async def answer(request: Request) -> Response:
        choice, back = request.path_params["choice"], request.query_params.get("back", "/")
        if choice not in THEMES:
            raise HTTPException(404)
        is_here = back.startswith("/") and not back.startswith(("//", "/\\"))
        answer = RedirectResponse(back if is_here else f"{site.prefix}/", 303)
        answer.set_cookie(_COOKIE, choice, _A_YEAR, path=f"{site.prefix}/", samesite="lax")
        return answer

    return answer


def _theme_of(request: Request) -> str:
    choice = request.cookies.get(_COOKIE, "auto")
    return choice if choice in THEMES else "auto"


async def _not_found(site: Site, request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    said = "There is no page at this address." if status == 404 else "This failed."
    return _error_page(site, request, Failure(status, "Nothing here", said))


async def _failed(site: Site, request: Request, error: Exception) -> Response:
    return _error_page(site, request, _failure_of(error))


def _failure_of(error: Exception) -> Failure:
    status, title = next(_ERRORS[kind] for kind in type(error).__mro__ if kind in _ERRORS)
    return Failure(status, title, str(error.args[0]) if error.args else title)


async def _broken(site: Site, request: Request, error: Exception) -> Response:
    """What nobody thought of: the log has it, and a page says so. It comes from outside of
    `Access`, so that it says itself what it allows.
    """
    failure = Failure(500, "This failed", "It is told in the server’s log.")
    answer = _error_page(site, request, failure)
    answer.headers.update(allowed_headers())
    return answer


def _error_page(site: Site, request: Request, failure: Failure) -> Response:
    number: Any = request.path_params.get("number") if failure.status != 404 else None
    way_out = f"{site.prefix}/s/{number}/" if number else f"{site.prefix}/"
    body = render_error(site.prefix, _theme_of(request), failure=failure, way_out=way_out)
    return HTMLResponse(body, failure.status, _again(failure.status))


def _again(status: int) -> dict[str, str] | None:
    """What tells a browser when to come again; null where it need not."""
    return {"Retry-After": str(_RETRY_SECONDS)} if status == 503 else None

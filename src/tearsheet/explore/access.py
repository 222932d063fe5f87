"""Who may ask: hosts, origins, a token; and what an answer allows a browser to do.

The pages are read by whoever reaches them, so what is kept out is other sites: a name that somebody
points at this machine (the host is checked), pages elsewhere that load these (the origin is), and
captured pages themselves, of which nothing may run or load.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tearsheet.explore.show import environment, static_link
from transforms.ids import sha256_hex

COOKIE = "tearsheet_token"
#: What a page may load: its own style sheet, script, pictures and frames, and nothing else.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    # a text may be withdrawn: what a browser has is asked for again
    "cache-control": "no-cache",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_A_YEAR = 31_536_000


@dataclass(frozen=True, slots=True)
class Access:
    """Lets a request through to the application, or answers it with a refusal."""

    app: ASGIApp
    hosts: Sequence[str] = ()
    prefix: str = ""
    token: str | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope = _below(scope, self.prefix)
        request = Request(scope)
        answer = self._refusal(request) or self._token_asked(request)
        await (answer or self.app)(scope, receive, _allowing_little(send))

    def _refusal(self, request: Request) -> Response | None:
        """What is said to a request that comes from elsewhere; null for any other."""
        headers = request.headers
        if _name_of(headers.get("host", "")) not in (*_LOOPBACK, *self.hosts):
            return PlainTextResponse("this host is not served here", 400)
        if request.method not in ("GET", "HEAD"):
            return PlainTextResponse("there is nothing here but to read", 405)
        origin = headers.get("origin")
        if origin not in (None, "null") and urlsplit(str(origin)).netloc != headers.get("host"):
            return PlainTextResponse("asked for by another site", 403)
        is_elsewhere = headers.get("sec-fetch-site", "none") in ("cross-site", "same-site")
        if is_elsewhere and headers.get("sec-fetch-mode") != "navigate":
            return PlainTextResponse("asked for by another site", 403)
        return None

    def _token_asked(self, request: Request) -> Response | None:
        """A request for the token where it is lacking, and a cookie for one that has it; null
        where all is well.
        """
        if self.token is None or request.url.path.startswith(f"{self.prefix}/static/"):
            return None
        key = sha256_hex(f"explore {self.token}".encode())
        given = request.query_params.get("token")
        if given is not None and hmac.compare_digest(given.encode(), self.token.encode()):
            rest = [(n, v) for n, v in parse_qsl(request.url.query) if n != "token"]
            query = f"?{urlencode(rest)}" if rest else ""
            answer: Response = RedirectResponse(f"{request.url.path}{query}", 303)
            answer.set_cookie(
                COOKIE, key, _A_YEAR, path=f"{self.prefix}/", httponly=True, samesite="strict"
            )
            return answer
        shown = request.headers.get("authorization", "").removeprefix("Bearer ")
        if hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), key.encode()):
            return None
        if hmac.compare_digest(shown.encode(), self.token.encode()):
            return None
        page = environment().get_template("token.html")
        body = page.render(
            title="A token is needed",
            is_wrong=given is not None,
            theme="auto",
            home=f"{self.prefix}/",
            static=lambda name: static_link(self.prefix, name),
            site=None,
            visit=None,
        )
        return Response(body, 401, media_type="text/html")


def _below(scope: Scope, prefix: str) -> Scope:
    """The request as one below the prefix, whether a proxy has taken that off or not."""
    path = scope["path"]
    is_below = path == prefix or path.startswith(f"{prefix}/")
    return {**scope, "root_path": prefix, "path": path if is_below else prefix + path}


def _name_of(host: str) -> str:
    """A host without its port: `'[::1]:80'` becomes `'[::1]'`."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()


def allowed_headers() -> dict[str, str]:
    """What an answer says of what a browser may do with it."""
    return {"content-security-policy": POLICY, **_HEADERS}


def _allowing_little(send: Send) -> Send:
    """Say with every answer what a browser may do with it."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in allowed_headers().items():
                headers.setdefault(name, value)
        await send(message)

    return with_headers

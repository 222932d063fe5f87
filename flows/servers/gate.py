"""Prefect's server for this machine and this account alone: what `tearsheet serve` starts.

`python -m flows.servers.gate PORT LIFELINE` does what `prefect server start` does, behind a gate,
for as long as whoever started it holds the pipe open of which LIFELINE is the other end. Prefect
checks the auth string, though not whom a request is addressed to: a page of another site can have
its own name lead to loopback.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import ExitStack
from typing import Any

import uvicorn

from flows.servers.access import HOST, announced, database_alone, origins
from tearsheet.child import die_with_parent

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


class Gate:
    """Lets in what is addressed to this server by its own names and, where a page sent it, sent by
    its own pages.

    Websockets too: no browser asks for leave before it opens one to a foreign server.
    """

    def __init__(self, app: App, *, port: int) -> None:
        self.app = app
        self.origins = set(origins(port))
        self.hosts = {origin.removeprefix("http://") for origin in self.origins}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        refusal = None if scope["type"] == "lifespan" else self.refusal(scope["headers"])
        if refusal is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            status, reason = refusal
            text = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": status, "headers": text})
            await send({"type": "http.response.body", "body": reason.encode() + b"\n"})

    def refusal(self, headers: list[tuple[bytes, bytes]]) -> tuple[int, str] | None:
        """Status and reason where a request with these headers is not let in."""
        if not self.hosts.issuperset(hosts := _values(headers, b"host")) or len(hosts) != 1:
            return 421, f"this server is called {' or '.join(sorted(self.hosts))}"
        sent_by = _values(headers, b"origin")
        if not self.origins.issuperset(sent_by) or (not sent_by and _is_embedded(headers)):
            return 403, "pages of other sites may not use this server"
        return None


def _values(headers: list[tuple[bytes, bytes]], name: bytes) -> list[str]:
    return [value.decode("latin-1").lower() for each, value in headers if each == name]


def _is_embedded(headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether a page of another origin fetches or frames this; a link that leads here does not."""
    if not {"cross-site", "same-site"}.intersection(_values(headers, b"sec-fetch-site")):
        return False
    return _values(headers, b"sec-fetch-dest") != ["document"]


class _Server(uvicorn.Server):
    """A server that other commands find while it answers."""

    def __init__(self, config: uvicorn.Config, *, port: int) -> None:
        super().__init__(config)
        self.port, self.lasting = port, ExitStack()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        with database_alone():
            await super().startup(sockets)
        self.lasting.enter_context(announced(f"http://{HOST}:{self.port}/api"))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.lasting.close()
        await super().shutdown(sockets)


def listening_socket() -> socket.socket:
    """A listening socket with its protocol, TCP, set: asyncio switches off Nagle's algorithm only
    on connections of such a socket, and without that each answer waits 40 ms for an
    acknowledgement.
    """
    return socket.socket(proto=socket.IPPROTO_TCP)


def serve_prefect(*, port: int) -> None:
    """Serve Prefect's API and pages on loopback until a signal ends it."""
    with listening_socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
        except OSError as error:
            sys.exit(f"{HOST}:{port}: {error.strerror}")
        from prefect import settings
        from prefect.server.api.server import create_app

        config = uvicorn.Config(
            Gate(create_app(final=True), port=port),
            log_level="warning",
            proxy_headers=False,
            timeout_keep_alive=settings.PREFECT_SERVER_API_KEEPALIVE_TIMEOUT.value(),
            ws_ping_interval=settings.PREFECT_SERVER_API_WEBSOCKET_PING_INTERVAL.value(),
            ws_ping_timeout=settings.PREFECT_SERVER_API_WEBSOCKET_PING_TIMEOUT.value(),
        )
        _Server(config, port=port).run(sockets=[listening])


if __name__ == "__main__":
    die_with_parent(int(sys.argv[2]))
    serve_prefect(port=int(sys.argv[1]))

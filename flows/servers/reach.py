"""Which Prefect server the flows of a command run on, and with what credentials."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from prefect.client.orchestration import get_client
from prefect.context import refresh_global_settings_context
from prefect.exceptions import PrefectHTTPStatusError
from prefect.settings import PREFECT_API_URL

from flows.servers.access import find_server, read_auth
from flows.servers.ephemeral import await_server, start_server
from tearsheet.errors import TearsheetError


def reach_server() -> None:
    """Have Prefect run flows on the server at PREFECT_API_URL; else on the one that `tearsheet
    serve` runs for this account; else on one that Prefect's own settings name; else on one that
    lives as long as this process and that nobody else can use.

    Raises TearsheetError where that server does not answer or refuses the credentials.
    """
    given, own = os.environ.get("PREFECT_API_URL"), find_server()
    if own and (not given or _same(given, own)):
        os.environ["PREFECT_API_URL"] = own
        if auth := read_auth():
            os.environ["PREFECT_API_AUTH_STRING"] = auth
    elif not PREFECT_API_URL.value():
        start_server()
    await_server()
    refresh_global_settings_context()
    if url := PREFECT_API_URL.value():
        _try(url)


def _same(one: str, other: str) -> bool:
    names = [url.rstrip("/").replace("//localhost:", "//127.0.0.1:") for url in (one, other)]
    return names[0] == names[1]


def _try(url: str) -> None:
    parts = urlsplit(url)
    url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    try:
        with get_client(sync_client=True) as client:
            client.raise_for_api_version_mismatch_once()
        return
    except PrefectHTTPStatusError as error:
        if error.response.status_code != 401:
            raise
        has_sent = "authorization" in error.request.headers
    except RuntimeError as error:
        has_failed = error.__cause__ is not None  # else it is about versions
        raise TearsheetError(
            f"no Prefect server answers at {url}: start it, or unset PREFECT_API_URL"
            if has_failed
            else str(error)
        ) from None
    raise TearsheetError(
        f"the Prefect server at {url} {'refuses these' if has_sent else 'wants'} credentials: set "
        "PREFECT_API_AUTH_STRING to its auth string, which a server of `tearsheet serve` has in "
        "tearsheet/auth-string of the Prefect home it was started with"
    )

"""Safari's web archives: a property list with the page and its parts -> the page."""

from __future__ import annotations

import plistlib
from typing import Any, NamedTuple

from transforms.page import Refused

WEBARCHIVE = "application/x-webarchive"


class WebArchivePage(NamedTuple):
    """The page, with what the list says of it."""

    payload: bytes
    media_type: str
    charset: str | None
    url: str | None


def read_webarchive(payload: bytes) -> WebArchivePage:
    """The page of a web archive. Raises Refused("binary") for another property list, or none."""
    try:
        main: Any = plistlib.loads(payload, fmt=plistlib.FMT_BINARY)
        main = main.get("WebMainResource") if isinstance(main, dict) else None
    except (plistlib.InvalidFileException, RecursionError, ValueError, TypeError, LookupError):
        main = None
    data = main.get("WebResourceData") if isinstance(main, dict) else None
    if not isinstance(data, bytes):
        raise Refused("binary", "a property list that holds no page")
    media_type, charset, url = (
        value if isinstance(value := main.get(f"WebResource{name}"), str) else None
        for name in ("MIMEType", "TextEncodingName", "URL")
    )
    is_http = bool(url) and str(url).startswith(("http:", "https:"))
    return WebArchivePage(data, media_type or "text/html", charset, url if is_http else None)

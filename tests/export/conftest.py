"""An archive of a web archive with headers and of a dump, for tests that export it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

import tearsheet
from flows.plain import archive

FERRY = (
    "The ferry left the old harbour of Corrin at dawn with forty people aboard. "
    "Its master said that the wind would hold until evening and that nobody need worry. "
    "By nightfall the lamps of the outer isles were seen from the mole. "
    "The company had bought the ship in spring from a yard in the south of the country. "
)
COUNCIL = (
    "The council of Veldmark voted on Tuesday to raise the price of water by a tenth. "
    "Its members had argued for six hours over pipes that were laid ninety years ago. "
    "A second vote on the reservoir above the town was put off until the autumn. "
)
SHORT = "The market hall stays closed on Monday. It opens again on Tuesday."


def page(title: str, text: str, day: int) -> bytes:
    return (
        f'<html lang="en"><head><title>{title}</title>'
        f'<meta property="article:published_time" content="2026-03-0{day}T08:00:00+00:00">'
        f'<meta property="og:type" content="article"></head><body><article><h1>{title}</h1>'
        f"<p>{text}</p><p>Nobody was hurt, a speaker said.</p>"
        "</article></body></html>"
    ).encode()


def response(url: str, date: str, body: bytes) -> bytes:
    """A WARC record of a response whose body came in chunks, packed."""
    packed = gzip.compress(body, mtime=0)
    chunked = f"{len(packed):x}\r\n".encode() + packed + b"\r\n0\r\n\r\n"
    message = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-Cache: HIT\r\n"
        b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked
    )
    return (
        (
            f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{date}>\r\n"
            f"WARC-Date: {date}\r\nWARC-Target-URI: {url}\r\n"
            "Content-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(message)}\r\n\r\n"
        ).encode()
        + message
        + b"\r\n\r\n"
    )


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tearsheet.Archive:
    """Two captures of a ferry in a web archive, its reprint elsewhere; in a dump a council with a
    licence and a short notice.
    """
    folder = tmp_path_factory.mktemp("given")
    ferry = page("The ferry sails", FERRY, 5)
    (folder / "crawl.warc").write_bytes(
        response("https://herald.example/ferry", "2026-03-05T10:00:00Z", ferry)
        + response("https://herald.example/ferry", "2026-03-06T10:00:00Z", ferry)
        + response(
            "https://post.example/sea/ferry",
            "2026-03-07T10:00:00Z",
            page("A ferry sails", FERRY, 6),
        )
    )
    records = [
        {"url": "https://gazette.example/council", "title": "=Water dearer", "text": COUNCIL,
         "date": "2026-03-04", "license": "https://creativecommons.org/licenses/by/4.0/"},
        {"url": "https://gazette.example/market", "title": "Market", "text": SHORT,
         "date": "2026-03-03"},
    ]  # fmt: skip
    (folder / "dump.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records), "utf-8")
    root = tmp_path_factory.mktemp("exported") / "archive"
    archive(str(root), [str(folder)])
    return tearsheet.open(str(root))


@pytest.fixture
def ids(asked: tearsheet.Archive) -> dict[str, str]:
    """Ids of articles by outlet and title."""
    rows = asked.sql("SELECT outlet || ': ' || title AS name, article_id FROM articles")
    return dict(rows.iter_rows())


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder for what is exported."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder

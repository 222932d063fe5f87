"""The rows of a query as an Atom feed: new articles, versions, or whatever else a query tells."""

from __future__ import annotations

import re
import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import polars as pl

from tearsheet.errors import Usage
from tearsheet.export.rows import Asked
from tearsheet.export.target import Target
from tearsheet.query.archive import Archive
from tearsheet.query.limits import Limits
from tearsheet.version import __version__

_ATOM = "http://www.w3.org/2005/Atom"
#: Signs that XML 1.0 cannot hold. source: https://www.w3.org/TR/xml/#charsets
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Columns whose values are an entry's id, in the order in which they are looked for.
_IDS = ("id", "revision_id", "article_id")
#: What a query need not give where it gives `article_id`.
_OF_ARTICLES = ("title", "url", "updated", "published_on", "author", "summary")
#: What the archive says of an article; of its text the beginning.
_SAID = (
    "article_id, title, url, coalesce(modified_at, last_captured_at, first_captured_at, "
    "published_at, published_on::TIMESTAMPTZ) AS updated, published_on, "
    "coalesce(byline, outlet) AS author, text[:400] AS summary"
)
_FIELDS = frozenset(("query", "file", "title", "limit"))


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed to write: a query, the file, a title, and how many entries at most."""

    query: str
    file: Path
    title: str = "Tearsheet"
    limit: int = 100


def write_feed(archive: Archive, feed: Feed, limits: Limits) -> int:
    """Write the newest entries of a feed into its file, whole, in place of what is there -> their
    number. Raises Usage, and what a query can raise.
    """
    target = Target(feed.file, is_file=True)
    target.check(archive.objects.folder, force=True)
    raw = feed_xml(archive, feed, limits)
    with target.writing():
        target.data.write_bytes(raw[0])
        target.publish()
    return raw[1]


def feed_xml(archive: Archive, feed: Feed, limits: Limits) -> tuple[bytes, int]:
    """(a feed as bytes, the number of its entries). Equal entries of one archive give equal
    bytes.
    """
    rows = archive.frame(feed.query, limits)
    if not set(_IDS) & set(rows.columns):
        raise Usage("a feed's query gives article_id, revision_id or id: by it an entry is known")
    entries = _complete(archive, rows, limits)
    published = archive.snapshot.created_at
    entries.sort(key=lambda e: (_time(e.get("updated"), published), _id(e)), reverse=True)
    entries = entries[: feed.limit]
    newest = [_time(e.get("updated"), published) for e in entries] or [_time(published, published)]
    root = ET.Element(f"{{{_ATOM}}}feed")
    _add(root, "id", uuid.uuid5(uuid.NAMESPACE_URL, f"tearsheet feed {feed.query}").urn)
    _add(root, "title", feed.title)
    _add(root, "updated", max(newest))
    _add(root, "generator", f"Tearsheet {__version__}")
    _add(_add(root, "author", None), "name", "Tearsheet")
    for entry in entries:
        _add_entry(root, entry, published)
    ET.register_namespace("", _ATOM)
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n", len(entries)


def _complete(archive: Archive, rows: pl.DataFrame, limits: Limits) -> list[dict[str, Any]]:
    """The rows, with what the archive says of their articles where the query does not."""
    missing = [name for name in _OF_ARTICLES if name not in rows.columns]
    if missing and rows.schema.get("article_id") == pl.String:
        with Asked(archive, limits) as asked:
            asked.register("given", rows.select("article_id").drop_nulls().unique())
            said = asked.frame(f"SELECT {_SAID} FROM articles JOIN given USING (article_id)")
        rows = rows.join(said.select("article_id", *missing), on="article_id", how="left")
    return rows.to_dicts()


def _add_entry(root: ET.Element, entry: Mapping[str, Any], published: str) -> None:
    made = _add(root, "entry", None)
    _add(made, "id", _id(entry))
    _add(made, "title", entry.get("title") or "(no headline)")
    _add(made, "updated", _time(entry.get("updated"), published))
    if entry.get("published_on"):
        _add(made, "published", _time(entry["published_on"], published))
    url = str(entry.get("url") or "")
    if url.startswith(("http://", "https://")):
        ET.SubElement(made, f"{{{_ATOM}}}link", {"rel": "alternate", "href": _clean(url)})
    if entry.get("author"):
        _add(_add(made, "author", None), "name", entry["author"])
    if entry.get("summary"):
        _add(made, "summary", entry["summary"])


def _id(entry: Mapping[str, Any]) -> str:
    """The id of an entry, which is the same in every feed and after every run."""
    kind = next(name for name in _IDS if entry.get(name))
    value = str(entry[kind])
    if kind == "id":
        return value if ":" in value else uuid.uuid5(uuid.NAMESPACE_URL, value).urn
    return f"urn:tearsheet:{kind.removesuffix('_id')}:{value}"


def _time(value: object, otherwise: str) -> str:
    """A time as Atom writes it; of a day its beginning: `2026-03-09T00:00:00Z`."""
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time(), UTC)
    at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value or otherwise))
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _add(parent: ET.Element, name: str, text: object) -> ET.Element:
    made = ET.SubElement(parent, f"{{{_ATOM}}}{name}")
    made.text = None if text is None else _clean(str(text))
    return made


def _clean(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def read_feeds(path: Path) -> list[Feed]:
    """The feeds that a TOML file names: a table each, with `query` and `file`, and `title` and
    `limit` where they are given. Raises Usage.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Usage(f"{path}: {error}") from None
    feeds = []
    for name, body in said.items():
        if not isinstance(body, dict) or not {"query", "file"} <= body.keys() <= _FIELDS:
            raise Usage(f"{path}: [{name}] takes query and file, and may have title and limit")
        file = path.parent / str(body["file"])
        title, limit = str(body.get("title", name)), int(body.get("limit", 100))
        feeds.append(Feed(str(body["query"]), file, title, limit))
    return feeds

"""The fields of an article record (one JSON object), under whatever names in common use
they carry.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from transforms.page import Refused
from transforms.text.folds import fold_field
from transforms.text.timestamps import parse_stamp

#: Field -> the names it goes by, best first; compared without case, `_`, `-` and spaces, so
#: `publishedAt` is `published_at`. Sources: news-please, Fundus, CC-News exports, JSON Feed, common
#: scraper dumps.
NAMES: dict[str, tuple[str, ...]] = {
    "url": (
        "url",
        "link",
        "canonical_url",
        "article_url",
        "responded_url",
        "requested_url",
        "uri",
        "permalink",
    ),
    "title": ("title", "headline", "article_title"),
    "text": (
        "text",
        "body",
        "content",
        "story",
        "maintext",
        "plain_text",
        "plaintext",
        "article_body",
        "full_text",
        "fulltext",
        "article_text",
        "content_text",
        "body_text",
        "main_text",
        "text_content",
        "article_content",
        "cleaned_text",
    ),
    "html": (
        "html",
        "raw_html",
        "content_html",
        "page_html",
        "html_content",
        "body_html",
        "page_source",
    ),
    "published": (
        "date",
        "published",
        "publish_date",
        "published_at",
        "date_publish",
        "date_published",
        "published_date",
        "publishing_date",
        "publication_date",
        "pub_date",
        "published_on",
    ),
    "modified": (
        "modified",
        "date_modified",
        "modified_at",
        "updated_at",
        "updated",
        "date_modify",
        "last_modified",
    ),
    "captured_at": (
        "captured_at",
        "crawl_date",
        "scraped_at",
        "date_download",
        "crawled_at",
        "fetched_at",
        "retrieved_at",
        "download_date",
        "fetch_time",
        "crawl_time",
        "collected_at",
        "date_crawled",
        "date_scraped",
        "scrape_date",
        "capture_date",
    ),
    "outlet": ("outlet", "source", "domain", "site", "publisher", "source_domain", "site_name"),
    "language": ("language", "lang", "language_code"),
    "author": ("author", "authors", "byline", "creator"),
    "section": ("section", "category", "rubric"),
}
#: Wrappers in which search-engine exports and scrapers put the record proper.
WRAPPERS = ("_source", "article")
_MOST_NAMES = 50
#: A record with none of these is about something else (a configuration, an index, a measurement).
_TELLING = ("url", "title", "text", "html")


@dataclass(frozen=True, slots=True)
class Fields:
    """What a record states, cleaned of nothing but its names: null where it says nothing."""

    url: str | None = None
    title: str | None = None
    text: str | None = None
    html: str | None = None
    published: str | None = None
    modified: str | None = None
    captured_at: datetime | None = None
    outlet: str | None = None
    language: str | None = None
    author: str | None = None
    section: str | None = None
    #: Whether any name says that this is about an article at all, be its value null.
    names_article: bool = False


def record_fields(line: bytes, field_map: Mapping[str, str] | None = None) -> Fields:
    """The fields of one JSON object: `b'{"link": "https://a.example/1", "Headline": "Rain"}'` has a
    url and a title.

    `field_map` names, per field, the record's own name for it, and then no other name counts for
    that field. Raises Refused("bad_json") for anything but one JSON object,
    Refused("bad_field_map") for a field that does not exist.
    """
    found = _by_name(_load(line))
    own = {canonical_field(f): name for f, name in (field_map or {}).items()}
    values = {
        f: next(_values(found, (own[f],) if f in own else names), None)
        for f, names in NAMES.items()
    }
    captured = parse_stamp(values.pop("captured_at"))
    people = values.pop("author")
    return Fields(
        captured_at=captured.as_utc() if captured else None,
        names_article=_tells(found, own),
        author=", ".join(dict.fromkeys(_names(people))) or None,
        **{f: _text(v) for f, v in values.items()},
    )


def canonical_field(name: str) -> str:
    """The field that a name stands for: `headline` is `title`. Raises Refused("bad_field_map") for
    an unknown one.
    """
    wanted = fold_field(name)
    for field, names in NAMES.items():
        if wanted == fold_field(field) or wanted in map(fold_field, names):
            return field
    raise Refused("bad_field_map", f"no field {name!r}; there are: {', '.join(NAMES)}")


def names_article(names: Iterable[str], field_map: Mapping[str, str] | None = None) -> bool:
    """Whether any of these names is one of an address, a headline, a text or a page."""
    return _tells(
        {fold_field(n) for n in names},
        {canonical_field(f): name for f, name in (field_map or {}).items()},
    )


def _tells(names: Container[str], own: Mapping[str, str]) -> bool:
    return any(
        fold_field(n) in names for f in _TELLING for n in ((own[f],) if f in own else NAMES[f])
    )


def _load(line: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        value = _load_leniently(line)
    if not isinstance(value, dict):
        raise Refused("bad_json", f"a {type(value).__name__} where an object belongs")
    return value


def _load_leniently(line: bytes) -> Any:
    """For what orjson refuses and dumps hold: lone surrogates, stray bytes, long integers, NaN, raw
    control characters.
    """
    try:
        return json.loads(line.decode("utf-8-sig", "replace"), strict=False)
    except (ValueError, RecursionError) as error:
        raise Refused("bad_json", str(error)) from None


def _by_name(record: dict[str, Any]) -> dict[str, Any]:
    """Folded name -> value; the outer record's own names win over those of a wrapper
    inside it.
    """
    found: dict[str, Any] = {}
    inner = [v for w in WRAPPERS if isinstance(v := record.get(w), dict)]
    for level in (record, *inner):
        for name, value in level.items():
            if not (name in WRAPPERS and isinstance(value, dict)):
                found.setdefault(fold_field(name), value)
    return found


def _values(found: dict[str, Any], names: tuple[str, ...]) -> Iterator[Any]:
    """Values present under these names, skipping what says nothing (null, blank, an empty list)."""
    for name in names:
        value = found.get(fold_field(name))
        if (
            value is not None
            and value not in ([], {})
            and not (isinstance(value, str) and not value.strip())
        ):
            yield value


def _text(value: Any) -> str | None:
    """A field as text: numbers are printed, a list of paragraphs is joined, `{"name": …}` is its
    name.
    """
    if isinstance(value, str):
        return _sound(value) or None
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict):
        inner = (value.get(k) for k in ("name", "title", "text", "value", "url"))
        return next((_sound(v) for v in inner if isinstance(v, str) and v), None)
    return "\n\n".join(filter(None, (_text(v) for v in value if not isinstance(v, list)))) or None


def _names(value: Any) -> Iterator[str]:
    """Each person named: by a string, by `{"name": …}`, or by a list of either."""
    for person in value[:_MOST_NAMES] if isinstance(value, list) else [value]:
        if name := (_text(person) or "").strip():
            yield name


def _sound(text: str) -> str:
    """The text as UTF-8 can hold it: surrogate halves that JSON escapes spell out are joined, lone
    ones replaced.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\x00", "")

"""The fields of an article record (one JSON object), under whatever names in common use
they carry.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Any

import orjson

from transforms.page import Refused
from transforms.text.folds import fold_field
from transforms.text.records.content import find_by_content, is_prose, shown_names
from transforms.text.records.names import ABOUT, NAMES, WRAPPERS
from transforms.text.records.values import as_names, as_text, says_nothing
from transforms.text.timestamps import parse_stamp
from transforms.urls import split_url
from transforms.values import frozen

#: A record with none of these is about something else (a configuration, an index, a measurement).
_TELLING = ("url", "title", "text", "html")
#: Objects that speak of something beside the article.
_ASIDE = re.compile(
    r"imag|img|photo|pictur|video|audio|media|logo|author|person|people|user|publisher|parent|relat"
    r"|comment|seo|social|thumb|geo|loc|tag|next|prev|embed|advert|links?$"
)
#: A wrapper may stand in so many others, and a list at a path may be so long. judged
_MOST_WRAPPED = 2
_MOST_ELEMENTS = 20_000
#: An answer's article stands in so many objects, of which so many are asked. judged
_DEEPEST, _MOST_OBJECTS = 5, 100
#: An address that was written down without its scheme: `//a.example/1`, `www.a.example`,
#: `a.example/news/1`; and what would be the name of a file.
_BARE_ADDRESS = re.compile(
    r"//[^/\s.]++\.\S++|(?:www\.[\w-]++(?:\.[\w-]++)++|(?:[\w-]++\.)++[a-z]{2,}+(?=/))\S*+",
    re.IGNORECASE,
)
_FILE = re.compile(r"[^/]*\.(?:s?html?|php\d?|aspx?|jsp|cgi)(?:/|$)", re.IGNORECASE)
_FOLDED = {field: tuple(map(fold_field, names)) for field, names in NAMES.items()}
_ABOUT = frozenset(map(fold_field, ABOUT))
#: Names that mean something, so that they are no other field by what stands in them.
_KNOWN = frozenset(name for names in _FOLDED.values() for name in names)
_TELLING_NAMES = frozenset(name for field in _TELLING for name in _FOLDED[field])


@frozen
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
    licence: str | None = None
    #: Whether any name says that this is about an article at all, be its value null.
    names_article: bool = False
    #: Fields that were told by their content, with the record's own names: `("text", "story_1")`.
    by_content: tuple[tuple[str, str], ...] = ()


def record_fields(line: bytes, field_map: Mapping[str, str] | None = None) -> Fields:
    """The fields of one JSON object: `b'{"link": "https://a.example/1", "Headline": "Rain"}'` has a
    url and a title.

    `field_map` names, per field, the record's own name for it, and then no other name counts for
    that field. Raises Refused("bad_json") for anything but one JSON object,
    Refused("bad_field_map") for a field that does not exist.
    """
    record = _own_record(_load(line), field_map)
    found, written = _by_name(record)
    own = {canonical_field(f): name for f, name in (field_map or {}).items()}
    values = {f: _value(record, found, f, own.get(f)) for f in NAMES}
    if _is_crawls(found, values) and "timestamp" not in map(fold_field, own.values()):
        values["captured_at"] = found.pop("timestamp")
    guessed = _guess(found, values, own)
    values |= {f: found[name] for f, name in guessed.items()}
    return _as_fields(
        values,
        names_article=_tells(found, own) or "text" in guessed or "html" in guessed,
        by_content=tuple(sorted((f, written[name]) for f, name in guessed.items())),
    )


def _own_record(record: dict[str, Any], field_map: Mapping[str, str] | None) -> dict[str, Any]:
    """The article inside an answer that holds nothing else: the object nearest to the top that has
    several of an article's fields; the record itself where it says anything of one, or none does.
    """
    if field_map or _tells(_by_name(record)[0], {}):
        return record
    level = [record]
    for _ in range(_DEEPEST):
        inside = [item for o in level for item in o.items() if isinstance(item[1], dict)]
        level = [v for name, v in inside if not _ASIDE.search(fold_field(name))][:_MOST_OBJECTS]
        if found := next((o for o in level if _is_part(o)), None):
            return found
    return record


def read_fields(record: dict[str, Any]) -> Fields:
    """The fields that a record gives under names in use: `{"Headline": "Rain"}` has a title."""
    found, _ = _by_name(record)
    values = {field: _value(record, found, field, None) for field in NAMES}
    return _as_fields(values, names_article=_tells(found, {}), by_content=())


def _as_fields(
    values: dict[str, Any], *, names_article: bool, by_content: tuple[tuple[str, str], ...]
) -> Fields:
    captured = parse_stamp(as_text(values.pop("captured_at")))
    people = values.pop("author")
    address = as_text(values.pop("url")) or _page_of_source(values["outlet"])
    if (as_text(values["section"]) or "").isdecimal():
        values["section"] = None  # the number under which a publishing system keeps it
    return Fields(
        url=complete_address(address) if address else None,
        captured_at=captured.as_utc() if captured else None,
        author=", ".join(dict.fromkeys(as_names(people))) or None,
        names_article=names_article,
        by_content=by_content,
        **{f: as_text(v) for f, v in values.items()},
    )


def _page_of_source(source: Any) -> str | None:
    """The address where the source that a record names is no outlet but a page."""
    parts = split_url(source if isinstance(source, str) else None)
    is_page = parts.scheme in ("http", "https") and parts.path not in ("", "/")
    return source if is_page else None


def complete_address(address: str) -> str:
    """An address with its scheme, where only that is lacking: `a.example/news/1` is
    `https://a.example/news/1`.
    """
    said = address.strip()
    if not _BARE_ADDRESS.fullmatch(said) or (not said.startswith("//") and _FILE.match(said)):
        return address
    return f"https://{said.removeprefix('//')}"


def _value(record: dict[str, Any], found: Mapping[str, Any], field: str, own: str | None) -> Any:
    """What the record states under the name that a user gave, which may be a path, else under the
    first name in use that says something.
    """
    if own is None:
        return next(_telling(found.get(name) for name in _FOLDED[field]), None)
    levels = [record, *(v for w in WRAPPERS if isinstance(v := record.get(w), dict))]
    inside = (at_path(level, own) for level in levels if "." in own)
    return next(_telling([found.get(fold_field(own)), *inside]), None)


def at_path(value: Any, path: str) -> Any:
    """What stands at a path of names and numbers: `headline.main`, `pages.0.text`; of a list
    without a number each element's, as a list. Null where nothing does.
    """
    for number, part in enumerate(parts := path.split(".")):
        if isinstance(value, list) and not part.isdecimal():
            rest = ".".join(parts[number:])
            inner = (at_path(element, rest) for element in value[:_MOST_ELEMENTS])
            return [v for v in inner if v is not None] or None
        value = _step(value, part)
    return value


def _step(value: Any, name: str) -> Any:
    if isinstance(value, list):
        return value[int(name)] if len(name) < 9 and int(name) < len(value) else None
    if not isinstance(value, dict):
        return None
    if name in value:
        return value[name]
    folded = fold_field(name)
    return next((v for k, v in value.items() if fold_field(k) == folded), None)


def _is_crawls(found: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether a record is a text with its address and a `timestamp`, and nothing else is said of
    it: that is when it was crawled. Source: C4, mC4 and the corpora made after them.
    """
    others = ("title", "html", "published", "captured_at", "outlet", "author")
    is_text = values["text"] is not None and values["url"] is not None
    return is_text and "timestamp" in found and all(values[name] is None for name in others)


def _guess(
    found: Mapping[str, Any], values: Mapping[str, Any], own: Mapping[str, str]
) -> dict[str, str]:
    """The fields that no name gives by what stands in others: text and page only where there is
    neither.
    """
    lacking = {f for f in ("url", "title", "published") if values[f] is None and f not in own}
    if not any(values[f] is not None or f in own for f in ("text", "html")):
        lacking |= {"text", "html"}
    return find_by_content(found, _KNOWN, lacking) if lacking else {}


def canonical_field(name: str) -> str:
    """The field that a name stands for: `headline` is `title`. Raises Refused("bad_field_map") for
    an unknown one.
    """
    if field := find_field(name):
        return field
    raise Refused("bad_field_map", f"no field {name!r}; there are: {', '.join(NAMES)}")


def find_field(name: str) -> str | None:
    """The field that a name stands for: `headline` is `title`; null for an unknown one."""
    wanted = fold_field(name)
    return next(
        (f for f, names in _FOLDED.items() if wanted == fold_field(f) or wanted in names), None
    )


def names_article(names: Iterable[str], field_map: Mapping[str, str] | None = None) -> bool:
    """Whether any of these names is one of an address, a headline, a text or a page."""
    return _tells(
        {fold_field(n) for n in names},
        {canonical_field(f): name for f, name in (field_map or {}).items()},
    )


def names_of_fields(line: bytes) -> list[str]:
    """The names of a record's fields with text in them, the longest text first, for a user who
    might map them. Raises Refused("bad_json").
    """
    found, written = _by_name(_load(line))
    return [written[name] for name in shown_names(found)]


def _tells(names: Iterable[str], own: Mapping[str, str]) -> bool:
    if not own:
        return not _TELLING_NAMES.isdisjoint(names)
    telling = {n for f in _TELLING for n in ((fold_field(own[f]),) if f in own else _FOLDED[f])}
    return not telling.isdisjoint(names)


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


def _by_name(record: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """(folded name -> value, folded name -> name as written); the outer record's own names win over
    those of a wrapper inside it.
    """
    found: dict[str, Any] = {}
    written: dict[str, str] = {}
    for path, name, value in chain(_wrapped(record), _other_fields(record)):
        folded = fold_field(name)
        if found.setdefault(folded, value) is value:
            written.setdefault(folded, path + name)
    return _with_headline(found, written)


def _wrapped(record: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """(path, name, value) of the fields of a record, then of those inside its wrappers, level by
    level. Of authors an account's number is left out: it names nobody.
    """
    levels = [("", record)]
    for _ in range(_MOST_WRAPPED + 1):
        inner: list[tuple[str, dict[str, Any]]] = []
        for path, level in levels:
            for name, value in level.items():
                if name in WRAPPERS and isinstance(value, dict):
                    inner.append((f"{path}{name}.", value))
                elif not (isinstance(value, int) and fold_field(name) in _FOLDED["author"]):
                    yield path, name, value
        levels = inner


def _other_fields(record: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """(path, name, value) of the fields in other parts of a record."""
    for path, level in _other_parts(record):
        for name, value in level.items():
            yield path, name, value


def _with_headline(
    found: dict[str, Any], written: dict[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The names with a headline of those that a publishing system keeps by where each is shown:
    `{"headlines": {"basic": "Rain"}}`.
    """
    by_place = found.get("headlines")
    if isinstance(by_place, dict) and "headline" not in found:
        return {**found, "headline": by_place}, {**written, "headline": written["headlines"]}
    return found, written


def _other_parts(record: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Objects that hold parts of the article: what is known of it beside its text, and under any
    name several of its fields, or its text.
    """
    for name, value in record.items():
        folded = fold_field(name)
        if not isinstance(value, dict) or folded in _KNOWN or name in WRAPPERS:
            continue
        if folded in _ABOUT or (not _ASIDE.search(folded) and _is_part(value)):
            yield f"{name}.", value


def _is_part(value: Mapping[str, Any]) -> bool:
    names = {fold_field(n): v for n, v in value.items()}
    told = sum(any(n in names for n in _FOLDED[field]) for field in _TELLING)
    texts = (v for n in _FOLDED["text"] if isinstance(v := names.get(n), str))
    return told > 1 or any(is_prose(text) for text in texts)


def _telling(values: Iterable[Any]) -> Iterator[Any]:
    """The values that say something."""
    return (value for value in values if not says_nothing(value))

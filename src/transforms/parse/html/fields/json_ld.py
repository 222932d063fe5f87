"""JSON-LD of a page -> the node that describes its article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from transforms.text.entities import unescape
from transforms.words.datelines import AGENCIES

#: What scripts are wrapped in, so that no reader of markup looks inside, behind a comment's sign or
#: not.
_OPENING = re.compile(r"\s*+(?://|/\*)?+\s*+(?:<!\[CDATA\[|<!--)\s*+(?:\*/)?+")
_CLOSINGS, _COMMENT_SIGNS = ("]]>", "-->"), ("//", "/*")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
#: Types whose name does not end in Article and which still are one.
_ARTICLE_TYPES = frozenset(
    {
        "BlogPosting",
        "LiveBlogPosting",
        "Report",
        "Review",
        "CriticReview",
        "SocialMediaPosting",
        "OpinionPiece",
    }
)
#: So many scripts of a page, and so many objects in them, are looked at. judged
_MOST_SCRIPTS = 50
_MOST_NODES = 2_000


def read_nodes(scripts: Sequence[str]) -> list[dict[str, Any]]:
    """Every top-level node of a page's JSON-LD scripts: of lists and `@graph`s too, not the nodes
    inside other nodes.
    """
    found: list[dict[str, Any]] = []
    for script in scripts[:_MOST_SCRIPTS]:
        found += _flatten(_load(script))
    return found[:_MOST_NODES]


def is_article(node: dict[str, Any]) -> bool:
    """Whether a node describes an article: `{"@type": ["NewsArticle"]}` does, a WebPage
    does not.
    """
    return any(t.endswith("Article") or t in _ARTICLE_TYPES for t in node_types(node))


def node_types(node: dict[str, Any]) -> list[str]:
    """The node's types without their vocabulary's address."""
    value = node.get("@type")
    return [
        t.rsplit("/", 1)[-1]
        for t in (value if isinstance(value, list) else [value])
        if isinstance(t, str)
    ]


def choose_article_node(nodes: list[dict[str, Any]], addresses: set[str]) -> dict[str, Any]:
    """The node that describes the page's own article, `{}` where there is none.

    Of several, the one with one of these addresses; else the first with a headline, then the one
    with most to say.
    """
    candidates = [n for n in nodes if is_article(n)]
    candidates += [m for n in nodes if isinstance(m := n.get("mainEntity"), dict) and is_article(m)]
    return max(
        candidates,
        key=lambda n: (
            bool(addresses & set(node_addresses(n))),
            bool(n.get("headline")),
            bool(n.get("datePublished")),
        ),
        default={},
    )


def node_addresses(node: dict[str, Any]) -> Iterator[str]:
    """The URLs a node gives itself."""
    for name in ("url", "@id", "mainEntityOfPage"):
        value = node.get(name)
        value = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(value, str) and value.startswith("http"):
            yield value.split("#", 1)[0].rstrip("/")


def first_text(value: Any) -> str | None:
    """A value as one line of text: of a list the first that says something, of a node its name."""
    if isinstance(value, list):
        return (
            next(filter(None, map(first_text, value[:20])), None)
            if not any(isinstance(v, list) for v in value[:20])
            else None
        )
    if isinstance(value, dict):
        return first_text(value["name"]) if isinstance(value.get("name"), str) else None
    return one_line(value) if isinstance(value, str) else None


def one_line(text: str) -> str | None:
    """The text with entities read, markup dropped and blanks squeezed: `"Rain &amp; <i>wind</i>"`
    is `"Rain & wind"`.
    """
    if "&" in text:
        text = unescape(text)
    if "<" in text:
        text = re.sub(r"</?[a-zA-Z][^<>]{0,300}>", "", text)
    return " ".join(text.replace("\x00", "").split()) or None


def read_names(value: Any, nodes: list[dict[str, Any]]) -> Iterator[str]:
    """The names of authors given as text, node, list of either, or `{"@id": …}` of another node."""
    for person in value[:50] if isinstance(value, list) else [value]:
        if (
            isinstance(person, dict)
            and not person.get("name")
            and isinstance(person.get("@id"), str)
        ):
            person = next((n for n in nodes if n.get("@id") == person["@id"]), person)
        names = _name_of(person) if isinstance(person, dict) else person
        if isinstance(person, dict) and _is_body(person):
            names = [n for n in [names] if isinstance(n, str) and n.casefold() in AGENCIES]
        for name in names[:50] if isinstance(names, list) else [names]:
            while isinstance(name, dict):
                name = name.get("name")
            if isinstance(name, str) and (line := one_line(name)):
                yield line


def _name_of(person: dict[str, Any]) -> Any:
    """The name of a node, or its given and its family name."""
    parts = [person.get("givenName"), person.get("familyName")]
    return person.get("name") or " ".join(p for p in parts if isinstance(p, str)) or None


def _is_body(person: dict[str, Any]) -> bool:
    """Whether a node is an organisation's, which wrote nothing itself; an agency still counts."""
    types = node_types(person)
    return any(t.endswith("Organization") for t in types) and "Person" not in types


def _load(script: str) -> Any:
    """The value of a script; None where no repair of the usual mistakes makes it JSON."""
    script = _unwrap(script).strip().rstrip(";")
    try:
        return orjson.loads(script)
    except orjson.JSONDecodeError:
        pass
    for text in (script, _TRAILING_COMMA.sub(r"\1", script), unescape(script)):
        try:
            return _sound(json.JSONDecoder(strict=False).raw_decode(text.lstrip())[0])
        except (ValueError, RecursionError):
            continue
    return None


def _unwrap(script: str) -> str:
    """The script without the section or comment it is wrapped in: `/*<![CDATA[*/ {} /*]]>*/` is
    ` {}`.
    """
    if opening := _OPENING.match(script):
        script = script[opening.end() :]
    end = script.rstrip().removesuffix(";").rstrip().removesuffix("*/").rstrip()
    if not end.endswith(_CLOSINGS):
        return script
    return _without_suffix(_without_suffix(end, _CLOSINGS).rstrip(), _COMMENT_SIGNS)


def _without_suffix(text: str, suffixes: tuple[str, ...]) -> str:
    """The text without the first of these that it ends in."""
    return text.removesuffix(next(filter(text.endswith, suffixes), ""))


def _sound(value: Any) -> Any:
    """The value without lone surrogates, which only the lenient reader lets through."""
    try:
        return orjson.loads(json.dumps(value).encode())
    except (ValueError, RecursionError):
        return orjson.loads(
            re.sub(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}", r"\\ufffd", json.dumps(value))
        )


def _flatten(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value:
            yield from _flatten(item, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value or "headline" in value:
            yield value
        yield from _flatten(value.get("@graph"), depth + 1)

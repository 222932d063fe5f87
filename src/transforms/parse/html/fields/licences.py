"""Page -> the licence under which it says its text may be used: an address, or words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from transforms.parse.html.fields.json_ld import one_line
from transforms.parse.html.markup.document import Document
from transforms.urls import absolute_url
from transforms.words.html_classes import LICENCE_MARKS

_LICENCE_META = (
    "license",
    "licence",
    "dc.rights.license",
    "dcterms.license",
    "dc.license",
    "cc:license",
    "rights.license",
)
#: Addresses of licences that pages link to without saying what they are.
_OPEN = re.compile(
    r"creativecommons\.org/(?:licen[sc]es|publicdomain)/[\w.-]+|opendefinition\.org/licenses/"
    r"|opendatacommons\.org/licenses/|nationalarchives\.gov\.uk/doc/open-government-licence"
    r"|gnu\.org/(?:licenses|copyleft)/fdl",
    re.IGNORECASE,
)
#: A longer text, in characters, is no address of a licence. judged
_LONGEST = 300


def find_licence(
    page: Document, article: dict[str, Any], meta: dict[str, str], base: str | None
) -> str | None:
    """The licence that JSON-LD states; else `<meta>`, `rel=license`, a link to an open licence."""
    stated = (
        *_of_node(article.get("license")),
        *(line for name in _LICENCE_META if (line := one_line(meta.get(name, "")))),
        *_of_links(page, base),
    )
    return next((text for text in stated if len(text) <= _LONGEST), None)


def _of_node(value: Any) -> Iterator[str]:
    """A licence given as text, as a node with an address or a name, or as a list of either."""
    for one in value[:5] if isinstance(value, list) else [value]:
        said = (
            next((one[k] for k in ("url", "@id", "name") if isinstance(one.get(k), str)), None)
            if isinstance(one, dict)
            else one
        )
        if isinstance(said, str) and (line := one_line(said)):
            yield line


def _of_links(page: Document, base: str | None) -> Iterator[str]:
    """The addresses of links whose `rel` says licence, then of those to open licences."""
    marked, others = [], []
    for tag in page.tags_saying(*LICENCE_MARKS):
        values = page.values(tag)
        if page.names[tag] not in ("a", "link") or not (href := values.get("href")):
            continue
        if {"license", "licence"} & set(values.get("rel", "").lower().split()):
            marked.append(href)
        elif _OPEN.search(href):
            others.append(href)
    for href in (*marked, *others):
        if address := absolute_url(href, base):
            yield address
